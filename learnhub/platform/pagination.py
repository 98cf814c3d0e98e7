"""Pages of a list: which one, how many, and which rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows; `number` counts from 1."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def page_number(value: str | None, total: int, size: int = SIZE) -> int:
    """The asked-for page, kept inside what exists; anything unreadable is page 1."""
    try:
        wanted = int(value or 1)
    except ValueError:
        return 1
    return min(max(1, wanted), max(1, -(-total // size)))

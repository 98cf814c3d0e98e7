"""What a source of documents has to say of itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

PART = 1500


@dataclass(frozen=True, slots=True)
class Part:
    """A section in plain text."""

    text: str
    title: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it can be found now; `name` tells apart several of the same thing, such as attached files."""

    ident: int
    title: str
    place: str
    labels: frozenset[str]
    parts: Sequence[Part]
    beside: str = ""
    language: str = ""
    category: str = ""
    course: str = ""
    source_path: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of document.

    `everything` are the ids of all that can be found; `collect` makes the entries of some ids and leaves out what can
    no longer be found; `touched` says for a row that is written which ids it changes.
    """

    kind: str
    everything: Callable[[], Iterable[int]]
    collect: Callable[[Sequence[int]], Iterable[Entry]]
    touched: Mapping[type, Callable[[Any], Iterable[int | None]]] = field(default_factory=dict)


def is_changed(row: Any, *columns: str) -> bool:
    """Whether one of these columns is being written; a course is written for many reasons that no lesson shows."""
    attributes = sa.inspect(row).attrs
    return any(attributes[column].history.has_changes() for column in columns)


def parts_of(text: str) -> Iterator[Part]:
    """Some paragraphs at a time, so that the best of them can be shown."""
    lines: list[str] = []
    for line in text.splitlines():
        if lines and sum(map(len, lines)) + len(line) > PART:
            yield Part("\n".join(lines))
            lines = []
        lines.append(line)
    if lines:
        yield Part("\n".join(lines))

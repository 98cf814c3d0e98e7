"""One table that knows a person, as it is handed out to them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from learnhub.platform.db import Base

_BY_MODEL: dict[type[Base], "Part"] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """A table as far as it is about somebody: by the column that names them, or through the rows of another part."""

    key: str
    title: Any
    model: type[Base]
    by: str
    shown: tuple[tuple[str, Any], ...]
    through: type[Base] | None = None
    order: str = "id"
    without: tuple[str, ...] = ()
    # Rows that this column, too, puts down to the person stand in another part.
    but_by: str | None = None

    def __post_init__(self) -> None:
        _BY_MODEL.setdefault(self.model, self)

    @property
    def table(self) -> sa.Table:
        return self.model.__table__  # type: ignore[return-value]

    def rows_of(self, person_id: int) -> sa.ColumnElement[bool]:
        """The rows that are about a person."""
        column = self.table.c[self.by]
        if self.but_by is not None:
            return sa.and_(column == person_id, self.table.c[self.but_by].is_distinct_from(person_id))
        if self.through is None:
            return column == person_id
        parent = _BY_MODEL[self.through]
        return column.in_(sa.select(parent.table.c.id).where(parent.rows_of(person_id)))

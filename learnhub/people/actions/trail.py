"""What an import does to each row of the database, kept so that it can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from learnhub.people.models import Membership, Person, PostHolding, RankHolding, RosterChange, Unit, UnitPlacement
from learnhub.platform.db import session

TABLES: Mapping[str, Any] = MappingProxyType(
    {table.__tablename__: table for table in (Person, Membership, PostHolding, RankHolding, Unit, UnitPlacement)}
)
# Of a person and a unit only what an import writes; all of a dated row.
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(column for column in table.__table__.columns.keys() if column != "id")  # noqa: SIM118 - no dict
        for name, table in TABLES.items()
    }
    | {"people_persons": ("username", "staff_number", "name", "phone", "email"), "people_units": ("name", "parent_id")}
)


@dataclass
class Trail:
    """What one row of a roster does: every row of the database that it made or changed."""

    row: int
    name: str
    person: Person | None = None
    is_new: bool = False
    _before: list[tuple[Any, dict[str, Any] | None]] = field(default_factory=list)

    def makes(self, made: Any) -> None:
        """A row that was not there."""
        self._before.append((made, None))

    def changes(self, present: Any) -> None:
        """A row that is about to change; to be called before it does."""
        if not any(known is present for known, _ in self._before):
            self._before.append((present, values(present)))

    def steps(self) -> list[list[Any]]:
        """Every row with its values before and after, once the session has written them."""
        found = [[row.__tablename__, row.id, before, values(row)] for row, before in self._before]
        return [step for step in found if step[2] != step[3]]


def values(row: Any) -> dict[str, Any]:
    """What an import may write of a row, as a document keeps it."""
    return {name: _plain(getattr(row, name)) for name in _COLUMNS[row.__tablename__]}


def restore(row: Any, before: Mapping[str, Any]) -> None:
    """Give a row the values back that it had."""
    for name, value in before.items():
        kind = type(row).__table__.columns[name].type
        setattr(row, name, date.fromisoformat(value) if value and isinstance(kind, sa.Date) else value)


def keep_trails(upload_id: int, trails: Iterable[Trail]) -> None:
    """Write down what some rows of a roster did."""
    session().flush()
    rows = [
        {
            "upload_id": upload_id, "row": each.row, "name": each.name, "is_new": each.is_new, "steps": each.steps(),
            "person_id": each.person.id if each.person else None,
        }
        for each in trails
    ]  # fmt: skip
    if rows:
        session().execute(sa.insert(RosterChange), rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

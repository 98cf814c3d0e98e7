"""Reads of the unit tree: subtrees, paths, counts; now and as it stood on a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.people.models import Membership, Person, Unit, UnitPlacement
from learnhub.people.queries.viewer import in_force
from learnhub.platform.db import session
from learnhub.platform.stamps import remembered


@dataclass(frozen=True, slots=True)
class UnitStep:
    """One unit on the way from the root."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree: `depth` from the topmost unit shown, its own `people`, and all of them with those `below`."""

    id: int
    name: str
    depth: int
    people: int
    below: int
    closed: bool


def units_below(unit_id: int) -> list[int]:
    """The ids of a unit and of everything below it today; empty when there is no such unit."""
    top, below = sa.alias(Unit.__table__, "top"), Unit.__table__
    query = sa.select(below.c.id).join(top, below.c.path.startswith(top.c.path)).where(top.c.id == unit_id)
    return list(session().scalars(query.order_by(below.c.path)))


def units_below_on(unit_id: int, day: date) -> list[int]:
    """The ids of a unit and of everything that was below it on a day."""
    placed = UnitPlacement.__table__
    on_day = sa.and_(placed.c.unit_id == Unit.id, placed.c.from_on <= day)
    lasting = sa.or_(placed.c.until_on.is_(None), placed.c.until_on >= day)
    rows = session().execute(
        sa.select(Unit.id, Unit.parent_id, placed.c.id.is_not(None).label("placed"), placed.c.parent_id.label("then"))
        .outerjoin(placed, sa.and_(on_day, lasting))
        .order_by(Unit.id)
    )
    children: dict[int | None, list[int]] = {}
    for row in rows:
        children.setdefault(row.then if row.placed else row.parent_id, []).append(row.id)
    found, waiting = [], [unit_id]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(children.get(one, ()))
    return found


def unit_path(unit_id: int) -> tuple[UnitStep, ...]:
    """A unit and what it belongs to, from the root down; empty when there is no such unit."""
    own, above = sa.alias(Unit.__table__, "own"), Unit.__table__
    query = (
        sa.select(above.c.id, above.c.name).join(own, own.c.path.startswith(above.c.path)).where(own.c.id == unit_id)
    )
    return tuple(UnitStep(row.id, row.name) for row in session().execute(query.order_by(sa.func.length(above.c.path))))


def unit_names(unit_ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    rows = session().execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(set(unit_ids))))
    return {row.id: row.name for row in rows}


def people_in(unit_ids: Iterable[int], day: date | None = None) -> list[int]:
    """The ids of the people who belong to these units on a day (today), in order of their names."""
    day = day or clock.today()
    query = (
        sa.select(Person.id)
        .join(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
        .where(Membership.unit_id.in_(set(unit_ids)), Person.disabled_at.is_(None))
        .distinct()
        .order_by(Person.name_sort, Person.id)
    )
    return [row.id for row in session().execute(query.add_columns(Person.name_sort))]


@remembered("people")
def unit_tree(unit_ids: frozenset[int], day: date) -> tuple[UnitRow, ...]:
    """The units among `unit_ids` in the order of the tree, with how many people belong to them on a day."""
    units = (
        session()
        .execute(
            sa.select(Unit.id, Unit.name, Unit.path, Unit.position, Unit.parent_id, Unit.closed_on).where(
                Unit.id.in_(unit_ids)
            )
        )
        .all()
    )
    counts = _head_counts(unit_ids, day)
    totals: Counter[int] = Counter()
    for unit in units:
        totals.update(dict.fromkeys(map(int, unit.path.strip("/").split("/")), counts.get(unit.id, 0)))
    children: dict[int | None, list[sa.Row[tuple[int, str, str, int, int | None, date | None]]]] = {}
    for unit in sorted(units, key=lambda unit: (unit.position, unit.name, unit.id)):
        children.setdefault(unit.parent_id if unit.parent_id in unit_ids else None, []).append(unit)
    rows: list[UnitRow] = []
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        closed = unit.closed_on is not None and unit.closed_on <= day
        rows.append(UnitRow(unit.id, unit.name, depth, counts.get(unit.id, 0), totals[unit.id], closed))
        waiting.extend((child, depth + 1) for child in reversed(children.get(unit.id, [])))
    return tuple(rows)


def _head_counts(unit_ids: frozenset[int], day: date) -> dict[int, int]:
    rows = session().execute(
        sa.select(Membership.unit_id, sa.func.count(sa.distinct(Membership.person_id)).label("people"))
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.unit_id.in_(unit_ids), in_force(Membership, day), Person.disabled_at.is_(None))
        .group_by(Membership.unit_id)
    )
    return {row.unit_id: row.people for row in rows}


def all_units() -> Sequence[Unit]:
    """Every unit, the upper ones first."""
    return session().scalars(sa.select(Unit).order_by(sa.func.length(Unit.path), Unit.id)).all()

"""Changing the unit tree; where a unit stood before stays on record."""

from datetime import date, timedelta

import sqlalchemy as sa

from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.models import Person, RoleGrant, Unit, UnitPlacement
from learnhub.platform import audit
from learnhub.platform.db import session

TAKEN = "There is already a unit of this name here."
INTO_ITSELF = "A unit cannot be moved below itself."
TOO_DEEP = "The tree of units would become too deep here."
NAMELESS = "Enter a name."
LONGEST_PATH = 255


def create_unit(
    name: str, *, parent: Unit | None, on: date, by: int | None, code: str | None = None, position: int = 0
) -> Unit:
    """A new unit below another, or a new root; raises Conflict when a sibling has the name."""
    _refuse_name(name, parent.id if parent else None)
    unit = Unit(name=name, parent_id=parent.id if parent else None, path="", code=code, position=position)
    session().add(unit)
    session().flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    _refuse_depth(unit.path)
    session().add(UnitPlacement(unit_id=unit.id, parent_id=unit.parent_id, from_on=on))
    _refresh_grants_above(unit.path)
    audit.record("unit_created", actor_id=by, thing=f"unit {unit.id}", name=name)
    return unit


def rename_unit(unit: Unit, name: str, *, by: int | None) -> None:
    """Give a unit another name; raises Conflict when a sibling has it."""
    if name == unit.name:
        return
    _refuse_name(name, unit.parent_id)
    audit.record("unit_renamed", actor_id=by, thing=f"unit {unit.id}", before=unit.name, after=name)
    unit.name = name


def move_unit(unit: Unit, *, to: Unit, on: date, by: int | None) -> None:
    """Put a unit and all below it under another, from a day on; where it stood until then stays on record."""
    if to.path.startswith(unit.path):
        raise Conflict(INTO_ITSELF)
    if to.id == unit.parent_id:
        return
    _refuse_name(unit.name, to.id)
    before, after = unit.path, f"{to.path}{unit.id}/"
    audit.record("unit_moved", actor_id=by, thing=f"unit {unit.id}", before=before, after=after)
    _keep_placement(unit, to, on)
    unit.parent_id = to.id
    _rewrite_paths(before, after)
    _refresh_grants_above(before)
    _refresh_grants_above(after)


def _keep_placement(unit: Unit, to: Unit, on: date) -> None:
    last = session().scalar(
        sa.select(UnitPlacement).where(UnitPlacement.unit_id == unit.id, UnitPlacement.until_on.is_(None))
    )
    if last is not None and last.from_on >= on:
        last.parent_id = to.id
        return
    if last is None:
        # A tree that was loaded without history: it stood where it stands since before we knew it.
        last = UnitPlacement(unit_id=unit.id, parent_id=unit.parent_id, from_on=date(1949, 10, 1))
        session().add(last)
    last.until_on = on - timedelta(days=1)
    session().add(UnitPlacement(unit_id=unit.id, parent_id=to.id, from_on=on))


def _rewrite_paths(before: str, after: str) -> None:
    session().flush()
    for moved in session().scalars(sa.select(Unit).where(Unit.path.startswith(before))):
        moved.path = after + moved.path.removeprefix(before)
        _refuse_depth(moved.path)
    session().flush()


def _refresh_grants_above(path: str) -> None:
    """Whoever has a role above this place reaches other units now, so their cached facts are out of date."""
    above = [int(step) for step in path.strip("/").split("/")]
    holders = sa.select(RoleGrant.person_id).where(RoleGrant.unit_id.in_(above))
    session().execute(
        sa.update(Person)
        .where(Person.id.in_(holders))
        .values(facts_version=Person.facts_version + 1)
        .execution_options(synchronize_session="fetch")
    )


def _refuse_name(name: str, parent_id: int | None) -> None:
    if not name:
        raise Invalid(NAMELESS, fields={"name": NAMELESS})
    taken = sa.select(Unit.id).where(Unit.name == name, Unit.parent_id == parent_id)
    if session().scalar(taken) is not None:
        raise Conflict(TAKEN)


def _refuse_depth(path: str) -> None:
    if len(path) > LONGEST_PATH:
        raise Invalid(TOO_DEEP)

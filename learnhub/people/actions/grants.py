"""Giving roles and taking them back; each is dated, audited, never given to oneself, and ends the person's sessions."""

from datetime import date, timedelta

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Conflict, Forbidden, Invalid
from learnhub.people.actions.sessions import end_all_sessions
from learnhub.people.models import Person, RoleGrant, Unit
from learnhub.platform import audit
from learnhub.platform.db import session

ONESELF = "Nobody gives a role to themselves. Ask another administrator."
HELD = "This person already has that role here."
BACKWARDS = "The last day lies before the first."


def grant_role(
    person: Person, role: Role, unit: Unit, *, from_on: date, until_on: date | None = None, by: int | None
) -> RoleGrant:
    """Give a role in a unit and below, from a day to a last day; raises Conflict when it is held already."""
    if by == person.id:
        raise Forbidden(ONESELF)
    if until_on is not None and until_on < from_on:
        raise Invalid(BACKWARDS, fields={"until_on": BACKWARDS})
    if _held(person.id, role, unit.id, from_on):
        raise Conflict(HELD)
    grant = RoleGrant(
        person_id=person.id, role=role, unit_id=unit.id, from_on=from_on, until_on=until_on, granted_by_id=by
    )
    session().add(grant)
    person.facts_version += 1
    session().flush()
    # Whoever copied a cookie of somebody gains nothing from a role that is given later.
    end_all_sessions(person.id, why="role", now=clock.now())
    audit.record(
        "role_granted",
        actor_id=by,
        person_id=person.id,
        thing=f"unit {unit.id}",
        role=role,
        from_on=from_on.isoformat(),
        until_on=until_on and until_on.isoformat(),
    )
    return grant


def revoke_role(grant: RoleGrant, *, on: date, by: int | None) -> None:
    """Take a role back: `on` is the first day without it. What was done with it before stays as it is."""
    if by == grant.person_id:
        raise Forbidden(ONESELF)
    person = session().get_one(Person, grant.person_id)
    person.facts_version += 1
    end_all_sessions(person.id, why="role", now=clock.now())
    audit.record(
        "role_revoked",
        actor_id=by,
        person_id=person.id,
        thing=f"unit {grant.unit_id}",
        role=grant.role,
        on=on.isoformat(),
    )
    if grant.from_on >= on:
        session().delete(grant)  # it never took effect; the audit log keeps that it was given
    else:
        grant.until_on = on - timedelta(days=1)


def _held(person_id: int, role: Role, unit_id: int, on: date) -> bool:
    same = (RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.unit_id == unit_id)
    lasting = sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= on)
    return session().scalar(sa.select(RoleGrant.id).where(*same, lasting)) is not None

"""Who has a role near a unit: for what has to be decided by the nearest one who is not concerned."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from learnhub.kernel.actor import Role
from learnhub.people.models import Person, RoleGrant, Unit
from learnhub.people.queries.viewer import in_force
from learnhub.platform.db import session


def granted_upwards(role: Role, unit_id: int, on: date, *, besides: int) -> list[int]:
    """Who has a role at a unit, or else at the nearest one above where somebody other than `besides` has it."""
    path = session().scalar(sa.select(Unit.path).where(Unit.id == unit_id)) or ""
    upwards = [int(part) for part in reversed(path.strip("/").split("/"))] if path else []
    holders = granted(role, on, upwards)
    found = ([person for person in holders.get(unit, ()) if person != besides] for unit in upwards)
    return next((people for people in found if people), [])


def who_decides(unit_id: int | None, on: date, *, besides: int) -> list[int]:
    """The unit administrators nearest to a unit, else its training administrators; never the person concerned."""
    for role in (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR) if unit_id else ():
        found = granted_upwards(role, unit_id or 0, on, besides=besides)
        if found:
            return found
    return []


def granted(role: Role, on: date, unit_ids: Iterable[int] | None = None) -> dict[int, list[int]]:
    """Who was given a role at exactly each unit, or each of these, the longest-serving first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    query = (
        sa.select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == role, in_force(RoleGrant, on), Person.disabled_at.is_(None))
        .order_by(RoleGrant.from_on, RoleGrant.id)
    )
    if unit_ids is not None:
        query = query.where(RoleGrant.unit_id.in_(list(unit_ids)))
    for unit_id, person_id in session().execute(query):
        found[unit_id].append(person_id)
    return found

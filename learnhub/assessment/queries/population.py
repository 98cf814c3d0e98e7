"""Who takes part in a quarter, and who reviews whom, by the facts of the cut-off date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle
from learnhub.kernel.actor import Role
from learnhub.people.models import Membership, Person, PostHolding, RoleGrant, Unit
from learnhub.people.queries import in_force
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part; `reviewer_id` is None where nobody reviews them."""

    person_id: int
    name: str
    unit_id: int
    unit_name: str
    reviewer_id: int | None


def members_of(cycle: Cycle) -> list[Member]:
    """The members of the cycle's units who do not lead and are not disabled, each with the reviewer."""
    on = cycle.cut_off_on
    scope = sa.select(Unit.path).where(Unit.id == cycle.unit_id).scalar_subquery()
    leading = sa.exists().where(
        PostHolding.person_id == Person.id, PostHolding.is_leading_member, in_force(PostHolding, on)
    )
    rows = session().execute(
        sa.select(Person.id, Person.name, Unit.id.label("unit_id"), Unit.name.label("unit_name"), Unit.path, leading)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(in_force(Membership, on), Unit.path.startswith(scope), Person.disabled_at.is_(None))
        .order_by(Unit.path, Person.name_sort, Person.id)
    )
    supervisors = _supervisors(on)
    members: dict[int, Member] = {}
    for person_id, name, unit_id, unit_name, path, leads in rows:
        if rules.takes_part(leading_member=bool(leads)):
            reviewer = rules.nearest_supervisor(_upwards(path), supervisors, person_id)
            members.setdefault(person_id, Member(person_id, name, unit_id, unit_name, reviewer))
    return list(members.values())


def overlapping_cycle(year: int, number: int, unit: Unit) -> Cycle | None:
    """A cycle of the same quarter whose units share some with this one: people would have two summaries."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    return session().scalar(
        sa.select(Cycle)
        .join(Unit, Unit.id == Cycle.unit_id)
        .where(Cycle.year == year, Cycle.number == number)
        .where(sa.or_(Unit.id.in_(above), Unit.path.startswith(unit.path, autoescape=True)))
        .limit(1)
    )


def units_named(unit_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Units with their names in the order of the tree, for a choice."""
    rows = session().execute(
        sa.select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids), Unit.closed_on.is_(None)).order_by(Unit.path)
    )
    return [(row.id, row.name) for row in rows]


def _supervisors(on: date) -> dict[int, list[int]]:
    """The supervisors granted at exactly each unit on a day, the longest-serving first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = session().execute(
        sa.select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.SUPERVISOR, in_force(RoleGrant, on), Person.disabled_at.is_(None))
        .order_by(RoleGrant.from_on, RoleGrant.id)
    )
    for unit_id, person_id in rows:
        found[unit_id].append(person_id)
    return found


def _upwards(path: str) -> list[int]:
    """The units from one up to the root, out of a path such as "/1/4/9/"."""
    return [int(part) for part in reversed(path.strip("/").split("/"))]

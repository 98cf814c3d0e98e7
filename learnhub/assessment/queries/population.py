"""Who takes part in a quarter, and who reviews whom, by the facts of the cut-off date."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, ReviewerChoice, Summary
from learnhub.kernel.actor import Role
from learnhub.people.models import Membership, Person, PostHolding, Unit
from learnhub.people.queries import granted, in_force
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part; `reviewer_id` is None, and the name empty, where nobody reviews them."""

    person_id: int
    name: str
    unit_id: int
    unit_name: str
    reviewer_id: int | None
    reviewer_name: str = ""


@dataclass(frozen=True, slots=True)
class ReviewerMap:
    """Who reviews whom in a quarter: what was chosen for people and units, else the supervisors by unit."""

    supervisors: dict[int, list[int]]
    by_person: dict[int, int] = field(default_factory=dict)
    by_unit: dict[int, int] = field(default_factory=dict)

    def reviewer(self, person_id: int, path: str) -> int | None:
        """The reviewer of a member of the unit with this path; None where nobody is there."""
        upwards = _upwards(path)
        nearest = rules.nearest_supervisor(upwards, self.supervisors, person_id)
        return rules.chosen_reviewer(person_id, self.by_person.get(person_id), self.by_unit.get(upwards[0]), nearest)


def members_of(cycle: Cycle) -> list[Member]:
    """The members of the cycle's units who do not lead and are not disabled, each with the reviewer."""
    return _members(cycle, taking_part(cycle))


def newcomers(cycle: Cycle) -> list[Member]:
    """Those who take part by now and have no summary yet: they joined after the opening."""
    known = sa.select(Summary.person_id).where(Summary.cycle_id == cycle.id)
    return _members(cycle, taking_part(cycle).where(Person.id.not_in(known)))


def still_takes_part(cycle: Cycle) -> sa.ColumnElement[bool]:
    """Whether the person of a summary still takes part, as a condition on summaries."""
    present = taking_part(cycle).with_only_columns(Person.id).order_by(None)
    return Summary.person_id.in_(present)


def reviewer_map(cycle: Cycle) -> ReviewerMap:
    """Who reviews whom on the cut-off date, in two statements."""
    chosen = ReviewerMap(granted(Role.SUPERVISOR, cycle.cut_off_on))
    rows = session().scalars(
        sa.select(ReviewerChoice).where(ReviewerChoice.cycle_id == cycle.id).order_by(ReviewerChoice.id)
    )
    for row in rows:
        if row.for_person_id is not None:
            chosen.by_person[row.for_person_id] = row.reviewer_id
        elif row.for_unit_id is not None:
            chosen.by_unit[row.for_unit_id] = row.reviewer_id
    return chosen


def with_reviewer_names(members: Sequence[Member]) -> list[Member]:
    """The same members with the names of their reviewers, in one statement."""
    ids = {member.reviewer_id for member in members}
    names = {row.id: row.name for row in session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))}
    return [replace(member, reviewer_name=names.get(member.reviewer_id or 0, "")) for member in members]


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


def taking_part(cycle: Cycle) -> sa.Select[Any]:
    """The people of a quarter with their units, in the order of the tree and their names."""
    on = cycle.cut_off_on
    scope = sa.select(Unit.path).where(Unit.id == cycle.unit_id).scalar_subquery()
    leads = sa.exists().where(
        PostHolding.person_id == Person.id, PostHolding.is_leading_member, in_force(PostHolding, on)
    )
    # Routine assessment is for members who do not lead; leading members report on their study once a year.
    return (
        sa.select(Person.id, Person.name, Unit.id.label("unit_id"), Unit.name.label("unit_name"), Unit.path)
        .join(Membership, Membership.person_id == Person.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(in_force(Membership, on), Unit.path.startswith(scope), Person.disabled_at.is_(None), ~leads)
        .order_by(Unit.path, Person.name_sort, Person.id)
    )


def _members(cycle: Cycle, query: sa.Select[Any]) -> list[Member]:
    rows = session().execute(query).all()
    who = reviewer_map(cycle) if rows else ReviewerMap({})
    members: dict[int, Member] = {}
    for person_id, name, unit_id, unit_name, path in rows:
        if person_id not in members:
            members[person_id] = Member(person_id, name, unit_id, unit_name, who.reviewer(person_id, path))
    return list(members.values())


def _upwards(path: str) -> list[int]:
    """The units from one up to the root, out of a path such as "/1/4/9/"."""
    return [int(part) for part in reversed(path.strip("/").split("/"))]

"""The reviewer map of a quarter: who reviews in each unit, what was chosen, and who could be chosen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.assessment.models import Cycle, ReviewerChoice, Summary
from learnhub.assessment.queries.population import members_of, taking_part
from learnhub.assessment.rules import CycleState, State
from learnhub.kernel.actor import Role
from learnhub.people.models import Membership, Person, RoleGrant, Unit
from learnhub.people.queries import in_force
from learnhub.platform.db import session
from learnhub.platform.pagination import Page, page_number

SIZE = 50
NAMES = 100


@dataclass(frozen=True, slots=True)
class MapLine:
    """Who reviews so many people of a unit; without a name nobody does, and `gone` says that the reviewer left."""

    unit_id: int
    unit_name: str
    reviewer_id: int | None
    reviewer_name: str
    people: int
    waiting: int
    gone: bool


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A line of the map that an administrator wrote, with the reason."""

    target: str
    reviewer_name: str
    reason: str
    made_by: str
    made_at: datetime


def map_page(cycle: Cycle, on: date, page: str | None) -> Page[MapLine]:
    """The units of a quarter with their reviewers, in the order of the tree; what nobody reviews comes first."""
    groups = _prepared(cycle) if cycle.state is CycleState.DRAFT else _written(cycle)
    reviewers = {reviewer for _, reviewer, _, _ in groups if reviewer is not None}
    names, present = _names(reviewers), present_people(reviewers, on)
    groups.sort(key=lambda group: group[1] in present)
    number = page_number(page, len(groups), SIZE)
    shown = groups[(number - 1) * SIZE : number * SIZE]
    units = dict(_unit_names([unit for unit, *_ in shown]))
    lines = [
        MapLine(
            unit, units[unit], reviewer, names.get(reviewer or 0, ""), people, waiting,
            reviewer is not None and reviewer not in present,
        )
        for unit, reviewer, people, waiting in shown
    ]  # fmt: skip
    return Page(lines, number, len(groups), SIZE)


def choices_of(cycle_id: int) -> list[ChoiceLine]:
    """What administrators chose for a quarter, the latest first."""
    target, reviewer, maker = aliased(Person), aliased(Person), aliased(Person)
    rows = session().execute(
        sa.select(ReviewerChoice, sa.func.coalesce(target.name, Unit.name), reviewer.name, maker.name)
        .outerjoin(target, target.id == ReviewerChoice.for_person_id)
        .outerjoin(Unit, Unit.id == ReviewerChoice.for_unit_id)
        .join(reviewer, reviewer.id == ReviewerChoice.reviewer_id)
        .join(maker, maker.id == ReviewerChoice.made_by_id)
        .where(ReviewerChoice.cycle_id == cycle_id)
        .order_by(ReviewerChoice.id.desc())
        .limit(NAMES)
    )
    return [ChoiceLine(name, who, row.reason, by, row.made_at) for row, name, who, by in rows]


def present_people(ids: Iterable[int], on: date) -> frozenset[int]:
    """Which of these people are here on a day: not disabled, and a member of some unit."""
    here = sa.exists().where(Membership.person_id == Person.id, in_force(Membership, on))
    query = sa.select(Person.id).where(Person.id.in_(list(ids)), Person.disabled_at.is_(None), here)
    return frozenset(session().scalars(query))


def people_called(text: str, on: date) -> list[int]:
    """Who is here under this user name, staff number or name, in this order."""
    for column in (Person.username, Person.staff_number, Person.name):
        found = list(session().scalars(sa.select(Person.id).where(column == text).limit(2)))
        if found:
            return sorted(present_people(found, on))
    return []


def usual_reviewers(cycle: Cycle, on: date) -> list[tuple[str, str]]:
    """User names and names of supervisors in the units of a quarter, to choose from."""
    scope = sa.select(Unit.path).where(Unit.id == cycle.unit_id).scalar_subquery()
    rows = session().execute(
        sa.select(Person.username, Person.name, Person.name_sort)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.role == Role.SUPERVISOR, in_force(RoleGrant, on), Unit.path.startswith(scope))
        .where(Person.disabled_at.is_(None))
        .distinct()
        .order_by(Person.name_sort)
        .limit(NAMES)
    )
    return [(row.username, row.name) for row in rows]


def unit_of_cycle(cycle: Cycle, unit_id: int) -> Unit | None:
    """A unit if it is one of the quarter's."""
    scope = sa.select(Unit.path).where(Unit.id == cycle.unit_id).scalar_subquery()
    return session().scalar(sa.select(Unit).where(Unit.id == unit_id, Unit.path.startswith(scope)))


def person_of_cycle(cycle: Cycle, person_id: int) -> Person | None:
    """A person who has a summary in the quarter, or takes part by now."""
    known = sa.exists().where(Summary.cycle_id == cycle.id, Summary.person_id == Person.id)
    present = taking_part(cycle).with_only_columns(Person.id).order_by(None).where(Person.id == person_id)
    return session().scalar(sa.select(Person).where(Person.id == person_id, sa.or_(known, Person.id.in_(present))))


def _prepared(cycle: Cycle) -> list[tuple[int, int | None, int, int]]:
    """Units and reviewers as they will be at the opening, with how many people."""
    counted = Counter((member.unit_id, member.reviewer_id) for member in members_of(cycle))
    return [(unit, reviewer, people, 0) for (unit, reviewer), people in counted.items()]


def _written(cycle: Cycle) -> list[tuple[int, int | None, int, int]]:
    """Units and reviewers as they stand on the summaries, with how many people, and how many wait for a review."""
    waiting = sa.func.sum(sa.case((Summary.state == State.SUBMITTED, 1), else_=0))
    rows = session().execute(
        sa.select(Summary.unit_id, Summary.reviewer_id, sa.func.count(), waiting)
        .join(Unit, Unit.id == Summary.unit_id)
        .where(Summary.cycle_id == cycle.id)
        .group_by(Summary.unit_id, Summary.reviewer_id, Unit.path)
        .order_by(Unit.path, Summary.reviewer_id)
    )
    return [(unit, reviewer, people, int(wait)) for unit, reviewer, people, wait in rows]


def _names(ids: Iterable[int]) -> dict[int, str]:
    return {row.id: row.name for row in session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))}


def _unit_names(ids: Iterable[int]) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in session().execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(ids)))]

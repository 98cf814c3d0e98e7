"""Reads for the pages: one's own summaries, those waiting for a review, and the quarters with their people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Summary, SummaryEvent
from learnhub.assessment.rules import CycleState, State
from learnhub.kernel.actor import Actor
from learnhub.people.models import Person, Unit
from learnhub.platform.db import session

IN_MY_HANDS = (State.NOT_STARTED, State.DRAFT, State.RETURNED)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A summary in a list; `shown` is its state, or "overdue" once the cut-off has passed without it."""

    id: int
    year: int
    number: int
    state: State
    shown: str
    cut_off_on: date
    cycle_state: CycleState
    person_id: int
    name: str
    unit_name: str
    reviewer_name: str
    submitted_at: datetime | None
    opened_by_reviewer_at: datetime | None
    can_reopen: bool

    @property
    def in_my_hands(self) -> bool:
        return self.state in IN_MY_HANDS


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A quarter in the list of those who run it, with how many summaries are where."""

    id: int
    year: int
    number: int
    unit_name: str
    state: CycleState
    cut_off_on: date
    people: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the history of a summary."""

    at: datetime
    name: str
    from_state: State
    to_state: State
    reason: str


def own_summaries(person_id: int, on: date) -> list[SummaryLine]:
    """Every summary of a person, the latest quarter first."""
    return _lines(on, Summary.person_id == person_id, order=(Cycle.starts_on.desc(), Summary.id.desc()))


def current_summary(person_id: int, on: date) -> SummaryLine | None:
    """The summary a person should look at now: one still in their hands first, else the latest one."""
    lines = own_summaries(person_id, on)
    waiting = [line for line in lines if line.in_my_hands and line.cycle_state is CycleState.OPEN]
    return next(iter(waiting or lines), None)


def reviews_of(actor: Actor, on: date) -> tuple[list[SummaryLine], list[SummaryLine]]:
    """What waits for the actor's review, oldest first, and what the actor has handled, newest first."""
    handed_in = sa.and_(Summary.reviewer_id == actor.id, Summary.submitted_at.is_not(None))
    lines = _lines(on, handed_in, order=(Summary.submitted_at, Summary.id))
    waiting = [line for line in lines if line.state is State.SUBMITTED]
    return waiting, [line for line in reversed(lines) if line.state is not State.SUBMITTED]


def waiting_reviews(actor: Actor) -> int:
    """How many summaries wait for the actor's review."""
    waiting = sa.select(sa.func.count()).where(Summary.reviewer_id == actor.id, Summary.state == State.SUBMITTED)
    return session().scalar(waiting) or 0


def summaries_of_cycle(cycle_id: int, on: date) -> list[SummaryLine]:
    """Every summary of a quarter by name, for those who run it: where each is, not what it says."""
    return _lines(on, Summary.cycle_id == cycle_id, order=(Person.name_sort, Summary.id))


def cycles_where(visible: sa.ColumnElement[bool]) -> list[CycleLine]:
    """The quarters that somebody may see, the latest first."""
    handed_in = sa.func.sum(sa.case((Summary.submitted_at.is_not(None), 1), else_=0))
    counted = (
        sa.select(Summary.cycle_id, sa.func.count().label("people"), handed_in.label("handed_in"))
        .group_by(Summary.cycle_id)
        .subquery()
    )
    rows = session().execute(
        sa.select(Cycle, Unit.name, counted.c.people, counted.c.handed_in)
        .join(Unit, Unit.id == Cycle.unit_id)
        .outerjoin(counted, counted.c.cycle_id == Cycle.id)
        .where(visible)
        .order_by(Cycle.starts_on.desc(), Unit.path)
    )
    return [
        CycleLine(
            cycle.id, cycle.year, cycle.number, name, cycle.state, cycle.cut_off_on, people or 0, int(handed or 0)
        )
        for cycle, name, people, handed in rows
    ]


def line_of(summary_id: int, on: date) -> SummaryLine:
    """One summary with the names a page needs."""
    return _lines(on, Summary.id == summary_id, order=(Summary.id,))[0]


def history_of(summary_id: int) -> list[EventLine]:
    """Who moved a summary and why, the latest last."""
    rows = session().execute(
        sa.select(SummaryEvent, Person.name)
        .join(Person, Person.id == SummaryEvent.actor_id)
        .where(SummaryEvent.summary_id == summary_id)
        .order_by(SummaryEvent.id)
    )
    return [EventLine(event.at, name, event.from_state, event.to_state, event.reason) for event, name in rows]


def unsubmitted(cycle_id: int) -> Sequence[Any]:
    """The summary and person ids of a quarter that nobody has handed in yet."""
    query = sa.select(Summary.id, Summary.person_id).where(
        Summary.cycle_id == cycle_id, Summary.state.in_(tuple(rules.UNSUBMITTED))
    )
    return session().execute(query.order_by(Summary.id)).all()


def open_cycles() -> Sequence[Cycle]:
    """The quarters that are being filled in."""
    return session().scalars(sa.select(Cycle).where(Cycle.state == CycleState.OPEN).order_by(Cycle.id)).all()


def reminder_day(cycle: Cycle) -> date:
    """The one day of the reminder before the cut-off."""
    return rules.reminder_days(cycle.starts_on, cycle.cut_off_on)[-1]


def unit_name(unit_id: int) -> str:
    """What a unit is called."""
    return session().scalar(sa.select(Unit.name).where(Unit.id == unit_id)) or ""


def _lines(on: date, condition: sa.ColumnElement[bool], *, order: tuple[Any, ...]) -> list[SummaryLine]:
    reviewer = aliased(Person)
    rows = session().execute(
        sa.select(Summary, Cycle, Person.name, Unit.name.label("unit_name"), reviewer.name.label("reviewer_name"))
        .join(Cycle, Cycle.id == Summary.cycle_id)
        .join(Person, Person.id == Summary.person_id)
        .join(Unit, Unit.id == Summary.unit_id)
        .join(reviewer, reviewer.id == Summary.reviewer_id)
        .where(condition)
        .order_by(*order)
    )
    return [_line(row, on) for row in rows]


def _line(row: Any, on: date) -> SummaryLine:
    summary, cycle, name, unit, reviewer = row
    late = rules.is_overdue(summary.state, cut_off_on=cycle.cut_off_on, on=on)
    return SummaryLine(
        id=summary.id,
        year=cycle.year,
        number=cycle.number,
        state=summary.state,
        shown="overdue" if late else summary.state.value,
        cut_off_on=cycle.cut_off_on,
        cycle_state=cycle.state,
        person_id=summary.person_id,
        name=name,
        unit_name=unit,
        reviewer_name=reviewer,
        submitted_at=summary.submitted_at,
        opened_by_reviewer_at=summary.opened_by_reviewer_at,
        can_reopen=cycle.state is CycleState.CLOSED and late and summary.reopened_at is None,
    )

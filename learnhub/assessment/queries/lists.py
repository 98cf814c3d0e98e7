"""Reads for the pages: one's own summaries, those waiting for a review, and the quarters with their people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Snapshot, Summary, SummaryEvent
from learnhub.assessment.queries.population import still_takes_part
from learnhub.assessment.queries.stand_ins import reviewed_by
from learnhub.assessment.rules import CycleState, State
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.people.models import Person, Unit
from learnhub.platform.db import fetch, session
from learnhub.platform.pagination import Page, page_number

IN_MY_HANDS = (State.NOT_STARTED, State.DRAFT, State.RETURNED)
REVIEWS, CYCLES, PEOPLE = 25, 25, 50
LEFT = "left"
SHOWN: Mapping[str, tuple[State, ...]] = {
    "open": (State.NOT_STARTED, State.DRAFT),
    "contested": (State.CONTESTED,),
    "submitted": (State.SUBMITTED,),
    "returned": (State.RETURNED,),
    "reviewed": (State.NOTIFIED, State.ACKNOWLEDGED, State.EXPLAINED, State.ARCHIVED),
}


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A summary in a list; `shown` is its state, or "overdue" once the cut-off has passed without it.

    `gone` says that the person takes no part any more; where nobody asked it is False.
    """

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
    reviewer_id: int
    reviewer_name: str
    submitted_at: datetime | None
    opened_by_reviewer_at: datetime | None
    can_reopen: bool
    gone: bool

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
    return [_line(row, on) for row in fetch(_OWN, person=person_id)]


def current_summary(person_id: int, on: date) -> SummaryLine | None:
    """The summary a person should look at now: one still in their hands first, else the latest one."""
    lines = own_summaries(person_id, on)
    waiting = [line for line in lines if line.in_my_hands and line.cycle_state is CycleState.OPEN]
    return next(iter(waiting or lines), None)


def reviews_page(actor: Actor, on: date, *, handled: bool, page: str | None) -> Page[SummaryLine]:
    """What waits for the actor's review, oldest first, or what was handled, newest first."""
    state = Summary.state != State.SUBMITTED if handled else Summary.state == State.SUBMITTED
    chosen = sa.and_(reviewed_by(actor.id, on), Summary.submitted_at.is_not(None), state)
    order = (Summary.submitted_at.desc(), Summary.id.desc()) if handled else (Summary.submitted_at, Summary.id)
    return _page(on, chosen, order=order, page=page, size=REVIEWS)


def waiting_reviews(actor: Actor) -> int:
    """How many summaries wait for the actor's review."""
    return _count(reviewed_by(actor.id, clock.today()), Summary.state == State.SUBMITTED)


def people_of_cycle(cycle: Cycle, on: date, *, show: str, page: str | None) -> Page[SummaryLine]:
    """The summaries of a quarter by name, for those who run it: where each is, not what it says."""
    gone = ~still_takes_part(cycle)
    chosen = gone if show == LEFT else Summary.state.in_(SHOWN.get(show, tuple(State)))
    chosen = sa.and_(Summary.cycle_id == cycle.id, chosen)
    return _page(on, chosen, order=(Person.name_sort, Summary.id), page=page, size=PEOPLE, gone=gone)


def counts_of_cycle(cycle: Cycle) -> dict[str, int]:
    """How many summaries of a quarter each choice of the list shows, in two statements."""
    mine = Summary.cycle_id == cycle.id
    rows = session().execute(sa.select(Summary.state, sa.func.count()).where(mine).group_by(Summary.state))
    by_state = {row[0]: row[1] for row in rows}
    counts = {name: sum(by_state.get(state, 0) for state in states) for name, states in SHOWN.items()}
    return {"": sum(by_state.values()), **counts, LEFT: _count(mine, ~still_takes_part(cycle))}


def owed_in(cycle_id: int) -> int:
    """How many summaries of a quarter wait for a review or for the answer to an objection."""
    return _count(Summary.cycle_id == cycle_id, Summary.state.in_((State.SUBMITTED, State.CONTESTED)))


def unfrozen(cycle_id: int) -> int:
    """How many summaries of a quarter have no frozen figures."""
    return _count(Summary.cycle_id == cycle_id, ~_has_snapshot())


def unfrozen_people(cycle_id: int, limit: int) -> list[Summary]:
    """Some summaries of a quarter without frozen figures."""
    found = sa.select(Summary).where(Summary.cycle_id == cycle_id, ~_has_snapshot()).order_by(Summary.id)
    return list(session().scalars(found.limit(limit)))


def cycles_page(visible: sa.ColumnElement[bool], *, archived: bool, page: str | None) -> Page[CycleLine]:
    """The quarters that somebody may see, the latest first; the archived ones apart."""
    wanted = Cycle.state == CycleState.ARCHIVED if archived else Cycle.state != CycleState.ARCHIVED
    total = session().scalar(sa.select(sa.func.count()).select_from(Cycle).where(visible, wanted)) or 0
    number = page_number(page, total, CYCLES)
    rows = (
        session()
        .execute(
            sa.select(Cycle, Unit.name)
            .join(Unit, Unit.id == Cycle.unit_id)
            .where(visible, wanted)
            .order_by(Cycle.starts_on.desc(), Unit.path)
            .offset((number - 1) * CYCLES)
            .limit(CYCLES)
        )
        .all()
    )
    counted = _counted([cycle.id for cycle, _name in rows])
    lines = [
        CycleLine(
            cycle.id, cycle.year, cycle.number, name, cycle.state, cycle.cut_off_on, *counted.get(cycle.id, (0, 0))
        )
        for cycle, name in rows
    ]
    return Page(lines, number, total, CYCLES)


def _counted(cycle_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many take part in each quarter, and how many have handed in."""
    handed_in = sa.func.sum(sa.case((Summary.submitted_at.is_not(None), 1), else_=0))
    rows = session().execute(
        sa.select(Summary.cycle_id, sa.func.count(), handed_in)
        .where(Summary.cycle_id.in_(cycle_ids))
        .group_by(Summary.cycle_id)
    )
    return {row[0]: (row[1], int(row[2] or 0)) for row in rows}


def _has_snapshot() -> sa.ColumnElement[bool]:
    return sa.exists().where(Snapshot.summary_id == Summary.id)


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(Summary).where(*conditions)) or 0


def _page(
    on: date,
    condition: sa.ColumnElement[bool],
    *,
    order: tuple[Any, ...],
    page: str | None,
    size: int,
    gone: sa.ColumnElement[bool] | None = None,
) -> Page[SummaryLine]:
    total = _count(condition)
    number = page_number(page, total, size)
    window = ((number - 1) * size, size)
    return Page(_lines(on, condition, order=order, window=window, gone=gone), number, total, size)


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


def _lines(
    on: date,
    condition: sa.ColumnElement[bool],
    *,
    order: tuple[Any, ...],
    window: tuple[int, int] | None = None,
    gone: sa.ColumnElement[bool] | None = None,
) -> list[SummaryLine]:
    query = _LINES.where(condition).order_by(*order)
    if gone is not None:
        query = query.add_columns(gone.label("gone"))
    if window is not None:
        query = query.offset(window[0]).limit(window[1])
    return [_line(row, on, gone=gone is not None and row.gone) for row in session().execute(query)]


def _line(row: Any, on: date, *, gone: bool = False) -> SummaryLine:
    late = rules.is_overdue(row.state, cut_off_on=row.cut_off_on, on=on)
    return SummaryLine(
        id=row.id,
        year=row.year,
        number=row.number,
        state=row.state,
        shown="overdue" if late else row.state.value,
        cut_off_on=row.cut_off_on,
        cycle_state=row.cycle_state,
        person_id=row.person_id,
        name=row.name,
        unit_name=row.unit_name,
        reviewer_id=row.reviewer_id,
        reviewer_name=row.reviewer_name,
        submitted_at=row.submitted_at,
        opened_by_reviewer_at=row.opened_by_reviewer_at,
        can_reopen=row.cycle_state is CycleState.CLOSED and late and row.reopened_at is None,
        gone=bool(gone),
    )


_REVIEWER = aliased(Person)
_LINES = (
    sa.select(
        Summary.id, Summary.state, Summary.person_id, Summary.reviewer_id, Summary.submitted_at,
        Summary.opened_by_reviewer_at, Summary.reopened_at, Cycle.year, Cycle.number, Cycle.cut_off_on,
        Cycle.state.label("cycle_state"), Person.name, Unit.name.label("unit_name"),
        _REVIEWER.name.label("reviewer_name"),
    )
    .join(Cycle, Cycle.id == Summary.cycle_id)
    .join(Person, Person.id == Summary.person_id)
    .join(Unit, Unit.id == Summary.unit_id)
    .join(_REVIEWER, _REVIEWER.id == Summary.reviewer_id)
)  # fmt: skip
_OWN = _LINES.where(Summary.person_id == sa.bindparam("person")).order_by(Cycle.starts_on.desc(), Summary.id.desc())

"""Verbs about a quarter: create, open with everybody's summary, close, reopen one summary."""

from datetime import date, datetime

import sqlalchemy as sa

from learnhub.assessment import policies, queries, rules
from learnhub.assessment.models import Cycle, Summary, SummaryEvent
from learnhub.assessment.rules import CycleFacts, CycleState, CycleStep, State
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict, Forbidden, Invalid
from learnhub.kernel.periods import Quarter
from learnhub.people.models import Unit
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue


def create_cycle(quarter: Quarter, *, unit_id: int, cut_off_on: date, by: Actor, now: datetime) -> Cycle:
    """Prepare a quarter for a unit and everything below it."""
    unit = session().get(Unit, unit_id)
    if unit is None or not policies.can_administer(by, unit_id):
        raise Forbidden("You do not run the quarters of this unit.")
    period = quarter.period
    problem = why_not_cut_off(quarter, cut_off_on)
    if problem:
        raise Invalid(problem, fields={"cut_off_on": problem})
    if queries.overlapping_cycle(quarter.year, quarter.number, unit) is not None:
        raise Conflict("There is already a quarter %(quarter)s for some of these units.", quarter=quarter.label)
    cycle = Cycle(
        year=quarter.year,
        number=quarter.number,
        starts_on=period.start,
        ends_on=period.end,
        cut_off_on=cut_off_on,
        state=CycleState.DRAFT,
        unit_id=unit_id,
        created_by_id=by.id,
        created_at=now,
    )
    session().add(cycle)
    session().flush()
    audit.record("cycle.create", actor_id=by.id, thing=_thing(cycle), quarter=quarter.label)
    return cycle


def why_not_cut_off(quarter: Quarter, cut_off_on: date) -> str:
    """What is wrong with a cut-off date; empty when nothing is."""
    if cut_off_on < quarter.period.start:
        return "The cut-off date lies before the quarter."
    if cut_off_on > quarter.next().period.end:
        return "The cut-off date lies more than a quarter after the end."
    return ""


def open_cycle(cycle: Cycle, *, by: Actor, now: datetime) -> int:
    """Open a quarter and write everybody's empty summary with the reviewer; returns how many."""
    session().refresh(cycle, with_for_update=True)
    members = queries.members_of(cycle)
    unreviewed = sum(member.reviewer_id is None for member in members)
    _move(cycle, CycleStep.OPEN, by=by, now=now, people=len(members), unreviewed=unreviewed)
    cycle.opened_at = now
    session().execute(
        sa.insert(Summary),
        [
            {
                "cycle_id": cycle.id,
                "person_id": member.person_id,
                "unit_id": member.unit_id,
                "reviewer_id": member.reviewer_id,
                "state": State.NOT_STARTED,
                "hidden": [],
                "is_demo": cycle.is_demo,
            }
            for member in members
        ],
    )
    enqueue("assessment.announce", unique=str(cycle.id), cycle_id=cycle.id)
    return len(members)


def close_cycle(cycle: Cycle, *, by: Actor, now: datetime) -> None:
    """Take nothing new any more; what was handed in goes its way, and nothing submits itself."""
    session().refresh(cycle, with_for_update=True)
    _move(cycle, CycleStep.CLOSE, by=by, now=now)
    cycle.closed_at = now


def reopen_summary(summary: Summary, *, reason: str, by: Actor, now: datetime) -> None:
    """Let one summary be handed in although its quarter is closed."""
    cycle = session().get_one(Cycle, summary.cycle_id)
    refusal = rules.may_move_cycle(
        CycleStep.REOPEN_SUMMARY, _facts(cycle), administers=True, on=local_date(now), reason=reason
    )
    if refusal is not None:
        raise Conflict(refusal.message, **refusal.params)
    if summary.person_id == by.id:
        raise Forbidden("Nobody reopens a summary of their own.")
    summary.reopened_at = now
    summary.version += 1
    session().add(
        SummaryEvent(
            summary_id=summary.id,
            actor_id=by.id,
            at=now,
            step=None,
            from_state=summary.state,
            to_state=summary.state,
            reason=reason,
        )
    )
    audit.record(
        "summary.reopen", actor_id=by.id, person_id=summary.person_id, thing=f"summary:{summary.id}", reason=reason
    )


def _move(cycle: Cycle, step: CycleStep, *, by: Actor, now: datetime, people: int = 0, unreviewed: int = 0) -> None:
    facts = _facts(cycle, opens_on=local_date(now), people=people, unreviewed=unreviewed)
    refusal = rules.may_move_cycle(
        step, facts, administers=policies.can_administer(by, cycle.unit_id), on=local_date(now)
    )
    if refusal is not None:
        raise Conflict(refusal.message, **refusal.params)
    cycle.state = rules.CYCLE_EDGES[step][1]
    audit.record(f"cycle.{step.value}", actor_id=by.id, thing=_thing(cycle))


def _facts(cycle: Cycle, *, opens_on: date | None = None, people: int = 0, unreviewed: int = 0) -> CycleFacts:
    return CycleFacts(cycle.state, opens_on or cycle.starts_on, cycle.cut_off_on, people, unreviewed)


def _thing(cycle: Cycle) -> str:
    return f"cycle:{cycle.id}"

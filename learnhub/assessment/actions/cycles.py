"""Verbs about a quarter: create, open with everybody's summary, take people in, close, reopen one, archive."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from learnhub.assessment import policies, queries, rules
from learnhub.assessment.models import Cycle, Snapshot, Summary, SummaryEvent
from learnhub.assessment.queries import Member
from learnhub.assessment.rules import CycleFacts, CycleState, CycleStep, State, Step
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
    _give_summaries(cycle, members)
    return len(members)


def take_in(cycle: Cycle, *, by: Actor, now: datetime) -> int:
    """Give those who joined after the opening their summary; a repeat changes nothing. Returns how many came in.

    Who has nobody to review them stays outside until the reviewer map names somebody.
    """
    session().refresh(cycle, with_for_update=True)
    refusal = rules.may_take_in(_facts(cycle), administers=policies.can_administer(by, cycle.unit_id))
    if refusal is not None:
        raise Conflict(refusal.message, **refusal.params)
    joining = [member for member in queries.newcomers(cycle) if member.reviewer_id is not None]
    if joining:
        _give_summaries(cycle, joining)
        people = [member.person_id for member in joining]
        audit.record("cycle.take_in", actor_id=by.id, thing=_thing(cycle), people=people)
    return len(joining)


def archive_cycle(cycle: Cycle, *, by: Actor, now: datetime) -> None:
    """Make a closed quarter read only; what is finished is archived, and all figures are frozen by a job."""
    session().refresh(cycle, with_for_update=True)
    _move(cycle, CycleStep.ARCHIVE, by=by, now=now, owed=queries.owed_in(cycle.id))
    cycle.archived_at = now
    finished = sa.and_(Summary.cycle_id == cycle.id, Summary.state.in_((State.ACKNOWLEDGED, State.EXPLAINED)))
    step, archived = sa.literal(Step.ARCHIVE, SummaryEvent.step.type), sa.literal(State.ARCHIVED, Summary.state.type)
    columns = ["summary_id", "actor_id", "at", "step", "from_state", "to_state", "reason"]
    values = sa.select(
        Summary.id, sa.literal(by.id), sa.literal(now, SummaryEvent.at.type), step, Summary.state, archived,
        sa.literal(""),
    )  # fmt: skip
    session().execute(sa.insert(SummaryEvent).from_select(columns, values.where(finished)))
    session().execute(
        sa.update(Summary)
        .where(finished)
        .values(state=State.ARCHIVED, version=Summary.version + 1)
        .execution_options(synchronize_session=False)
    )
    session().expire_all()
    enqueue("assessment.freeze", unique=str(cycle.id), cycle_id=cycle.id)


def freeze_some(cycle_id: int, *, most: int, now: datetime) -> int:
    """Keep the figures of summaries that were never handed in, as they are at the archiving; returns how many."""
    cycle, waiting = session().get_one(Cycle, cycle_id), queries.unfrozen_people(cycle_id, most)
    documents = queries.live_documents([summary.person_id for summary in waiting], cycle, local_date(now))
    rows = [
        {
            "summary_id": summary.id,
            "version": 1,
            "document": documents[summary.person_id],
            "words": {**queries.words_of(summary), "hidden": summary.hidden},
            "frozen_at": now,
            "head_hash": documents[summary.person_id]["head_hash"],
        }
        for summary in waiting
    ]
    if rows:
        session().execute(sa.insert(Snapshot), rows)
    return len(rows)


def _give_summaries(cycle: Cycle, members: Iterable[Member]) -> None:
    """Write the empty summaries, and have their people told."""
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


def _move(
    cycle: Cycle, step: CycleStep, *, by: Actor, now: datetime, people: int = 0, unreviewed: int = 0, owed: int = 0
) -> None:
    facts = CycleFacts(cycle.state, local_date(now), cycle.cut_off_on, people, unreviewed, owed)
    refusal = rules.may_move_cycle(
        step, facts, administers=policies.can_administer(by, cycle.unit_id), on=local_date(now)
    )
    if refusal is not None:
        raise Conflict(refusal.message, **refusal.params)
    cycle.state = rules.CYCLE_EDGES[step][1]
    audit.record(f"cycle.{step.value}", actor_id=by.id, thing=_thing(cycle))


def _facts(cycle: Cycle) -> CycleFacts:
    return CycleFacts(cycle.state, cycle.starts_on, cycle.cut_off_on)


def _thing(cycle: Cycle) -> str:
    return f"cycle:{cycle.id}"

"""Verbs about one summary: write, hand in, take back, return, review, acknowledge."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from learnhub.assessment import policies, queries, rules
from learnhub.assessment.actions.notices import tell
from learnhub.assessment.models import Cycle, Snapshot, Summary, SummaryEvent
from learnhub.assessment.rules import CycleState, Effect, Given, Refusal, State, Step, SummaryFacts
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict, Forbidden, Invalid
from learnhub.platform import audit
from learnhub.platform.db import session

STALE = "Another page has saved newer text of this summary."


def save_words(
    summary: Summary, words: Mapping[str, str], hidden: Collection[str], *, version: int, by: Actor, now: datetime
) -> Refusal | None:
    """Keep the author's words and the lines left out; says why nothing was kept, or None.

    `version` is that of the page. An older one is refused unless it brings what is already kept.
    """
    cycle = locked(summary)
    refusal = rules.may_write(queries.facts_of(summary, cycle), policies.facts(by, summary))
    if refusal is not None:
        return refusal
    unchanged = words == queries.words_of(summary) and sorted(hidden) == summary.hidden
    if unchanged:
        return None
    if version != summary.version:
        return Refusal(STALE)
    if summary.state is State.NOT_STARTED:
        start(summary, by=by, now=now)
    for name, text in words.items():
        setattr(summary, name, text)
    summary.hidden = sorted(set(hidden))
    summary.saved_at = now
    summary.version += 1
    return None


def start(summary: Summary, *, by: Actor, now: datetime) -> None:
    """Make a draft of a summary that nobody has begun."""
    _move(summary, Step.START, (State.DRAFT,), by=by, now=now)


def submit(summary: Summary, *, by: Actor, now: datetime) -> None:
    """Hand a summary in: the figures freeze at the first time, the words every time."""
    cycle = locked(summary)
    take(Step.SUBMIT, summary, cycle, by=by, now=now)
    kept = queries.latest_snapshot(summary.id)
    document = document_of(summary, cycle, local_date(now))
    summary.hidden = queries.hideable(document, summary.hidden)
    session().add(
        Snapshot(
            summary_id=summary.id,
            version=kept.version + 1 if kept else 1,
            document=document,
            words={**queries.words_of(summary), "hidden": summary.hidden},
            frozen_at=kept.frozen_at if kept else now,
            head_hash=document["head_hash"],
        )
    )
    summary.submitted_at, summary.opened_by_reviewer_at = now, None


def take_back(summary: Summary, *, by: Actor, now: datetime) -> None:
    """Take a summary back until the reviewer has opened it; figures that were never returned are dropped."""
    brings = take(Step.TAKE_BACK, summary, locked(summary), by=by, now=now)
    if Effect.DROP_SNAPSHOT in brings:
        session().execute(sa.delete(Snapshot).where(Snapshot.summary_id == summary.id))
        summary.submitted_at = None


def open_for_review(summary: Summary, *, by: Actor, now: datetime) -> None:
    """Note that the reviewer begins to read; from now on the author cannot take it back."""
    _refuse_beginning(Step.REVIEW, summary, locked(summary), by=by)
    if summary.opened_by_reviewer_at is None:
        summary.opened_by_reviewer_at = now
        audit.record("summary.open", actor_id=by.id, person_id=summary.person_id, thing=f"summary:{summary.id}")


def is_current(summary: Summary, version: int) -> bool:
    """Whether a page still shows the summary as it is; holds the row, so that the answer stays true."""
    locked(summary)
    return version == summary.version


def return_for_revision(summary: Summary, *, reason: str, by: Actor, now: datetime) -> None:
    """Give a summary back with a reason; its text reopens and its figures stay frozen."""
    cycle = locked(summary)
    take(Step.RETURN, summary, cycle, by=by, now=now, given=Given(text=reason))
    summary.returned_at = now
    if summary.reviewer_id != by.id:
        audit.record(
            "summary.return", actor_id=by.id, person_id=summary.person_id, thing=f"summary:{summary.id}", reason=reason
        )


def review(summary: Summary, *, comment: str, by: Actor, now: datetime) -> None:
    """Review with a comment, which reaches the author in the same act."""
    cycle = locked(summary)
    _refuse_beginning(Step.REVIEW, summary, cycle, by=by)
    if summary.opened_by_reviewer_at is None:
        raise Conflict("Open the summary before you review it.")
    take(Step.REVIEW, summary, cycle, by=by, now=now, given=Given(text=comment))
    summary.comment, summary.reviewed_at = comment, now


def acknowledge(summary: Summary, *, by: Actor, now: datetime) -> None:
    """Note that the author has read the feedback; this is a receipt, not consent."""
    take(Step.ACKNOWLEDGE, summary, locked(summary), by=by, now=now)
    summary.acknowledged_at = now


def document_of(summary: Summary, cycle: Cycle, on: date) -> dict[str, Any]:
    """The figures as they are frozen, else as they stand on a day."""
    kept = queries.latest_snapshot(summary.id)
    return kept.document if kept else queries.live_document(summary, cycle, on)


def locked(summary: Summary) -> Cycle:
    """Hold the row until the end of the transaction, as it is now; returns its quarter."""
    session().flush()
    session().refresh(summary, with_for_update=True)
    cycle = session().get_one(Cycle, summary.cycle_id)
    session().refresh(cycle)
    return cycle


def take(
    step: Step, summary: Summary, cycle: Cycle, *, by: Actor, now: datetime, given: Given | None = None
) -> frozenset[Effect]:
    """Take a step that the rules allow, write it down, and say what else it brings about."""
    facts = _refuse_beginning(step, summary, cycle, by=by)
    refusal = rules.may(step, facts, policies.facts(by, summary), given or Given())
    if refusal is not None:
        raise Invalid(refusal.message, fields=None, **refusal.params)
    _move(summary, step, rules.path(step, facts), by=by, now=now, reason=given.text if given else "")
    summary.version += 1
    brings = rules.effects(step, facts)
    tell(summary, cycle, step, brings, now=now)
    return brings


def _move(
    summary: Summary, step: Step, states: tuple[State, ...], *, by: Actor, now: datetime, reason: str = ""
) -> None:
    for state in states:
        session().add(
            SummaryEvent(
                summary_id=summary.id,
                actor_id=by.id,
                at=now,
                step=step,
                from_state=summary.state,
                to_state=state,
                reason=reason,
            )
        )
        reason = ""  # said once, where two states are passed in one act
        summary.state = state
        session().flush()


def _refuse_beginning(step: Step, summary: Summary, cycle: Cycle, *, by: Actor) -> SummaryFacts:
    """Raise Forbidden where the person is the obstacle, Conflict where the state or the time is; else the facts."""
    facts, actor = queries.facts_of(summary, cycle), policies.facts(by, summary)
    refusal = rules.may_begin(step, facts, actor)
    if refusal is None:
        return facts
    at_any_time = replace(facts, cycle=CycleState.OPEN, opened_by_reviewer=False)
    is_person = bool(rules.path(step, facts)) and rules.may_begin(step, at_any_time, actor)
    raise (Forbidden if is_person else Conflict)(refusal.message, **refusal.params)

"""Verbs about contested lines: contest one, answer it."""

from datetime import datetime

from learnhub.assessment import queries
from learnhub.assessment.actions.notices import tell_contested
from learnhub.assessment.actions.summaries import document_of, locked, start, take
from learnhub.assessment.models import Objection, Snapshot, Summary
from learnhub.assessment.rules import Effect, Given, State, Step
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Invalid
from learnhub.platform import audit
from learnhub.platform.db import session


def contest(summary: Summary, line_id: str, *, reason: str, by: Actor, now: datetime) -> Objection:
    """Contest a line of the figures; the unit administrators are told, and the summary waits for their answer."""
    cycle = locked(summary)
    document = document_of(summary, cycle, local_date(now))
    line = next((line for line in queries.contestable(document) if line["id"] == line_id), None)
    if line_id and line is None:
        raise Invalid("This line is no longer in the figures. Choose another.")
    if summary.state is State.NOT_STARTED:
        start(summary, by=by, now=now)
    contested_from = summary.state
    take(Step.CONTEST, summary, cycle, by=by, now=now, given=Given(text=reason, line_id=line_id))
    objection = Objection(
        summary_id=summary.id,
        line_id=line_id,
        line=line or {},
        reason=reason,
        raised_at=now,
        contested_from=contested_from,
    )
    session().add(objection)
    session().flush()
    audit.record("summary.contest", actor_id=by.id, person_id=summary.person_id, thing=_thing(objection), line=line_id)
    tell_contested(objection, summary, cycle, queries.who_answers(summary, local_date(now)), now=now)
    return objection


def answer(objection: Objection, *, text: str, by: Actor, now: datetime) -> None:
    """Answer an objection; figures that were frozen before are taken anew, and the old ones are kept as a version."""
    summary = session().get_one(Summary, objection.summary_id)
    cycle = locked(summary)
    session().refresh(objection)
    brings = take(Step.ANSWER, summary, cycle, by=by, now=now, given=Given(text=text))
    objection.answer, objection.answered_at, objection.answered_by_id = text, now, by.id
    if Effect.REBUILD_SNAPSHOT in brings:
        _rebuild(summary, queries.live_document(summary, cycle, local_date(now)), now=now)
    if Effect.REOPEN in brings:
        summary.reopened_at = now
    session().flush()
    audit.record(
        "summary.answer", actor_id=by.id, person_id=summary.person_id, thing=_thing(objection), line=objection.line_id
    )


def _rebuild(summary: Summary, document: dict[str, object], *, now: datetime) -> None:
    kept = queries.latest_snapshot(summary.id)
    session().add(
        Snapshot(
            summary_id=summary.id,
            version=kept.version + 1 if kept else 1,
            document=document,
            words=kept.words if kept else {**queries.words_of(summary), "hidden": summary.hidden},
            frozen_at=now,
            head_hash=str(document["head_hash"]),
        )
    )


def _thing(objection: Objection) -> str:
    return f"objection:{objection.id}"

"""Verbs about declarations: say that a lesson was read otherwise, confirm it or decline it."""

from datetime import datetime

from learnhub.catalog.models import LessonVersion
from learnhub.credits import actions as credits
from learnhub.credits.events import LessonCompleted
from learnhub.credits.models import Completion
from learnhub.credits.rules import Key
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.reading import queries
from learnhub.reading.actions.notices import tell_deciders, tell_person
from learnhub.reading.models import Declaration
from learnhub.reading.rules import Manner, working_days_after

NOTHING_TO_DECLARE = "This lesson already counts as read, so there is nothing to declare."
DECIDED = "This declaration has already been decided."


def declare(
    version: LessonVersion, *, manner: Manner, words: str, days: int, by: Actor, now: datetime
) -> Declaration:  # fmt: skip
    """Declare one's own reading of a lesson; it takes the place of the dwell, and the check is still to be passed."""
    if queries.read_before(by.id, version.id):
        raise Conflict(NOTHING_TO_DECLARE)
    evidence = {"declared": manner.value}
    done = credits.turn_key(by.id, version, key=Key.READ, evidence=evidence, now=now, declared=True)
    row = Declaration(
        person_id=by.id, unit_id=by.unit_id, lesson_version_id=version.id, completion_id=done.id, manner=manner,
        words=words, declared_at=now, due_on=working_days_after(local_date(now), days),
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit.record("reading.declare", actor_id=by.id, person_id=by.id, thing=f"declaration:{row.id}")
    tell_deciders("declarations", row, now=now)
    return row


def decide_declaration(row: Declaration, *, confirmed: bool, reason: str, by: Actor, now: datetime) -> None:
    """Confirm a declaration, so that its hours count, or decline it, so that the lesson is still to be read."""
    session().refresh(row, with_for_update=True)
    if row.decided_at is not None:
        raise Conflict(DECIDED)
    row.confirmed, row.reason, row.decided_at, row.decided_by_id = confirmed, reason, now, by.id
    session().flush()
    if queries.waiting_entries(row.person_id, row.completion_id):
        credits.settle_pending(row.completion_id, confirmed=confirmed, reason=reason, actor_id=by.id, now=now)
    elif not confirmed:
        _take_back_reading(row, reason=reason, by=by, now=now)
    audit.record(
        "reading.declaration_decide", actor_id=by.id, person_id=row.person_id, thing=f"declaration:{row.id}",
        confirmed=confirmed,
    )  # fmt: skip
    tell_person("declarations", row, now=now)


def settle_confirmed(event: LessonCompleted) -> None:
    """A lesson whose declaration was confirmed before its check was passed: its hours need no second confirmation."""
    row = queries.declaration_of(event.completion_id)
    done = session().get_one(Completion, event.completion_id)
    if not (done.declared and row and row.confirmed and row.decided_by_id):
        return
    if queries.waiting_entries(event.person_id, event.completion_id):
        credits.settle_pending(done.id, confirmed=True, reason=row.reason, actor_id=row.decided_by_id, now=event.at)


def _take_back_reading(row: Declaration, *, reason: str, by: Actor, now: datetime) -> None:
    done = session().get_one(Completion, row.completion_id)
    session().refresh(done, with_for_update=True)
    if done.declared:
        credits.take_back_reading(done, reason=reason, actor_id=by.id, now=now)

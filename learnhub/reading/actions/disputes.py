"""Verbs about disputes: say that something is wrong, and answer it; what is put right is a further ledger entry."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import actions as credits
from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Form, Key
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import iso_ms, local_date
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.models import Person
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.reading import queries
from learnhub.reading.actions.corrections import CHECK, NO_HOURS, put_entry_right
from learnhub.reading.actions.notices import tell_deciders, tell_person
from learnhub.reading.models import Dispute, Sitting
from learnhub.reading.rules import Decision, Remedy, Subject, working_days_after

TWICE = "You have already disputed this; it waits for an answer."
ANSWERED = "This dispute has already been answered."
ALREADY_READ = "This lesson already counts as read."
NO_LESSON = "The dispute names no lesson that could count as read. Add class-hours instead."
SOURCE = "dispute"


@dataclass(frozen=True, slots=True)
class Disputed:
    """What a dispute is about; `figures` are kept as they stand now."""

    subject: Subject
    lesson_id: int | None
    figures: dict[str, Any]
    sitting_id: int | None = None
    completion_id: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right: hours to add, the hours that an entry should say, or that a lesson counts as read."""

    remedy: Remedy
    hours: Decimal | None = None
    entry_id: int | None = None


def disputed_sitting(sitting: Sitting) -> Disputed:
    """A sitting with its figures."""
    names = ("credited_ms", "review_ms", "provisional_ms", "idle_ms", "hidden_ms", "clock_ms", "rule_version")
    figures = {name: getattr(sitting, name) for name in names} | {"opened_at": iso_ms(sitting.opened_at)}
    return Disputed(Subject.SITTING, queries.lesson_of_sitting(sitting), figures, sitting_id=sitting.id)


def disputed_completion(done: Completion) -> Disputed:
    """A completion with its keys and entries."""
    version = session().get_one(LessonVersion, done.lesson_version_id)
    entries = queries.entries_of_completion(done.person_id, done.id)
    figures = {
        "version": version.number,
        "declared": done.declared,
        "read_at": iso_ms(done.read_at) if done.read_at else None,
        "recall_at": iso_ms(done.recall_at) if done.recall_at else None,
        "completed_at": iso_ms(done.completed_at) if done.completed_at else None,
        "hours": [str(entry.hours) for entry in entries],
    }
    return Disputed(Subject.COMPLETION, version.lesson_id, figures, completion_id=done.id)


def missing_hours(lesson_id: int | None) -> Disputed:
    """Hours that are not there, of a lesson where one is named."""
    return Disputed(Subject.MISSING, lesson_id, {})


def dispute(thing: Disputed, *, reason: str, days: int, by: Actor, now: datetime) -> Dispute:
    """Dispute something of one's own; `days` are the working days within which it must be answered."""
    # Both taps of a double tap wait here for each other.
    session().execute(sa.select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    about = {"sitting_id": thing.sitting_id, "completion_id": thing.completion_id}
    if thing.subject is Subject.MISSING:
        about = {"lesson_id": thing.lesson_id}
    if any(about.values()) and queries.undecided_dispute(by.id, thing.subject, **about):
        raise Conflict(TWICE)
    row = Dispute(
        person_id=by.id, unit_id=by.unit_id, subject=thing.subject, sitting_id=thing.sitting_id,
        completion_id=thing.completion_id, lesson_id=thing.lesson_id, figures=thing.figures, reason=reason,
        raised_at=now, due_on=working_days_after(local_date(now), days),
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit.record("reading.dispute", actor_id=by.id, person_id=by.id, thing=f"dispute:{row.id}")
    tell_deciders("disputes", row, now=now)
    return row


def answer_dispute(row: Dispute, *, text: str, correction: Correction | None, by: Actor, now: datetime) -> None:
    """Answer a dispute: without a correction what was recorded stands."""
    session().refresh(row, with_for_update=True)
    if row.decision is not None:
        raise Conflict(ANSWERED)
    if correction is not None:
        row.entry_id = _put_right(row, correction, text=text, by=by, now=now)
    row.decision = Decision.STANDS if correction is None else Decision.CORRECTED
    row.answer, row.answered_at, row.answered_by_id = text, now, by.id
    session().flush()
    audit.record(
        "reading.dispute_answer", actor_id=by.id, person_id=row.person_id, thing=f"dispute:{row.id}",
        decision=row.decision.value, remedy=correction.remedy.value if correction else None, entry=row.entry_id,
    )  # fmt: skip
    tell_person("disputes", row, now=now)


def _put_right(row: Dispute, correction: Correction, *, text: str, by: Actor, now: datetime) -> int | None:
    """Write the correction; returns the entry that holds now, None where a lesson only counts as read."""
    if correction.remedy is Remedy.READ:
        _count_as_read(row, by=by, now=now)
        return None
    if correction.remedy is Remedy.ENTRY:
        return put_entry_right(
            queries.correctable_entries(row), correction.entry_id, correction.hours, reason=text, by=by, now=now
        ).id
    if correction.hours is None:
        raise Invalid(CHECK, fields={"hours": NO_HOURS})
    return _add_hours(row, correction.hours, text=text, by=by, now=now).id


def _add_hours(row: Dispute, hours: Decimal, *, text: str, by: Actor, now: datetime) -> CreditEntry:
    """Add what was missing, on the day that the dispute is about, so that its quarter is put right."""
    lesson = queries.current_version(row.lesson_id) if row.lesson_id else None
    evidence: dict[str, Any] = {"dispute": row.id}
    evidence |= {"lesson": row.lesson_id} if row.lesson_id else {}
    evidence |= {"completion": row.completion_id} if row.completion_id else {}
    evidence |= {"sitting": row.sitting_id} if row.sitting_id else {}
    return credits.append_entry(
        session().get_one(Person, row.person_id), form=Form.ONLINE, hours=hours,
        earned_on=local_date(queries.moment_of(row)), now=now, rule_id=None, source=SOURCE,
        external_id=f"dispute:{row.id}", evidence=evidence, reason=text, actor_id=by.id,
        title=lesson.title if lesson else "",
    )  # fmt: skip


def _count_as_read(row: Dispute, *, by: Actor, now: datetime) -> None:
    """Turn the key that reading turns; the check is still to be passed."""
    version = queries.current_version(row.lesson_id) if row.lesson_id else None
    if version is None:
        raise Conflict(NO_LESSON)
    if queries.read_before(row.person_id, version.id):
        raise Conflict(ALREADY_READ)
    credits.turn_key(row.person_id, version, key=Key.READ, evidence={"dispute": row.id, "by": by.id}, now=now)

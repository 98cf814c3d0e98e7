"""What lies behind a case: the lesson, the keys, the entries of the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.credits import queries as credits
from learnhub.credits import rules as ledger
from learnhub.credits.models import Completion, CreditEntry
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.reading.models import Dispute, Review, Sitting


def current_version(lesson_id: int) -> LessonVersion | None:
    """The version of a lesson that readers get now."""
    return session().scalar(
        sa.select(LessonVersion)
        .join(Lesson, Lesson.current_version_id == LessonVersion.id)
        .where(Lesson.id == lesson_id)
    )  # fmt: skip


def read_before(person_id: int, version_id: int) -> bool:
    """Whether a lesson version counts as read by a person, in this version or one that still holds."""
    done = credits.completion(person_id, version_id)
    return done is not None and done.read_at is not None


def entries_of_completion(person_id: int, completion_id: int) -> Sequence[CreditEntry]:
    """The entries of the ledger that rest on a completion, the oldest first."""
    rows = session().scalars(
        sa.select(CreditEntry).where(CreditEntry.person_id == person_id).order_by(CreditEntry.seq)
    )  # fmt: skip
    return [row for row in rows if row.evidence.get("completion") == completion_id]


def correctable_entries(row: Dispute) -> Sequence[CreditEntry]:
    """The entries that an answer may put right: those of the disputed lesson that hold, uncorrected."""
    return [
        each
        for each in _holding(row.person_id)
        if (
            each.evidence.get("completion") == row.completion_id
            if row.completion_id
            else row.lesson_id is not None and each.evidence.get("lesson") == row.lesson_id
        )
    ]


def entries_in_review(row: Review) -> Sequence[CreditEntry]:
    """The entries that rest on what a review is about, and hold: of the lessons of its sittings, or of its check."""
    lessons = set(
        session().scalars(
            sa.select(LessonVersion.lesson_id)
            .join(Sitting, Sitting.lesson_version_id == LessonVersion.id)
            .where(Sitting.person_id == row.person_id, Sitting.id.in_(row.sittings))
        )
    )
    attempt = row.facts.get("attempt")
    done = session().scalars(sa.select(Completion).where(Completion.person_id == row.person_id)) if attempt else ()
    checked = {each.id for each in done if (each.evidence.get("recall") or {}).get("attempt") == attempt}
    return [
        each
        for each in _holding(row.person_id)
        if each.evidence.get("lesson") in lessons or each.evidence.get("completion") in checked
    ]


def corrections_of(row: Review) -> Sequence[tuple[CreditEntry, str]]:
    """The entries that put class-hours right after a review, with the names of those who wrote them, in order."""
    rows = session().execute(
        sa.select(CreditEntry, Person.name)
        .join(Person, Person.id == CreditEntry.actor_id)
        .where(CreditEntry.person_id == row.person_id, CreditEntry.id.in_(row.corrections))
        .order_by(CreditEntry.seq)
    )
    return [(entry, name) for entry, name in rows]


def _holding(person_id: int) -> list[CreditEntry]:
    """The verified entries of a person that no further one has corrected."""
    rows = list(session().scalars(sa.select(CreditEntry).where(CreditEntry.person_id == person_id)))
    answered = {each.corrects_entry for each in rows}
    return [
        each
        for each in rows
        if each.status is ledger.Status.VERIFIED and each.seq not in answered and each.hours > 0
    ]  # fmt: skip


def waiting_entries(person_id: int, completion_id: int) -> Sequence[ledger.Entry]:
    """The pending entries of a completion that nobody has answered yet."""
    waiting = ledger.waiting(credits.entries(person_id))
    return [entry for entry in waiting if entry.evidence.get("completion") == completion_id]


def moment_of(row: Dispute) -> datetime:
    """When what is disputed happened: the sitting, the completion, else the dispute itself."""
    if row.sitting_id:
        return session().get_one(Sitting, row.sitting_id).opened_at
    if row.completion_id:
        return session().get_one(Completion, row.completion_id).completed_at or row.raised_at
    return row.raised_at


def readable(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Kept figures with their moments as such; JSON has only texts for them."""
    return {
        name: datetime.fromisoformat(value) if isinstance(value, str) and name.endswith("_at") else value
        for name, value in figures.items()
    }

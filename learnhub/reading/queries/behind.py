"""What lies behind a case: the lesson, the keys, the entries of the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.credits import queries as credits
from learnhub.credits import rules as ledger
from learnhub.credits.models import Completion, CreditEntry
from learnhub.platform.db import session
from learnhub.reading.models import Dispute, Sitting


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
    rows = list(session().scalars(sa.select(CreditEntry).where(CreditEntry.person_id == row.person_id)))
    answered = {each.corrects_entry for each in rows}
    return [
        each
        for each in rows
        if each.status is ledger.Status.VERIFIED
        and each.seq not in answered
        and (
            each.evidence.get("completion") == row.completion_id
            if row.completion_id
            else row.lesson_id is not None and each.evidence.get("lesson") == row.lesson_id
        )
    ]


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

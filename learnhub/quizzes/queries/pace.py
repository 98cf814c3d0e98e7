"""How long checks took, beside how much there was to read in their questions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, QuestionVersion


@dataclass(frozen=True, slots=True)
class Answered:
    """A passed check: from its start to the last answer, and the characters of its questions with their options."""

    person_id: int
    attempt_id: int
    took_ms: int
    chars: int


def answered_since(since: datetime) -> list[Answered]:
    """The checks passed since a moment, in one statement."""
    rows = session().execute(
        sa.select(
            Attempt.id, Attempt.person_id, Attempt.started_at, Attempt.handed_in_at, AttemptItem.answered_at,
            QuestionVersion.document,
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(Attempt.handed_in_at >= since, Attempt.passed)
        .order_by(Attempt.id)
    )  # fmt: skip
    attempts: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        attempts[row.id].append(row)
    return [_answered(items) for items in attempts.values()]


def _answered(items: list[Any]) -> Answered:
    first = items[0]
    ended = max((item.answered_at for item in items if item.answered_at), default=first.handed_in_at)
    took_ms = int((ended - first.started_at).total_seconds() * 1000)
    return Answered(first.person_id, first.id, took_ms, sum(_chars(item.document) for item in items))


def _chars(document: dict[str, Any]) -> int:
    """The letters and characters that have to be read to answer a question."""
    texts = [document["stem"], *(choice["text"] for choice in document.get("choices", ()))]
    return sum(len("".join(text["content"].split())) for text in texts if text)

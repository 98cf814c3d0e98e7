"""Essays that wait for a mark, and one of them as its marker sees it: without a name, without the marks of others."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, EssayMark, Question, QuestionVersion
from learnhub.quizzes.rules.attempts import AWAITING_GRADE
from learnhub.quizzes.rules.essays import Standing, standing_of
from learnhub.quizzes.rules.questions import EssayQuestion, QuestionKind, question_from

MOST_WAITING = 500


@dataclass(frozen=True, slots=True)
class EssayLine:
    """An essay in the queue; `differ`: two marks lie too far apart, and this would be the third."""

    item_id: int
    name: str
    handed_in_at: datetime
    chars: int
    missing: int
    differ: bool


@dataclass(frozen=True, slots=True)
class EssayPage:
    """An essay to be marked: the question, what was written, and what earns points."""

    item_id: int
    question: EssayQuestion
    stem: str
    guidance: str
    explanation: str
    text: str


def waiting_essays(marker_id: int) -> list[EssayLine]:
    """What this person may mark, the oldest first: never their own, never twice; two statements."""
    rows = session().execute(
        sa.select(
            AttemptItem.id, AttemptItem.answer, Attempt.handed_in_at, QuestionVersion.document, Question.name,
        )
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            Attempt.state.in_(AWAITING_GRADE), Attempt.person_id != marker_id,
            QuestionVersion.kind == QuestionKind.ESSAY, AttemptItem.answered_at.is_not(None),
            ~sa.exists().where(EssayMark.item_id == AttemptItem.id, EssayMark.marker_id == marker_id),
        )
        .order_by(Attempt.handed_in_at, AttemptItem.id)
        .limit(MOST_WAITING)
    ).all()  # fmt: skip
    standings = standings_of({row.id: row.document for row in rows})
    return [
        EssayLine(row.id, row.name, row.handed_in_at, len(str(row.answer or "")), found.missing, found.differ)
        for row in rows
        if (found := standings[row.id]).missing and row.answer
    ]


def standings_of(documents: Mapping[int, Mapping[str, Any]]) -> dict[int, Standing]:
    """Where essays stand, by the id of their place and the question that was asked there."""
    given = essay_marks(documents)
    return {
        item_id: standing_of(cast(EssayQuestion, question_from(document)), [mark.fraction for mark in given[item_id]])
        for item_id, document in documents.items()
    }


def essay_marks(item_ids: Collection[int]) -> Mapping[int, Sequence[EssayMark]]:
    """The marks that people gave, by place, the first one first."""
    found: defaultdict[int, list[EssayMark]] = defaultdict(list)
    if item_ids:
        marks = sa.select(EssayMark).where(EssayMark.item_id.in_(list(item_ids))).order_by(EssayMark.id)
        for mark in session().scalars(marks):
            found[mark.item_id].append(mark)
    return found


def essay_fraction(item_id: int, document: Mapping[str, Any]) -> Decimal | None:
    """What an essay is worth, None as long as somebody has to mark it."""
    return standings_of({item_id: document})[item_id].fraction


def essay_page(item: AttemptItem, asked: QuestionVersion) -> EssayPage:
    """One essay as its marker sees it."""
    question = cast(EssayQuestion, question_from(asked.document))
    html = asked.rendered
    return EssayPage(
        item.id, question, html["stem"], html.get("guidance", ""), html.get("explanation", ""), str(item.answer or "")
    )

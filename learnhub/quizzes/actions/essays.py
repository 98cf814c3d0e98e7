"""Marking an essay, and what follows when nobody has to mark the attempt any more."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import cast

from learnhub.inbox.actions import notify
from learnhub.kernel.text import normalise
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.actions.closing import settle
from learnhub.quizzes.models import Attempt, AttemptItem, EssayMark, QuestionVersion
from learnhub.quizzes.rules.attempts import GRADED_STATES
from learnhub.quizzes.rules.essays import fraction_of
from learnhub.quizzes.rules.questions import EssayQuestion, question_from

MARKED = "Your written answer in “%(title)s” is marked."
LONGEST_REMARK = 2000


def mark_essay(
    item: AttemptItem, asked: QuestionVersion, attempt: Attempt, *, marker_id: int, points: Mapping[str, Decimal],
    remark: str, now: datetime,
) -> None:  # fmt: skip
    """Keep one person's mark; with the last one that is needed the attempt is graded and its person told."""
    question = cast(EssayQuestion, question_from(asked.document))
    session().add(
        EssayMark(
            item_id=item.id,
            marker_id=marker_id,
            points={key: str(given) for key, given in points.items()},
            fraction=fraction_of(question, points),
            remark=normalise(remark)[:LONGEST_REMARK],
            at=now,
        )
    )
    session().flush()
    settle(attempt, queries.version_of(attempt), now=now)
    if attempt.state in GRADED_STATES:
        notify(
            attempt.person_id, kind="quiz", message=MARKED, params={"title": queries.title_of(attempt)},
            to=f"/quizzes/attempts/{attempt.id}", key=f"essay-marked:{attempt.id}", now=now,
        )  # fmt: skip

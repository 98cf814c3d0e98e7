"""Working out the statistics of a quiz and keeping them.

The document that is kept holds the figures of `rules/statistics_quiz.py` by name, and under `questions` one entry for
each question version with its label, its options in the author's order, and the pace of its answers. Figures are
rounded to eight places.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue
from learnhub.platform.markdown import plain_text
from learnhub.quizzes.models.statistics import StoredStatistics
from learnhub.quizzes.queries import statistics_source as source
from learnhub.quizzes.queries.statistics import JOB
from learnhub.quizzes.queries.statistics_source import Wording
from learnhub.quizzes.rules.drafts import GAP, LINE
from learnhub.quizzes.rules.questions import QuestionKind
from learnhub.quizzes.rules.statistics_flags import FEWEST_SHOWN
from learnhub.quizzes.rules.statistics_pace import Pace, pace_of
from learnhub.quizzes.rules.statistics_quiz import Asked, ItemFigures, QuizFigures, quiz_figures

LABEL_CHARS = 120
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLACES = 8
_CENT = Decimal("0.01")


def ask_for_statistics(quiz_id: int) -> None:
    """Have the figures of a quiz worked out soon; asking twice is the same as once."""
    enqueue(JOB, unique=str(quiz_id), quiz_id=quiz_id)


def work_out(quiz_id: int) -> StoredStatistics | None:
    """The figures of a quiz as they are to be kept, not yet stored; None where nobody has finished it."""
    wordings: dict[int, Wording] = {}

    def ask(version_ids: Collection[int]) -> dict[int, Asked]:
        wordings.update(source.wordings(version_ids))
        return {version_id: source.asked_of(each) for version_id, each in wordings.items()}

    figures = quiz_figures(source.taken(quiz_id), ask)
    if figures is None:
        return None
    if figures.people < FEWEST_SHOWN:
        return StoredStatistics(quiz_id=quiz_id, people=figures.people, findings=0, document={})
    pace = pace_of(source.paced(quiz_id))
    consistency = figures.test.internal_consistency
    mean = (figures.test.mean or 0.0) * 100 / figures.length
    return StoredStatistics(
        quiz_id=quiz_id,
        people=figures.people,
        findings=len(figures.flags) + sum(len(item.flags) for item in figures.items),
        mean_percent=Decimal(mean).quantize(_CENT),
        consistency=None if consistency is None else Decimal(consistency).quantize(_CENT),
        document=_document(figures, wordings, pace),
    )


def keep(made: StoredStatistics, *, now: datetime) -> None:
    """Store figures in the place of those that a quiz had."""
    session().execute(sa.delete(StoredStatistics).where(StoredStatistics.quiz_id == made.quiz_id))
    made.computed_at = now
    session().add(made)


def _document(figures: QuizFigures, wordings: Mapping[int, Wording], pace: Mapping[int, Pace]) -> dict[str, Any]:
    whole = asdict(figures)
    del whole["items"]
    questions = [_question(item, wordings[item.version_id], pace.get(item.version_id)) for item in figures.items]
    return _rounded({**whole, "sample": source.SAMPLE, "questions": questions})  # type: ignore[no-any-return]


def _question(item: ItemFigures, wording: Wording, pace: Pace | None) -> dict[str, Any]:
    key = source.asked_of(wording).key
    labels = _option_labels(wording)
    return {
        "version_id": wording.version_id,
        "question_id": wording.question_id,
        "number": wording.number,
        "current": wording.current,
        "retired": wording.retired,
        "kind": wording.kind.value,
        "label": _plain(wording.rendered.get("stem", "")),
        **asdict(item.separation),
        "weight": item.effective_weight,
        "unanswered": item.unanswered,
        "options": [
            {
                **asdict(option),
                "letter": letter_of(place),
                "label": labels.get(option.value, ""),
                "right": option.value in key,
            }
            for place, option in enumerate(item.options)
        ],
        "flags": [asdict(flag) for flag in item.flags],
        "pace": None if pace is None else asdict(pace),
    }


def letter_of(place: int) -> str:
    """What an option is called, by its place in the author's order."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _option_labels(wording: Wording) -> dict[str, str]:
    if wording.kind is QuestionKind.TRUE_FALSE:
        return {}
    start = "option "
    return {name.removeprefix(start): _plain(html) for name, html in wording.rendered.items() if name.startswith(start)}


def _plain(html: str) -> str:
    text = " ".join(GAP.sub(LINE, plain_text(html)).split())
    return text if len(text) <= LABEL_CHARS else f"{text[:LABEL_CHARS]}…"


def _rounded(value: Any) -> Any:
    """Plain JSON values with figures of a bearable length."""
    if isinstance(value, float):
        return round(value, _PLACES)
    if isinstance(value, dict):
        return {str(name): _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value

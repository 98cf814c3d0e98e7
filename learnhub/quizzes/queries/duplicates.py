"""Questions of the bank that say nearly the same as others: found by fingerprints, judged by their words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.quizzes.models import Question, QuestionPrint
from learnhub.quizzes.rules.bank import Status
from learnhub.quizzes.rules.similarity import NEAR, likeness, prints, shingles

AT_ONCE = 40
MOST_SHARING = 4000
MOST_COMPARED = 12
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A question of the bank that is nearly the same; `percent` of the words in common, `seen`: may be shown."""

    id: int
    percent: int
    seen: bool


def near(
    texts: Sequence[str], visible: sa.ColumnElement[bool], *, but: int | None = None
) -> list[tuple[Near, ...]]:  # fmt: skip
    """For each compared text the questions that are nearly the same, the nearest first.

    Two statements for 40 texts, and at most twelve comparisons a text, whatever the size of the bank.
    """
    found: list[tuple[Near, ...]] = []
    for start in range(0, len(texts), AT_ONCE):
        found += _near(texts[start : start + AT_ONCE], visible, but)
    return found


def _near(texts: Sequence[str], visible: sa.ColumnElement[bool], but: int | None) -> list[tuple[Near, ...]]:
    bands = [prints(text) for text in texts]
    sharing = _sharing({value for values in bands for value in values}, but)
    candidates = [_candidates(values, sharing) for values in bands]
    known = _words({question_id for ids in candidates for question_id in ids}, visible)
    return [_judged(text, ids, known) for text, ids in zip(texts, candidates, strict=True)]


def _sharing(values: set[int], but: int | None) -> Mapping[int, Sequence[int]]:
    query = (
        sa.select(QuestionPrint.value, QuestionPrint.question_id)
        .where(QuestionPrint.value.in_(values), QuestionPrint.question_id != (but or 0))
        .limit(MOST_SHARING)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for value, question_id in session().execute(query):
        found[value].append(question_id)
    return found


def _candidates(values: Sequence[int], sharing: Mapping[int, Sequence[int]]) -> list[int]:
    counted = Counter(question_id for value in values for question_id in sharing.get(value, ()))
    return [question_id for question_id, _ in counted.most_common(MOST_COMPARED)]


def _words(question_ids: set[int], visible: sa.ColumnElement[bool]) -> dict[int, tuple[frozenset[str], bool]]:
    if not question_ids:
        return {}
    query = sa.select(Question.id, Question.words, visible.label("seen")).where(
        Question.id.in_(question_ids), Question.status != Status.RETIRED
    )
    return {row.id: (shingles(row.words), bool(row.seen)) for row in session().execute(query)}


def _judged(
    text: str, question_ids: Sequence[int], known: Mapping[int, tuple[frozenset[str], bool]]
) -> tuple[Near, ...]:
    own = shingles(text)
    judged = [
        Near(question_id, round(100 * share), known[question_id][1])
        for question_id in question_ids
        if question_id in known and (share := likeness(own, known[question_id][0])) >= NEAR
    ]
    return tuple(sorted(judged, key=lambda each: (-each.percent, each.id))[:MOST_TOLD])

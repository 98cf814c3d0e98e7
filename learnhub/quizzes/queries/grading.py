"""What the saved answers of an attempt are worth, by the keys that hold; read, and written by nobody here."""

from dataclasses import dataclass
from decimal import Decimal

from learnhub.quizzes.models import Attempt, AttemptItem, QuestionVersion
from learnhub.quizzes.queries.attempts import items_of, keyed_versions
from learnhub.quizzes.queries.chinese import simplified
from learnhub.quizzes.queries.essays import essay_fraction
from learnhub.quizzes.rules.checking import after_misses
from learnhub.quizzes.rules.grading import Mark, grade_answer, read_answer
from learnhub.quizzes.rules.questions import question_from


@dataclass(frozen=True)
class Place:
    """One question of an attempt with its mark."""

    item: AttemptItem
    mark: Mark
    fraction: Decimal


def grade(attempt: Attempt) -> list[Place]:
    """The marks of all places from the saved answers, by the keys that hold."""
    lines = items_of(attempt.id)
    keys = keyed_versions(item for item, _ in lines)
    return [place_of(item, keys.get(item.keyed_version_id or 0, worded)) for item, worded in lines]


def place_of(item: AttemptItem, keyed: QuestionVersion) -> Place:
    """One place with its mark, with that of its markers where it is an essay that they have marked."""
    asked = question_from(keyed.document)
    mark = grade_answer(asked, read_answer(asked, item.answer), simplify=simplified)
    given = essay_fraction(item.id, keyed.document) if mark.pending else None
    if given is not None:
        mark = Mark(given, right=given == 1, answered=True)
    return Place(item, mark, after_misses(mark.fraction, item.misses))

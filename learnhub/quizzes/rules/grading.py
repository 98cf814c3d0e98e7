"""What an answer and an attempt are worth.

Single choice: the weight of the chosen option, so all or nothing unless the author gave a wrong option a share.
Multiple choice: the weights of all ticked options added up, in proportion to the weights of the right ones together,
never below nothing; wrong ticks cost what the author's negative weights say, and nothing where there are none.
True/false: all or nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.questions import WHOLE, ChoiceQuestion, Question, TrueFalseQuestion

PASS_PERCENT = Decimal(60)
"""The pass mark of a lesson's quiz where none is set."""

RECALL_PERCENT = WHOLE
"""Recall questions drawn from the bank of a lesson without a quiz must all be right."""

_STEP = Decimal("0.00001")
_CENT = Decimal("0.01")
_ONE = Decimal(1)
_NOTHING = Decimal(0)

Answer = bool | frozenset[str] | None
"""True or false, the keys of the chosen options (one for a single choice), or None for no answer."""


@dataclass(frozen=True)
class Mark:
    """`fraction` of the question's mark (0…1, five places); `right` only when the answer is exactly the key."""

    fraction: Decimal
    right: bool
    answered: bool


@dataclass(frozen=True)
class Slot:
    """One place of an attempt: the question, what was answered last, and what it is worth."""

    question: Question
    answer: Answer
    out_of: Decimal = _ONE


@dataclass(frozen=True)
class AttemptGrade:
    """`percent` is rounded down to two places, so that a shown percentage never contradicts `passed`.

    `look_again` holds the sections of the questions that were not right, in order and each once.
    """

    score: Decimal
    out_of: Decimal
    percent: Decimal
    passed: bool
    right: int
    wrong: int
    unanswered: int
    marks: tuple[Mark, ...]
    look_again: tuple[str, ...]


def read_answer(question: Question, value: object) -> Answer:
    """What a browser sent, as an answer to this question; None or nothing chosen is no answer.

    True/false takes true and false; a single choice the key of an option; a multiple choice a list of keys. Raises
    Invalid otherwise.
    """
    if value is None or value in ("", []):
        return None
    if isinstance(question, TrueFalseQuestion):
        if not isinstance(value, bool):
            raise Invalid("This answer must be true or false.")
        return value
    chosen = value if question.multiple else [value]
    if not isinstance(chosen, list) or not all(isinstance(key, str) for key in chosen):
        raise Invalid("This answer does not fit the question.")
    if not set(chosen) <= {choice.key for choice in question.choices}:
        raise Invalid("This answer is none of the question's options.")
    return frozenset(chosen)


def answer_value(question: Question, answer: Answer) -> bool | str | list[str] | None:
    """The answer as a plain JSON value; `read_answer` is the way back."""
    if answer is None or isinstance(answer, bool):
        return answer
    if isinstance(question, ChoiceQuestion) and question.multiple:
        return sorted(answer)
    return next(iter(answer), None)


def grade_answer(question: Question, answer: Answer) -> Mark:
    """The mark for one answer; raises Invalid for an answer that cannot belong to the question."""
    if answer is None or answer == frozenset():
        return Mark(_NOTHING, right=False, answered=False)
    if isinstance(question, TrueFalseQuestion):
        if not isinstance(answer, bool):
            raise Invalid("This answer must be true or false.")
        right = answer is question.truth
        return Mark(_ONE if right else _NOTHING, right=right, answered=True)
    if isinstance(answer, bool) or not answer <= {choice.key for choice in question.choices}:
        raise Invalid("This answer is none of the question's options.")
    return _grade_several(question, answer) if question.multiple else _grade_one(question, answer)


def _grade_one(question: ChoiceQuestion, answer: frozenset[str]) -> Mark:
    if len(answer) != 1:
        raise Invalid("This answer does not fit the question.")
    weight = _weight_of(question, answer)
    return Mark(_fraction(weight / WHOLE), right=answer <= question.key, answered=True)


def _grade_several(question: ChoiceQuestion, answer: frozenset[str]) -> Mark:
    whole = _weight_of(question, question.key)
    return Mark(_fraction(_weight_of(question, answer) / whole), right=answer == question.key, answered=True)


def _weight_of(question: ChoiceQuestion, keys: frozenset[str]) -> Decimal:
    return sum((choice.weight for choice in question.choices if choice.key in keys), _NOTHING)


def _fraction(share: Decimal) -> Decimal:
    return min(max(share, _NOTHING), _ONE).quantize(_STEP, ROUND_HALF_UP)


def grade_attempt(slots: Sequence[Slot], *, pass_percent: Decimal = PASS_PERCENT) -> AttemptGrade:
    """Grade a whole attempt. An attempt without questions is worth nothing and is not passed.

    A pass mark of 100 asks for every answer to be right: points alone would also let one through that is right but for
    an option that costs nothing.
    """
    marks = tuple(grade_answer(slot.question, slot.answer) for slot in slots)
    score = sum((mark.fraction * slot.out_of for mark, slot in zip(marks, slots, strict=True)), _NOTHING)
    out_of = sum((slot.out_of for slot in slots), _NOTHING)
    reached = score * WHOLE >= pass_percent * out_of
    missed = [slot.question.section for mark, slot in zip(marks, slots, strict=True) if not mark.right]
    right, answered = sum(mark.right for mark in marks), sum(mark.answered for mark in marks)
    return AttemptGrade(
        score=score.quantize(_STEP),
        out_of=out_of,
        percent=(score * WHOLE / out_of).quantize(_CENT, ROUND_DOWN) if out_of else _NOTHING,
        passed=bool(out_of) and reached and (right == len(marks) or pass_percent < WHOLE),
        right=right,
        wrong=answered - right,
        unanswered=len(marks) - answered,
        marks=marks,
        look_again=tuple(dict.fromkeys(section for section in missed if section)),
    )


def best_of(percents: Iterable[Decimal]) -> Decimal | None:
    """The score that counts: the best of all graded attempts, None where there is none."""
    return max(percents, default=None)

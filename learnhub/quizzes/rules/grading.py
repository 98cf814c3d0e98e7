"""What an answer and an attempt are worth.

Single choice: the weight of the chosen option, so all or nothing unless the author gave a wrong option a share.
Multiple choice and marked places: the weights of all ticked options added up, in proportion to the weights of the right
ones together, never below nothing; wrong ticks cost what the author's negative weights say, and nothing where there are
none. `whole`: exactly the right ones, or nothing.
True/false: all or nothing. Short answers and numbers: the weight of the first accepted answer that fits.
Matching: the share of the pairs found. Ordering: see `OrderScoring`. Gaps and material: their parts added up.
Essays are pending until people have marked them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.answers import NO_OPTION, NOT_FITTING, answer_value, read_answer
from learnhub.quizzes.rules.figures import figure_of, typed_number
from learnhub.quizzes.rules.shapes import (
    WHOLE,
    Answer,
    Choice,
    ChoiceQuestion,
    ClozeQuestion,
    EssayQuestion,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    OrderScoring,
    Question,
    ShortAnswerQuestion,
    TrueFalseQuestion,
)
from learnhub.quizzes.rules.written import Simplify, is_meant

__all__ = [
    "PASS_PERCENT",
    "RECALL_PERCENT",
    "Answer",
    "AttemptGrade",
    "Mark",
    "Slot",
    "accepted_by",
    "answer_value",
    "best_of",
    "grade_answer",
    "grade_attempt",
    "places_right",
    "read_answer",
]

PASS_PERCENT = Decimal(60)
"""The pass mark of a lesson's quiz where none is set."""

RECALL_PERCENT = WHOLE
"""Recall questions drawn from the bank of a lesson without a quiz must all be right."""

_STEP = Decimal("0.00001")
_CENT = Decimal("0.01")
_ONE = Decimal(1)
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Mark:
    """`fraction` of the question's mark (0…1, five places); `right` only when the answer is exactly the key.

    `pending`: somebody has to mark it first.
    """

    fraction: Decimal
    right: bool
    answered: bool
    pending: bool = False


@dataclass(frozen=True)
class Slot:
    """One place of an attempt: the question, what was answered last, and what it is worth.

    `marked` is what people gave for an essay.
    """

    question: Question
    answer: Answer
    out_of: Decimal = _ONE
    marked: Decimal | None = None


@dataclass(frozen=True)
class AttemptGrade:
    """`percent` is rounded down to two places, so that a shown percentage never contradicts `passed`.

    `look_again` holds the sections of the questions that were not right, in order and each once. `pending`: essays
    wait for their markers, and everything else may still change.
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
    pending: bool = False


_UNANSWERED = Mark(_NOTHING, right=False, answered=False)


def grade_answer(question: Question, answer: Answer, *, simplify: Simplify | None = None) -> Mark:
    """The mark for one answer; raises Invalid for an answer that cannot belong to the question."""
    if answer is None or answer == frozenset():
        return _UNANSWERED
    grade = _GRADE[type(question)]
    mark: Mark = grade(question, answer, simplify)
    return mark


def _grade_truth(question: TrueFalseQuestion, answer: Answer, _: Simplify | None) -> Mark:
    if not isinstance(answer, bool):
        raise Invalid("This answer must be true or false.")
    return _all_or_nothing(answer is question.truth)


def _grade_choice(question: ChoiceQuestion | MarkingQuestion, answer: Answer, _: Simplify | None) -> Mark:
    if not isinstance(answer, frozenset) or not answer <= {choice.key for choice in question.choices}:
        raise Invalid(NO_OPTION)
    if not question.multiple and len(answer) != 1:
        raise Invalid(NOT_FITTING)
    right = answer == question.key if question.multiple else answer <= question.key
    if isinstance(question, ChoiceQuestion) and question.whole:
        return _all_or_nothing(right)
    whole = _weight_of(question, question.key) if question.multiple else WHOLE
    return Mark(_fraction(_weight_of(question, answer) / whole), right=right, answered=True)


def _weight_of(question: ChoiceQuestion | MarkingQuestion, keys: frozenset[str]) -> Decimal:
    return sum((choice.weight for choice in question.choices if choice.key in keys), _NOTHING)


def _grade_accepted(
    question: ShortAnswerQuestion | NumericalQuestion, answer: Answer, simplify: Simplify | None
) -> Mark:
    if not isinstance(answer, str):
        raise Invalid("This answer must be a text.")
    if not answer.strip():
        return _UNANSWERED
    found = accepted_by(question, answer, simplify=simplify)
    weight = found.weight if found else _NOTHING
    return Mark(_fraction(weight / WHOLE), right=weight == WHOLE, answered=True)


def accepted_by(
    question: ShortAnswerQuestion | NumericalQuestion, answer: str, *, simplify: Simplify | None = None
) -> Choice | None:
    """The first accepted answer or figure that what was typed fits, or None."""
    if isinstance(question, ShortAnswerQuestion):
        return next(
            (
                choice
                for choice in question.accepted
                if is_meant(answer, choice.text.content, exact=question.exact, simplify=simplify)
            ),
            None,
        )
    typed = typed_number(answer, question.units)
    if typed is None or not typed.known or (question.unit_needed and not typed.unit):
        return None
    figures = ((choice, figure_of(choice.text.content)) for choice in question.figures)
    return next((choice for choice, figure in figures if figure is not None and figure.holds(typed.number)), None)


def _grade_pairs(question: MatchingQuestion, answer: Answer, _: Simplify | None) -> Mark:
    if not isinstance(answer, Mapping):
        raise Invalid(NOT_FITTING)
    found = sum(answer.get(pair.key) == pair.partner for pair in question.pairs)
    return _share(found, len(question.pairs))


def _grade_order(question: OrderingQuestion, answer: Answer, _: Simplify | None) -> Mark:
    keys = [item.key for item in question.items]
    if not isinstance(answer, tuple) or sorted(answer) != sorted(keys):
        raise Invalid(NOT_FITTING)
    if question.scoring is OrderScoring.WHOLE:
        return _all_or_nothing(list(answer) == keys)
    right = places_right(question, answer)
    if question.scoring is OrderScoring.NEIGHBOURS:
        return _share(sum(right.values()), max(len(keys) - 1, 1))
    return _share(sum(right.values()), len(keys))


def places_right(question: OrderingQuestion, answer: Sequence[str]) -> dict[str, bool]:
    """By its key whether each thing stands right: on its place, or behind the one that it follows."""
    keys = [item.key for item in question.items]
    if question.scoring is not OrderScoring.NEIGHBOURS:
        return {key: key == given for key, given in zip(keys, answer, strict=True)}
    before = dict(zip(answer[1:], answer, strict=False))
    return {key: before.get(key) == previous for previous, key in pairwise(keys)}


def _grade_parts(question: ClozeQuestion | MaterialQuestion, answer: Answer, simplify: Simplify | None) -> Mark:
    if not isinstance(answer, Mapping):
        raise Invalid(NOT_FITTING)
    marks = [grade_answer(part.question, answer.get(part.key), simplify=simplify) for part in question.parts]
    out_of = sum((part.out_of for part in question.parts), _NOTHING)
    earned = sum((mark.fraction * part.out_of for mark, part in zip(marks, question.parts, strict=True)), _NOTHING)
    right = all(mark.right for mark in marks)
    return Mark(
        _ONE if right else _fraction(earned / out_of), right=right, answered=any(mark.answered for mark in marks)
    )


def _grade_essay(_question: EssayQuestion, answer: Answer, _: Simplify | None) -> Mark:
    if not isinstance(answer, str):
        raise Invalid("This answer must be a text.")
    return Mark(_NOTHING, right=False, answered=True, pending=True) if answer.strip() else _UNANSWERED


def _all_or_nothing(right: bool) -> Mark:
    return Mark(_ONE if right else _NOTHING, right=right, answered=True)


def _share(found: int, count: int) -> Mark:
    return Mark(_fraction(Decimal(found) / count), right=found == count, answered=True)


def _fraction(share: Decimal) -> Decimal:
    return min(max(share, _NOTHING), _ONE).quantize(_STEP, ROUND_HALF_UP)


_GRADE: dict[type[Any], Any] = {
    TrueFalseQuestion: _grade_truth,
    ChoiceQuestion: _grade_choice,
    MarkingQuestion: _grade_choice,
    ShortAnswerQuestion: _grade_accepted,
    NumericalQuestion: _grade_accepted,
    MatchingQuestion: _grade_pairs,
    OrderingQuestion: _grade_order,
    ClozeQuestion: _grade_parts,
    MaterialQuestion: _grade_parts,
    EssayQuestion: _grade_essay,
}


def grade_attempt(
    slots: Sequence[Slot], *, pass_percent: Decimal = PASS_PERCENT, simplify: Simplify | None = None
) -> AttemptGrade:
    """Grade a whole attempt. An attempt without questions is worth nothing and is not passed.

    A pass mark of 100 asks for every answer to be right: points alone would also let one through that is right but for
    an option that costs nothing. `simplify` turns traditional characters into simplified ones.
    """
    marks = tuple(_mark_of(slot, simplify) for slot in slots)
    score = sum((mark.fraction * slot.out_of for mark, slot in zip(marks, slots, strict=True)), _NOTHING)
    out_of = sum((slot.out_of for slot in slots), _NOTHING)
    reached = score * WHOLE >= pass_percent * out_of
    missed = [slot.question.section for mark, slot in zip(marks, slots, strict=True) if not mark.right]
    right, answered = sum(mark.right for mark in marks), sum(mark.answered for mark in marks)
    pending = any(mark.pending for mark in marks)
    return AttemptGrade(
        score=score.quantize(_STEP),
        out_of=out_of,
        percent=(score * WHOLE / out_of).quantize(_CENT, ROUND_DOWN) if out_of else _NOTHING,
        passed=bool(out_of) and reached and not pending and (right == len(marks) or pass_percent < WHOLE),
        right=right,
        wrong=answered - right,
        unanswered=len(marks) - answered,
        marks=marks,
        look_again=tuple(dict.fromkeys(section for section in missed if section)),
        pending=pending,
    )


def _mark_of(slot: Slot, simplify: Simplify | None) -> Mark:
    mark = grade_answer(slot.question, slot.answer, simplify=simplify)
    if not mark.pending or slot.marked is None:
        return mark
    return Mark(_fraction(slot.marked), right=slot.marked == _ONE, answered=True)


def best_of(percents: Iterable[Decimal]) -> Decimal | None:
    """The score that counts: the best of all graded attempts, None where there is none."""
    return max(percents, default=None)

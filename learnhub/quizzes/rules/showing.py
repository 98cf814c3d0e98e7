"""In which order an attempt shows what there is to choose from, and the answer that is right."""

from collections.abc import Sequence
from typing import Any

from learnhub.quizzes.rules.answers import answer_value
from learnhub.quizzes.rules.drawing import option_order
from learnhub.quizzes.rules.figures import figure_of
from learnhub.quizzes.rules.shapes import (
    WHOLE,
    Answer,
    ChoiceQuestion,
    ClozeQuestion,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    Question,
    ShortAnswerQuestion,
    TrueFalseQuestion,
)

TRUTHS = ("true", "false")


def shown_order(question: Question, *, seed: str, question_id: int, prefix: str = "") -> list[str]:
    """The keys of options, partners or things in the order of one attempt; those of a part are `2/1`.

    Pieces of a text stay where they stand, and an order is never shown as it is right.
    """
    if isinstance(question, TrueFalseQuestion):
        return [prefix + truth for truth in TRUTHS]
    if isinstance(question, MarkingQuestion):
        return [prefix + choice.key for choice in question.choices]
    if isinstance(question, ClozeQuestion | MaterialQuestion):
        inner = (
            shown_order(part.question, seed=seed, question_id=question_id, prefix=f"{prefix}{part.key}/")
            for part in question.parts
        )
        return [key for keys in inner for key in keys]
    keys = [prefix + key for key in _keys(question)]
    shuffled = list(option_order(keys, seed=seed, question_id=question_id))
    if isinstance(question, OrderingQuestion) and shuffled == keys:
        return [*shuffled[1:], shuffled[0]]
    return shuffled


def _keys(question: Question) -> Sequence[str]:
    if isinstance(question, ChoiceQuestion):
        return [choice.key for choice in question.choices]
    if isinstance(question, MatchingQuestion):
        return [partner.key for partner in question.partners]
    return [item.key for item in question.items] if isinstance(question, OrderingQuestion) else []


def right_value(question: Question) -> Any:
    """An answer that earns the whole mark, as a program would send it; some words for an essay."""
    return answer_value(question, _right(question))


def _right(question: Question) -> Answer:
    if isinstance(question, TrueFalseQuestion):
        return question.truth
    if isinstance(question, ChoiceQuestion | MarkingQuestion):
        return question.key if question.multiple else frozenset({min(question.key)})
    if isinstance(question, ShortAnswerQuestion):
        return next(each.text.content.replace("\\*", "*") for each in question.accepted if each.weight == WHOLE)
    if isinstance(question, NumericalQuestion):
        return _right_figure(question)
    if isinstance(question, MatchingQuestion):
        return {pair.key: pair.partner for pair in question.pairs}
    if isinstance(question, OrderingQuestion):
        return tuple(item.key for item in question.items)
    if isinstance(question, ClozeQuestion | MaterialQuestion):
        return {part.key: _right(part.question) for part in question.parts}
    return "…"


def _right_figure(question: NumericalQuestion) -> str:
    said = next(each.text.content for each in question.figures if each.weight == WHOLE)
    figure = figure_of(said)
    least, most = (figure.least, figure.most) if figure else (None, None)
    middle = (least + most) / 2 if least is not None and most is not None else 0
    unit = question.units[0].name if question.units and question.unit_needed else ""
    return f"{middle:f}{unit}"

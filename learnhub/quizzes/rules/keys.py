"""Changing which answers of a question are right, and nothing else about it."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.questions import WHOLE, ChoiceQuestion, Question, TrueFalseQuestion

_STEP = Decimal("0.00001")
NOT_HERE = "The key of this kind of question is changed in the bank; here its attempts are judged anew."


def with_key(question: Question, right: Collection[str]) -> Question:
    """The same question with another key; raises Invalid for a key that it cannot have.

    What is right shares the mark evenly. A wrong tick of a multiple choice costs what it cost before, and one that was
    right until now as much as the dearest of the others.
    """
    if isinstance(question, TrueFalseQuestion):
        if len(right) != 1 or not set(right) <= {"true", "false"}:
            raise Invalid("Choose what is right.", fields={"right": "Choose what is right."})
        return replace(question, truth="true" in right)
    if not isinstance(question, ChoiceQuestion):
        raise Invalid(NOT_HERE)
    known = {choice.key for choice in question.choices}
    if not right or not set(right) <= known or (not question.multiple and len(right) != 1):
        raise Invalid("Choose what is right.", fields={"right": "Choose what is right."})
    share = (WHOLE / len(right)).quantize(_STEP)
    cost = min((choice.weight for choice in question.choices if choice.weight < 0), default=Decimal(0))
    choices = tuple(
        replace(choice, weight=share if choice.key in right else _wrong(choice.weight, cost, question.multiple))
        for choice in question.choices
    )
    return replace(question, choices=choices)


def _wrong(weight: Decimal, cost: Decimal, multiple: bool) -> Decimal:
    if not multiple:
        return weight if weight < WHOLE else Decimal(0)
    return weight if weight <= 0 else cost

"""What a question is once it can be asked: the shape that is stored with a version, drawn, answered and graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

BLANK = "_____"
"""Stands in the text where the answer of a missing-word question belongs."""

WHOLE = Decimal(100)


class TextFormat(StrEnum):
    """How an author marked up a text; `moodle` (plain text with the odd HTML tag) where none is named."""

    MOODLE = "moodle"
    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"


class QuestionKind(StrEnum):
    """Every type that a question file can hold; `USABLE` are those that can be asked today."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ESSAY = "essay"
    DESCRIPTION = "description"


USABLE = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.TRUE_FALSE})


@dataclass(frozen=True)
class Text:
    """A piece of what the author wrote, with its mark-up; never rendered, never sanitised here."""

    content: str
    format: TextFormat = TextFormat.MOODLE


@dataclass(frozen=True)
class Choice:
    """One option; `key` names it in the answers to this version, `weight` is percent of the mark (-100 to 100)."""

    key: str
    text: Text
    weight: Decimal
    feedback: Text | None = None


@dataclass(frozen=True)
class ChoiceQuestion:
    """A question with options: one answer (`multiple` false) or several."""

    stem: Text
    choices: tuple[Choice, ...]
    multiple: bool = False
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.MULTIPLE_CHOICE if self.multiple else QuestionKind.SINGLE_CHOICE

    @property
    def key(self) -> frozenset[str]:
        """The options that earn the whole mark: all that carry weight, or any one of the full ones."""
        if self.multiple:
            return frozenset(choice.key for choice in self.choices if choice.weight > 0)
        return frozenset(choice.key for choice in self.choices if choice.weight == WHOLE)


@dataclass(frozen=True)
class TrueFalseQuestion:
    """A statement that is right or wrong, with a word on either answer."""

    stem: Text
    truth: bool
    wrong_feedback: Text | None = None
    right_feedback: Text | None = None
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.TRUE_FALSE


Question = ChoiceQuestion | TrueFalseQuestion


def question_data(question: Question) -> dict[str, Any]:
    """The question as plain JSON values, for the row of its version; `question_from` is the way back."""
    data: dict[str, Any] = {
        "kind": str(question.kind),
        "stem": _text_data(question.stem),
        "explanation": _text_data(question.explanation),
        "section": question.section,
    }
    if isinstance(question, TrueFalseQuestion):
        return data | {
            "truth": question.truth,
            "wrong_feedback": _text_data(question.wrong_feedback),
            "right_feedback": _text_data(question.right_feedback),
        }
    return data | {"choices": [_choice_data(choice) for choice in question.choices]}


def question_from(data: Mapping[str, Any]) -> Question:
    """The question that `question_data` wrote; raises ValueError or KeyError on anything else."""
    kind = QuestionKind(data["kind"])
    if kind not in USABLE:
        raise ValueError(f"a question of the kind {kind} cannot be asked")
    stem, explanation = _text_from(data["stem"]), _text_from(data["explanation"])
    if stem is None:
        raise ValueError("a question without a text cannot be asked")
    section: str | None = data["section"]
    if kind is QuestionKind.TRUE_FALSE:
        return TrueFalseQuestion(
            stem=stem,
            truth=bool(data["truth"]),
            wrong_feedback=_text_from(data["wrong_feedback"]),
            right_feedback=_text_from(data["right_feedback"]),
            explanation=explanation,
            section=section,
        )
    return ChoiceQuestion(
        stem=stem,
        choices=tuple(_choice_from(choice) for choice in data["choices"]),
        multiple=kind is QuestionKind.MULTIPLE_CHOICE,
        explanation=explanation,
        section=section,
    )


def _text_data(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"content": text.content, "format": str(text.format)}


def _text_from(data: Mapping[str, str] | None) -> Text | None:
    return None if data is None else Text(data["content"], TextFormat(data["format"]))


def _choice_data(choice: Choice) -> dict[str, Any]:
    return {
        "key": choice.key,
        "text": _text_data(choice.text),
        "weight": str(choice.weight),
        "feedback": _text_data(choice.feedback),
    }


def _choice_from(data: Mapping[str, Any]) -> Choice:
    text = _text_from(data["text"])
    if text is None:
        raise ValueError("an option without a text cannot be shown")
    return Choice(data["key"], text, Decimal(data["weight"]), _text_from(data["feedback"]))

"""A question as the form of the bank shows it: the common types field by field, to and from what a file would say."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from learnhub.quizzes.rules.drafts import Complaint, complaint_about, shares
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

KINDS = (
    QuestionKind.SINGLE_CHOICE,
    QuestionKind.MULTIPLE_CHOICE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.SHORT_ANSWER,
)
MOST_OPTIONS = 8


class Scoring(StrEnum):
    """What a multiple choice is worth: all or nothing; a share for each right tick, a wrong one costs all; or shares
    either way."""

    WHOLE = "whole"
    STRICT = "strict"
    SHARES = "shares"


@dataclass(frozen=True)
class TypedOption:
    """One option as typed."""

    text: str
    right: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Typed:
    """A question as typed into the form."""

    kind: QuestionKind
    stem: str
    name: str = ""
    options: tuple[TypedOption, ...] = ()
    truth: bool = True
    accepted: tuple[str, ...] = ()
    explanation: str = ""
    scoring: Scoring = Scoring.STRICT
    format: TextFormat = TextFormat.MARKDOWN
    section: str = ""


ONE_RIGHT = Complaint("A single choice has one right answer.", "Mark one, or choose the type multiple choice.")
NO_WORDS = Complaint("A short answer needs at least one accepted wording.", "Write one a line.")


def parsed_of(typed: Typed) -> ParsedQuestion | Complaint:
    """What was typed, as a question; a complaint where it does not add up."""
    found = ParsedQuestion(
        kind=typed.kind,
        stem=Text(typed.stem, typed.format),
        title=typed.name or None,
        options=_options(typed),
        truth=typed.truth if typed.kind is QuestionKind.TRUE_FALSE else None,
        explanation=Text(typed.explanation, typed.format) if typed.explanation else None,
        section=typed.section or None,
        labels=(("scoring", "all-or-nothing"),) if _is_whole(typed) else (),
    )
    right = sum(option.right for option in typed.options if option.text)
    if typed.kind is QuestionKind.SINGLE_CHOICE and right > 1:
        return ONE_RIGHT
    if typed.kind is QuestionKind.SHORT_ANSWER and not found.options:
        return NO_WORDS
    return complaint_about(found) or found


def typed_of(parsed: ParsedQuestion) -> Typed | None:
    """A question as the form shows it; None where the form could not say all of it, so that nothing gets lost."""
    formats = {text.format for text in _texts(parsed)}
    kind = next((each for each in KINDS if each == parsed.kind), None)
    if kind is None or len(formats) > 1 or parsed.tail or parsed.files or parsed.parts:
        return None
    typed = _typed(parsed, kind, next(iter(formats)))
    back = parsed_of(typed) if typed is not None else None
    # The one sure way to know that nothing gets lost is to go there and back.
    return typed if isinstance(back, ParsedQuestion) and _said(back) == _said(parsed) else None


def _typed(parsed: ParsedQuestion, kind: QuestionKind, form: TextFormat) -> Typed | None:
    short = kind is QuestionKind.SHORT_ANSWER
    if len(parsed.options) > MOST_OPTIONS and not short:
        return None
    return Typed(
        kind=kind,
        stem=parsed.stem.content,
        name=parsed.title or "",
        options=() if short else tuple(
            TypedOption(option.text.content, option.weight > 0, option.feedback.content if option.feedback else "")
            for option in parsed.options
        ),
        truth=bool(parsed.truth),
        accepted=tuple(option.text.content for option in parsed.options) if short else (),
        explanation=parsed.explanation.content if parsed.explanation else "",
        scoring=_scoring(parsed),
        format=form,
        section=parsed.section or "",
    )  # fmt: skip


def _options(typed: Typed) -> tuple[ParsedOption, ...]:
    if typed.kind is QuestionKind.SHORT_ANSWER:
        return tuple(ParsedOption(Text(words, typed.format), WHOLE) for words in typed.accepted if words)
    if typed.kind is QuestionKind.TRUE_FALSE:
        return ()
    filled = [option for option in typed.options if option.text]
    several = typed.kind is QuestionKind.MULTIPLE_CHOICE
    worth, cost = _weights(typed, sum(option.right for option in filled)) if several else (WHOLE, Decimal(0))
    return tuple(
        ParsedOption(
            Text(option.text, typed.format),
            worth if option.right else cost,
            Text(option.feedback, typed.format) if option.feedback else None,
        )
        for option in filled
    )


def _weights(typed: Typed, right: int) -> tuple[Decimal, Decimal]:
    share = shares(right) if right else Decimal(0)
    return share, -share if typed.scoring is Scoring.SHARES else -WHOLE


def _scoring(parsed: ParsedQuestion) -> Scoring:
    if any(name == "scoring" for name, _ in parsed.labels):
        return Scoring.WHOLE
    wrong = {option.weight for option in parsed.options if option.weight <= 0}
    right = {option.weight for option in parsed.options if option.weight > 0}
    return Scoring.SHARES if {-weight for weight in right} == wrong and wrong != {-WHOLE} else Scoring.STRICT


def _is_whole(typed: Typed) -> bool:
    return typed.kind is QuestionKind.MULTIPLE_CHOICE and typed.scoring is Scoring.WHOLE


def _texts(parsed: ParsedQuestion) -> Sequence[Text]:
    said = [parsed.stem, parsed.explanation, parsed.wrong_feedback, parsed.right_feedback]
    options = [text for option in parsed.options for text in (option.text, option.feedback)]
    return [text for text in (*said, *options) if text is not None]


def _said(parsed: ParsedQuestion) -> tuple[object, ...]:
    return (
        parsed.kind, parsed.stem, parsed.title, parsed.tail, parsed.options, parsed.truth, parsed.wrong_feedback,
        parsed.right_feedback, parsed.explanation, parsed.section, parsed.labels,
    )  # fmt: skip

"""What can be asked: one shape for each type of question, as it is stored, drawn, answered and graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

BLANK = "_____"
"""Stands in the text where the answer of a missing-word question belongs."""

WHOLE = Decimal(100)
ONE = Decimal(1)


class TextFormat(StrEnum):
    """How an author marked up a text; `moodle` (plain text with the odd HTML tag) where none is named."""

    MOODLE = "moodle"
    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"


class QuestionKind(StrEnum):
    """Every type that a bank can hold; `USABLE` are those that can be asked."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    SHORT_ANSWER = "short_answer"
    NUMERICAL = "numerical"
    MATCHING = "matching"
    ORDERING = "ordering"
    CLOZE = "cloze"
    MARKING = "marking"
    MATERIAL = "material"
    ESSAY = "essay"
    DESCRIPTION = "description"


USABLE = frozenset(QuestionKind) - {QuestionKind.DESCRIPTION}


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
    """A question with options: one answer (`multiple` false) or several; `whole`: all the right ones or nothing."""

    stem: Text
    choices: tuple[Choice, ...]
    multiple: bool = False
    explanation: Text | None = None
    section: str | None = None
    whole: bool = False

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.MULTIPLE_CHOICE if self.multiple else QuestionKind.SINGLE_CHOICE

    @property
    def key(self) -> frozenset[str]:
        """The options that earn the whole mark: all that carry weight, or any one of the full ones."""
        return _key_of(self.choices, multiple=self.multiple)


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


@dataclass(frozen=True)
class ShortAnswerQuestion:
    """Answered in a few words of one's own; `accepted` are tried in order, `*` in them stands for anything.

    `exact`: capitals, punctuation and characters count as they are written.
    """

    stem: Text
    accepted: tuple[Choice, ...]
    exact: bool = False
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.SHORT_ANSWER


@dataclass(frozen=True)
class Unit:
    """A unit of a number; a figure in it times `factor` is the figure in the first unit."""

    name: str
    factor: Decimal = ONE


@dataclass(frozen=True)
class NumericalQuestion:
    """Answered with a number: the text of each accepted figure is `figure`, `figure:tolerance` or `least..most`.

    `units` may stand behind the number, and must where `unit_needed`.
    """

    stem: Text
    figures: tuple[Choice, ...]
    units: tuple[Unit, ...] = ()
    unit_needed: bool = False
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.NUMERICAL


@dataclass(frozen=True)
class Pair:
    """What one matches, and the key of the partner that belongs to it."""

    key: str
    text: Text
    partner: str
    feedback: Text | None = None


@dataclass(frozen=True)
class Item:
    """Something that is chosen or put in order, under its key."""

    key: str
    text: Text


@dataclass(frozen=True)
class MatchingQuestion:
    """Pairs to be found; there may be more partners than pairs, and one partner may belong to several."""

    stem: Text
    pairs: tuple[Pair, ...]
    partners: tuple[Item, ...]
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.MATCHING


class OrderScoring(StrEnum):
    """What an order is worth: by places that are right, by neighbours that follow each other, or all or nothing."""

    PLACES = "places"
    NEIGHBOURS = "neighbours"
    WHOLE = "all-or-nothing"


@dataclass(frozen=True)
class OrderingQuestion:
    """Things to be put in the order in which they stand here."""

    stem: Text
    items: tuple[Item, ...]
    scoring: OrderScoring = OrderScoring.PLACES
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.ORDERING


@dataclass(frozen=True)
class Piece:
    """A piece of a text in which places are marked; one without a key only stands there."""

    text: Text
    key: str = ""
    weight: Decimal = Decimal(0)
    feedback: Text | None = None


@dataclass(frozen=True)
class MarkingQuestion:
    """Sentences or words to be found in a text, one (`multiple` false) or several."""

    stem: Text
    pieces: tuple[Piece, ...]
    multiple: bool = False
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.MARKING

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(each.key, each.text, each.weight, each.feedback) for each in self.pieces if each.key)

    @property
    def key(self) -> frozenset[str]:
        return _key_of(self.choices, multiple=self.multiple)


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what is looked at and the points it can earn."""

    key: str
    text: str
    points: Decimal


@dataclass(frozen=True)
class EssayQuestion:
    """Answered in free words and marked by people, who read `guidance` and give points by the rubric.

    With two `markers` they mark without seeing each other; marks further apart than `bound` percent go to a third.
    """

    stem: Text
    rubric: tuple[Criterion, ...]
    least: int = 0
    most: int = 0
    markers: int = 1
    bound: int = 20
    guidance: Text | None = None
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.ESSAY

    @property
    def points(self) -> Decimal:
        return sum((criterion.points for criterion in self.rubric), Decimal(0))


@dataclass(frozen=True)
class Part:
    """A question inside another one, and how much of its mark it carries."""

    key: str
    question: "Question"
    out_of: Decimal = ONE


@dataclass(frozen=True)
class ClozeQuestion:
    """A text with gaps: `[[1]]` in it stands where the part `1` is filled in or chosen."""

    stem: Text
    parts: tuple[Part, ...]
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.CLOZE


@dataclass(frozen=True)
class MaterialQuestion:
    """A material with several questions about it, which are drawn, answered and marked together."""

    stem: Text
    parts: tuple[Part, ...]
    explanation: Text | None = None
    section: str | None = None

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.MATERIAL


Question = (
    ChoiceQuestion
    | TrueFalseQuestion
    | ShortAnswerQuestion
    | NumericalQuestion
    | MatchingQuestion
    | OrderingQuestion
    | MarkingQuestion
    | EssayQuestion
    | ClozeQuestion
    | MaterialQuestion
)

Answer = bool | str | frozenset[str] | tuple[str, ...] | Mapping[str, "Answer"] | None
"""True or false; words or a number as typed; the keys of chosen options or pieces (one for a single choice); the keys
of things in order; by the key of each pair or part what was given there; or None for no answer."""


def _key_of(choices: tuple[Choice, ...], *, multiple: bool) -> frozenset[str]:
    if multiple:
        return frozenset(choice.key for choice in choices if choice.weight > 0)
    return frozenset(choice.key for choice in choices if choice.weight == WHOLE)

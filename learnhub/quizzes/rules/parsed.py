"""What the reading of a question file yields: questions, and problems that say where, what and what to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from learnhub.quizzes.rules import labels as labels_rules
from learnhub.quizzes.rules.labels import Labels
from learnhub.quizzes.rules.questions import (
    BLANK,
    USABLE,
    WHOLE,
    Choice,
    ChoiceQuestion,
    ClozeQuestion,
    EssayQuestion,
    Item,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    OrderScoring,
    Pair,
    Part,
    Piece,
    Question,
    QuestionKind,
    ShortAnswerQuestion,
    Text,
    TextFormat,
    TrueFalseQuestion,
)

DEFAULT_BOUND = 20
"""Two marks of an essay may differ by so many percent before a third person marks it."""


class Severity(StrEnum):
    """What became of the question that a problem speaks of."""

    REFUSED = "refused"
    """It could not be read; the problem holds its source."""
    LATER = "later"
    """It was understood and is kept, but its type cannot be asked yet."""
    NOTE = "note"
    """It is in use; the author should know something about it."""


@dataclass(frozen=True)
class Problem:
    """One thing to tell the author: English message ids, filled with `params` after translation."""

    file: str
    line: int
    what: str
    what_to_do: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    severity: Severity = Severity.REFUSED
    source: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file else f"{self.line}"
        return f"{where}: {self.what % self.params} {self.what_to_do % self.params}".rstrip()


@dataclass(frozen=True)
class ParsedOption:
    """One answer as the file has it. `weight` is percent; `match` is the right-hand side of a matching pair.

    The text of a numerical answer is the figure as it was written ("1822:2", "3.141..3.142"); the options of an
    ordering stand in their right order; of those of a text to mark, a `fixed` one cannot be chosen. A pair without a
    text is a partner that belongs to nothing.
    """

    text: Text
    weight: Decimal
    feedback: Text | None = None
    match: str | None = None
    fixed: bool = False


class LaterKind(StrEnum):
    """Types that question files hold and that no bank can store yet; a question of one is kept with its source."""

    PICTURE = "picture"
    CALCULATED = "calculated"
    CODE = "code"
    UPLOAD = "upload"
    SEVERAL = "several"
    SURVEY = "survey"
    OTHER = "other"


@dataclass(frozen=True)
class ParsedFile:
    """A picture or other file that stands inside the question file: its bytes in base64, as they were written.

    `place` is the text it belongs to: "stem", "explanation", "option 1", "feedback 1", "right", "wrong".
    """

    name: str
    place: str
    base64: str
    path: str = "/"


@dataclass(frozen=True)
class ParsedQuestion:
    """One question of a file.

    A missing-word question has `tail`, the text behind the answers; `stem` then keeps its last space. The `parts` of
    a text with gaps stand where its stem says `[[1]]`, `[[2]]`; those of a material stand below it. Where it stood
    and how it was spelt (`line`, `source`) is no part of what it says, so two spellings of one question are equal.
    """

    kind: QuestionKind | LaterKind
    stem: Text
    title: str | None = None
    tail: str = ""
    options: tuple[ParsedOption, ...] = ()
    truth: bool | None = None
    wrong_feedback: Text | None = None
    right_feedback: Text | None = None
    explanation: Text | None = None
    category: str | None = None
    section: str | None = None
    id: str | None = None
    tags: tuple[str, ...] = ()
    files: tuple[ParsedFile, ...] = ()
    labels: Labels = ()
    parts: tuple["ParsedQuestion", ...] = ()
    line: int = field(default=1, compare=False)
    source: str = field(default="", compare=False)

    @property
    def usable(self) -> bool:
        return str(self.kind) in USABLE

    @property
    def opens_material(self) -> bool:
        """Whether this is a text for the questions that follow it."""
        # With an explanation GIFT needs braces behind the text, which makes it look like an essay.
        without_answers = self.kind in (QuestionKind.DESCRIPTION, QuestionKind.ESSAY)
        return without_answers and labels_rules.value_of(self.labels, "material") == labels_rules.TEXT

    @property
    def text(self) -> Text:
        """The whole text, with a line where the answer belongs when it belongs in the middle."""
        if not self.tail:
            return self.stem
        return Text(self.stem.content + BLANK + self.tail, self.stem.format)


@dataclass(frozen=True)
class ParsedQuiz:
    """Everything that a file held: nothing of it is in neither list."""

    questions: tuple[ParsedQuestion, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> tuple[ParsedQuestion, ...]:
        return tuple(question for question in self.questions if question.usable)

    @property
    def refused(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.REFUSED)


def question_of(parsed: ParsedQuestion) -> Question:
    """The question to ask; raises ValueError for a type that cannot be asked yet."""
    if not parsed.usable:
        raise ValueError(f"a question of the kind {parsed.kind} cannot be asked")
    made: Question = _MAKE[QuestionKind(str(parsed.kind))](
        parsed, stem=parsed.text, explanation=parsed.explanation, section=parsed.section
    )
    return made


def _choices(options: Iterable[ParsedOption]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(number), option.text, option.weight, option.feedback)
        for number, option in enumerate(options, start=1)
    )


def _true_false(parsed: ParsedQuestion, **common: Any) -> TrueFalseQuestion:
    return TrueFalseQuestion(
        truth=bool(parsed.truth),
        wrong_feedback=parsed.wrong_feedback,
        right_feedback=parsed.right_feedback,
        **common,
    )


def _choice(parsed: ParsedQuestion, **common: Any) -> ChoiceQuestion:
    multiple = parsed.kind is QuestionKind.MULTIPLE_CHOICE
    whole = multiple and labels_rules.value_of(parsed.labels, "scoring") == labels_rules.ALL_OR_NOTHING
    return ChoiceQuestion(choices=_choices(parsed.options), multiple=multiple, whole=whole, **common)


def _short_answer(parsed: ParsedQuestion, **common: Any) -> ShortAnswerQuestion:
    exact = labels_rules.value_of(parsed.labels, "spelling") == "exact"
    return ShortAnswerQuestion(accepted=_choices(parsed.options), exact=exact, **common)


def _numerical(parsed: ParsedQuestion, **common: Any) -> NumericalQuestion:
    units, needed = labels_rules.units_of(parsed.labels)
    return NumericalQuestion(figures=_choices(parsed.options), units=units, unit_needed=needed, **common)


def _matching(parsed: ParsedQuestion, **common: Any) -> MatchingQuestion:
    """Two pairs with the same partner share it, so that it can be chosen for both."""
    names = list(dict.fromkeys(option.match or "" for option in parsed.options))
    key = {name: str(number) for number, name in enumerate(names, start=1)}
    asked = [option for option in parsed.options if option.text.content]
    return MatchingQuestion(
        pairs=tuple(
            Pair(str(number), option.text, key[option.match or ""], option.feedback)
            for number, option in enumerate(asked, start=1)
        ),
        partners=tuple(Item(key[name], Text(name, TextFormat.PLAIN)) for name in names),
        **common,
    )


def _ordering(parsed: ParsedQuestion, **common: Any) -> OrderingQuestion:
    scoring = OrderScoring(labels_rules.value_of(parsed.labels, "scoring") or OrderScoring.PLACES)
    items = tuple(Item(str(number), option.text) for number, option in enumerate(parsed.options, start=1))
    return OrderingQuestion(items=items, scoring=scoring, **common)


def _marking(parsed: ParsedQuestion, **common: Any) -> MarkingQuestion:
    pieces = tuple(
        Piece(option.text, "" if option.fixed else str(number), option.weight, option.feedback)
        for number, option in enumerate(parsed.options, start=1)
    )
    return MarkingQuestion(pieces=pieces, multiple=takes_several(parsed.options), **common)


def takes_several(options: Iterable[ParsedOption]) -> bool:
    """Whether the weights ask for several of the options: none earns the whole mark alone."""
    return not any(option.weight == WHOLE for option in options)


def _essay(parsed: ParsedQuestion, **common: Any) -> EssayQuestion:
    least, most = labels_rules.lengths_of(parsed.labels)
    guidance = labels_rules.value_of(parsed.labels, "guidance")
    return EssayQuestion(
        rubric=labels_rules.rubric_of(parsed.labels),
        least=least,
        most=most,
        markers=int(labels_rules.value_of(parsed.labels, "markers") or 1),
        bound=int(labels_rules.value_of(parsed.labels, "bound") or DEFAULT_BOUND),
        guidance=Text(guidance, TextFormat.PLAIN) if guidance else None,
        **common,
    )


def _cloze(parsed: ParsedQuestion, **common: Any) -> ClozeQuestion:
    return ClozeQuestion(parts=_parts(parsed), **common)


def _material(parsed: ParsedQuestion, **common: Any) -> MaterialQuestion:
    return MaterialQuestion(parts=_parts(parsed), **common)


def _parts(parsed: ParsedQuestion) -> tuple[Part, ...]:
    if parsed.kind is QuestionKind.CLOZE:
        points = labels_rules.points_of(parsed.labels, len(parsed.parts))
    else:
        points = [labels_rules.points_of(part.labels, 1)[0] for part in parsed.parts]
    return tuple(
        Part(str(number), question_of(part), worth)
        for number, (part, worth) in enumerate(zip(parsed.parts, points, strict=True), start=1)
    )


_MAKE: Mapping[QuestionKind, Callable[..., Question]] = {
    QuestionKind.SINGLE_CHOICE: _choice,
    QuestionKind.MULTIPLE_CHOICE: _choice,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERICAL: _numerical,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.CLOZE: _cloze,
    QuestionKind.MARKING: _marking,
    QuestionKind.MATERIAL: _material,
    QuestionKind.ESSAY: _essay,
}

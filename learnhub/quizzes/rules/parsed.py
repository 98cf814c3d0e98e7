"""What the reading of a question file yields: questions, and problems that say where, what and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from learnhub.quizzes.rules.questions import (
    BLANK,
    USABLE,
    Choice,
    ChoiceQuestion,
    Question,
    QuestionKind,
    Text,
    TrueFalseQuestion,
)


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

    The text of a numerical answer is the figure as it was written ("1822:2", "3.141..3.142").
    """

    text: Text
    weight: Decimal
    feedback: Text | None = None
    match: str | None = None


class LaterKind(StrEnum):
    """Types that question files hold and that no bank can store yet; a question of one is kept with its source."""

    ORDERING = "ordering"
    CLOZE = "cloze"
    MARKING = "marking"
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

    A missing-word question has `tail`, the text behind the answers; `stem` then keeps its last space. Where it stood
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
    line: int = field(default=1, compare=False)
    source: str = field(default="", compare=False)

    @property
    def usable(self) -> bool:
        return str(self.kind) in USABLE

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
    if parsed.truth is not None:
        return TrueFalseQuestion(
            stem=parsed.text,
            truth=parsed.truth,
            wrong_feedback=parsed.wrong_feedback,
            right_feedback=parsed.right_feedback,
            explanation=parsed.explanation,
            section=parsed.section,
        )
    return ChoiceQuestion(
        stem=parsed.text,
        choices=tuple(
            Choice(str(number), option.text, option.weight, option.feedback)
            for number, option in enumerate(parsed.options, start=1)
        ),
        multiple=parsed.kind is QuestionKind.MULTIPLE_CHOICE,
        explanation=parsed.explanation,
        section=parsed.section,
    )

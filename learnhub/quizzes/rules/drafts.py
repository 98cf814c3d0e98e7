"""What every reader of question files says alike: about types that come later, and about choices that do not add up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from learnhub.quizzes.rules.gift_answers import ROUNDING
from learnhub.quizzes.rules.parsed import LaterKind, ParsedOption, ParsedQuestion, ParsedQuiz, Problem, Severity
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind

LATER = {
    QuestionKind.SHORT_ANSWER: "This short-answer question is kept as it stands and cannot be asked yet.",
    QuestionKind.NUMERICAL: "This numerical question is kept as it stands and cannot be asked yet.",
    QuestionKind.MATCHING: "This matching question is kept as it stands and cannot be asked yet.",
    QuestionKind.ESSAY: "This essay question is kept as it stands and cannot be asked yet.",
    QuestionKind.DESCRIPTION: "This text without answers is kept as it stands and cannot be shown yet.",
    LaterKind.ORDERING: "This ordering question is kept as it stands and cannot be asked yet.",
    LaterKind.CLOZE: "This text with gaps is kept as it stands and cannot be asked yet.",
    LaterKind.MARKING: "This question about places in a text is kept as it stands and cannot be asked yet.",
    LaterKind.PICTURE: "This question about places in a picture is kept as it stands and cannot be asked yet.",
    LaterKind.CALCULATED: "This question with figures drawn at random is kept as it stands and cannot be asked yet.",
    LaterKind.CODE: "This programming question is kept as it stands and cannot be asked yet.",
    LaterKind.UPLOAD: "This question answered with a file is kept as it stands and cannot be asked yet.",
    LaterKind.SEVERAL: "This material with several questions is kept as it stands and cannot be asked yet.",
    LaterKind.SURVEY: "This question without a right answer is kept as it stands and cannot be asked yet.",
    LaterKind.OTHER: "This question of a type of its own (%(type)s) is kept as it stands and cannot be asked yet.",
}
LATER_ADVICE = "To use it now, write it as a choice or a true/false question."
SINGLE_SEVERAL = "This question takes one answer, and %(count)s different ones are right."
LONGEST = 40


@dataclass(frozen=True)
class Complaint:
    """Why a question cannot be used, without the place."""

    what: str
    what_to_do: str
    params: dict[str, str] = field(default_factory=dict)

    def at(self, file: str, line: int, source: str = "", severity: Severity = Severity.REFUSED) -> Problem:
        return Problem(file, line, self.what, self.what_to_do, self.params, severity, source)


class Collected:
    """A file half read: what was found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.questions: list[ParsedQuestion] = []
        self.problems: list[Problem] = []

    def keep(self, question: ParsedQuestion, *, type_name: str = "") -> None:
        """Keep a question if it adds up, as a draft if its type comes later; else say why not, with its source."""
        if not question.usable:
            self.questions.append(question)
            params = {"type": type_name} if question.kind is LaterKind.OTHER else {}
            later = Complaint(LATER[question.kind], LATER_ADVICE, params)
            self.problems.append(later.at(self.file, question.line, severity=Severity.LATER))
            return
        wrong = complaint_about(question)
        if wrong is not None:
            self.refuse(wrong, question.line, question.source)
            return
        self.questions.append(question)
        told = _worth_knowing(question)
        if told is not None:
            self.note(told, question.line)

    def refuse(self, wrong: Complaint, line: int, source: str = "") -> None:
        self.problems.append(wrong.at(self.file, line, source))

    def note(self, told: Complaint, line: int, source: str = "") -> None:
        self.problems.append(told.at(self.file, line, source, Severity.NOTE))

    def quiz(self) -> ParsedQuiz:
        return ParsedQuiz(tuple(self.questions), tuple(self.problems))


def complaint_about(question: ParsedQuestion) -> Complaint | None:
    """Why this choice or true/false question cannot be asked, or None."""
    if not question.text.content.strip():
        return Complaint("This question has no text.", "Write the question.")
    if question.kind is QuestionKind.TRUE_FALSE:
        return None
    return _about_texts(question.options) or _about_weights(question)


def _about_texts(options: Sequence[ParsedOption]) -> Complaint | None:
    if len(options) < 2:
        return Complaint("There is only one answer to choose from.", "Add at least one more answer.")
    seen = set()
    for option in options:
        if not option.text.content:
            return Complaint("One of the answers is empty.", "Write its text, or remove it.")
        if option.text in seen:
            params = {"answer": shortened(option.text.content)}
            return Complaint("The answer “%(answer)s” stands here twice.", "Change or remove one of them.", params)
        seen.add(option.text)
    return None


def _about_weights(question: ParsedQuestion) -> Complaint | None:
    weights = [option.weight for option in question.options]
    beyond = next((weight for weight in weights if abs(weight) > WHOLE), None)
    if beyond is not None:
        what = "The weight %(weight)s lies outside −100 to 100."
        return Complaint(what, "Write the share of the mark in percent.", {"weight": f"{beyond.normalize():f}"})
    total = sum((weight for weight in weights if weight > 0), Decimal(0))
    if total == 0:
        return Complaint("No answer is marked as right.", "Mark the right answer.")
    if question.kind is QuestionKind.SINGLE_CHOICE:
        if WHOLE in weights:
            return None
        return Complaint("No answer earns the whole mark.", "Give the right answer a weight of 100.")
    if abs(total - WHOLE) <= ROUNDING:
        return None
    return Complaint(
        "The weights of the right answers add up to %(total)s, not to 100.",
        "Change them so that together they make 100.",
        {"total": f"{total.normalize():f}"},
    )


def _worth_knowing(question: ParsedQuestion) -> Complaint | None:
    weights = [option.weight for option in question.options]
    if question.kind is QuestionKind.MULTIPLE_CHOICE and min(weights) == 0:
        what = "Whoever ticks every answer of this question earns the whole mark."
        return Complaint(what, "Give the wrong answers negative weights.")
    if question.kind is QuestionKind.SINGLE_CHOICE and weights.count(WHOLE) > 1:
        params = {"count": str(weights.count(WHOLE))}
        return Complaint(SINGLE_SEVERAL, "If all of them must be ticked, give each a share of the mark.", params)
    return None


def shortened(text: str) -> str:
    """A text short enough to be quoted in a message."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shares(count: int) -> Decimal:
    """What each of so many right answers is worth, in percent with five places as Moodle writes it."""
    return (WHOLE / count).quantize(Decimal("0.00001")).normalize() if WHOLE % count else WHOLE / count

"""What every reader of question files says alike: about types that come later, and questions that do not add up."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from learnhub.quizzes.rules.figures import figure_of
from learnhub.quizzes.rules.labels import ALL_OR_NOTHING, value_of
from learnhub.quizzes.rules.parsed import (
    LaterKind,
    ParsedOption,
    ParsedQuestion,
    ParsedQuiz,
    Problem,
    Severity,
    takes_several,
)
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind

LATER = {
    QuestionKind.DESCRIPTION: "This text without answers is kept as it stands and cannot be shown yet.",
    LaterKind.PICTURE: "This question about places in a picture is kept as it stands and cannot be asked yet.",
    LaterKind.CALCULATED: "This question with figures drawn at random is kept as it stands and cannot be asked yet.",
    LaterKind.CODE: "This programming question is kept as it stands and cannot be asked yet.",
    LaterKind.UPLOAD: "This question answered with a file is kept as it stands and cannot be asked yet.",
    LaterKind.SEVERAL: "This material with several questions is kept as it stands and cannot be asked yet.",
    LaterKind.SURVEY: "This question without a right answer is kept as it stands and cannot be asked yet.",
    LaterKind.OTHER: "This question of a type of its own (%(type)s) is kept as it stands and cannot be asked yet.",
}
LATER_ADVICE = "To use it now, write it as a question of another type."
SINGLE_SEVERAL = "This question takes one answer, and %(count)s different ones are right."
LONGEST = 40
ROUNDING = Decimal("0.1")
"""How far the weights of the right answers may miss 100 in all: three times 33.33 is meant to be the whole mark."""

GAP = re.compile(r"\[\[([0-9]{1,3})\]\]")
"""Stands in a text where the gap of that number belongs."""
LINE = "____"
"""What is shown of a gap where the words around it are only quoted."""

MOST_CHOICES = 10_000
"""So many boxes, lists and entries of lists one question may put on a page: a hundred pairs, each with its list."""

GAPS = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL})


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
            if question.opens_material:
                return
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
    """Why this question cannot be asked, or None."""
    if not question.text.content.strip():
        return Complaint("This question has no text.", "Write the question.")
    return about_size(_choices(question)) or _about_answers(question)


def about_size(choices: int) -> Complaint | None:
    """Why a question that offers so many choices cannot be shown, or None."""
    if choices <= MOST_CHOICES:
        return None
    params = {"count": f"{choices:,}", "most": f"{MOST_CHOICES:,}"}
    what = "This question offers %(count)s choices; a page shows up to %(most)s."
    return Complaint(what, "Split it into several questions.", params)


def _choices(question: ParsedQuestion) -> int:
    """How much there is to choose from on the page of a question: each pair and each place has a list of all others."""
    listed = question.kind in (QuestionKind.MATCHING, QuestionKind.ORDERING)
    own = len(question.options) ** (2 if listed else 1)
    return own + sum(_choices(part) for part in question.parts)


def _about_answers(question: ParsedQuestion) -> Complaint | None:
    about = _ABOUT.get(QuestionKind(str(question.kind)))
    return about(question) if about else None


def _about_choice(question: ParsedQuestion) -> Complaint | None:
    return _about_texts(question.options) or _about_weights(question)


def _about_accepted(question: ParsedQuestion) -> Complaint | None:
    """Short answers and numbers: something must earn the whole mark."""
    numbers = question.kind is QuestionKind.NUMERICAL
    for option in question.options:
        if not option.text.content:
            return Complaint("One of the answers is empty.", "Write its text, or remove it.")
        if numbers and figure_of(option.text.content) is None:
            params = {"answer": shortened(option.text.content)}
            what = "The answer “%(answer)s” is no number."
            return Complaint(what, "Write 12, 12:0.5 (give or take) or 11.5..12.5 (from, to).", params)
    weights = [option.weight for option in question.options]
    return _about_range(weights) or _about_whole(weights)


def _about_pairs(question: ParsedQuestion) -> Complaint | None:
    asked = [option for option in question.options if option.text.content]
    if any(not option.match for option in question.options):
        what = "One of the pairs has no partner."
        return Complaint(what, "Write what belongs to it behind ->.")
    if len(asked) < 2 or len({option.match for option in question.options}) < 2:
        return Complaint("There is only one pair to be found.", "Add at least one more pair.")
    return _about_twice(asked)


def _about_order(question: ParsedQuestion) -> Complaint | None:
    if len(question.options) < 2:
        return Complaint("There is nothing to be put in order.", "Write at least two things in their right order.")
    if any(not option.text.content for option in question.options):
        return Complaint("One of the answers is empty.", "Write its text, or remove it.")
    return _about_twice(question.options)


def _about_marking(question: ParsedQuestion) -> Complaint | None:
    pieces = [option for option in question.options if not option.fixed]
    if len(pieces) < 2:
        return Complaint("There is only one answer to choose from.", "Add at least one more answer.")
    if any(not option.text.content for option in question.options):
        return Complaint("One of the answers is empty.", "Write its text, or remove it.")
    weights = [option.weight for option in pieces]
    return _about_range(weights) or (_about_sum(weights) if takes_several(pieces) else None)


def _about_material(question: ParsedQuestion) -> Complaint | None:
    if not question.parts:
        what = "No question belongs to this material."
        return Complaint(what, "Write “// material: part” above each of its questions.")
    if any(part.kind in (QuestionKind.MATERIAL, QuestionKind.ESSAY) or not part.usable for part in question.parts):
        return Complaint("A question of this type cannot be part of another one.", "Ask it on its own.")
    return next((wrong for part in question.parts if (wrong := complaint_about(part))), None)


def _about_gaps(question: ParsedQuestion) -> Complaint | None:
    if not question.parts:
        return Complaint("There is no gap in this text.", "Put each gap in braces, for instance {=fifteen}.")
    if any(part.kind not in GAPS for part in question.parts):
        what = "A gap can be filled with words, a number or one of several options."
        return Complaint(what, "Write it as one of these.")
    places = [int(number) for number in GAP.findall(question.text.content)]
    if places != list(range(1, len(question.parts) + 1)):
        return Complaint("The gaps of this text do not follow each other.", "Number them [[1]], [[2]], [[3]].")
    return next((wrong for part in question.parts if (wrong := _about_gap(part))), None)


def _about_gap(part: ParsedQuestion) -> Complaint | None:
    # Where words have groups, a group of one leaves a list with nothing else in it.
    alone = part.kind is QuestionKind.SINGLE_CHOICE and [option.weight for option in part.options] == [WHOLE]
    return None if alone and part.options[0].text.content else _about_answers(part)


_ABOUT: Mapping[QuestionKind, Callable[[ParsedQuestion], Complaint | None]] = {
    QuestionKind.SINGLE_CHOICE: _about_choice,
    QuestionKind.MULTIPLE_CHOICE: _about_choice,
    QuestionKind.SHORT_ANSWER: _about_accepted,
    QuestionKind.NUMERICAL: _about_accepted,
    QuestionKind.MATCHING: _about_pairs,
    QuestionKind.ORDERING: _about_order,
    QuestionKind.MARKING: _about_marking,
    QuestionKind.CLOZE: _about_gaps,
    QuestionKind.MATERIAL: _about_material,
}


def _about_texts(options: Sequence[ParsedOption]) -> Complaint | None:
    if len(options) < 2:
        return Complaint("There is only one answer to choose from.", "Add at least one more answer.")
    if any(not option.text.content for option in options):
        return Complaint("One of the answers is empty.", "Write its text, or remove it.")
    return _about_twice(options)


def _about_twice(options: Iterable[ParsedOption]) -> Complaint | None:
    seen = set()
    for option in options:
        if option.text in seen:
            params = {"answer": shortened(option.text.content)}
            return Complaint("The answer “%(answer)s” stands here twice.", "Change or remove one of them.", params)
        seen.add(option.text)
    return None


def _about_weights(question: ParsedQuestion) -> Complaint | None:
    weights = [option.weight for option in question.options]
    wrong = _about_range(weights)
    if wrong is not None or question.kind is QuestionKind.MULTIPLE_CHOICE:
        return wrong or _about_sum(weights)
    if not any(weight > 0 for weight in weights):
        return Complaint("No answer is marked as right.", "Mark the right answer.")
    return _about_whole(weights)


def _about_range(weights: Sequence[Decimal]) -> Complaint | None:
    beyond = next((weight for weight in weights if abs(weight) > WHOLE), None)
    if beyond is None:
        return None
    what = "The weight %(weight)s lies outside −100 to 100."
    return Complaint(what, "Write the share of the mark in percent.", {"weight": f"{beyond.normalize():f}"})


def _about_whole(weights: Sequence[Decimal]) -> Complaint | None:
    if WHOLE in weights:
        return None
    return Complaint("No answer earns the whole mark.", "Give the right answer a weight of 100.")


def _about_sum(weights: Sequence[Decimal]) -> Complaint | None:
    total = sum((weight for weight in weights if weight > 0), Decimal(0))
    if total == 0:
        return Complaint("No answer is marked as right.", "Mark the right answer.")
    if abs(total - WHOLE) <= ROUNDING:
        return None
    return Complaint(
        "The weights of the right answers add up to %(total)s, not to 100.",
        "Change them so that together they make 100.",
        {"total": f"{total.normalize():f}"},
    )


def _worth_knowing(question: ParsedQuestion) -> Complaint | None:
    weights = [option.weight for option in question.options]
    if question.kind is QuestionKind.MULTIPLE_CHOICE and not all_or_nothing(question) and min(weights) == 0:
        what = "Whoever ticks every answer of this question earns the whole mark."
        return Complaint(what, "Give the wrong answers negative weights.")
    if question.kind is QuestionKind.SINGLE_CHOICE and weights.count(WHOLE) > 1:
        params = {"count": str(weights.count(WHOLE))}
        return Complaint(SINGLE_SEVERAL, "If all of them must be ticked, give each a share of the mark.", params)
    return None


def all_or_nothing(question: ParsedQuestion) -> bool:
    """Whether only the whole answer of a multiple choice earns anything."""
    return value_of(question.labels, "scoring") == ALL_OR_NOTHING


def shortened(text: str) -> str:
    """A text short enough to be quoted in a message."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shares(count: int) -> Decimal:
    """What each of so many right answers is worth, in percent with five places as Moodle writes it."""
    return (WHOLE / count).quantize(Decimal("0.00001")).normalize() if WHOLE % count else WHOLE / count

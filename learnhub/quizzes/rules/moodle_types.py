"""The fields of a Moodle XML question that differ by type."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from learnhub.quizzes.rules.drafts import Complaint, shares
from learnhub.quizzes.rules.labels import ALL_OR_NOTHING
from learnhub.quizzes.rules.moodle_gaps import numbered_gaps, written_gaps
from learnhub.quizzes.rules.moodle_parts import (
    Unreadable,
    clean,
    element_text,
    format_in,
    one_line,
    option_in,
    text_in,
    weight_of,
    words_in,
)
from learnhub.quizzes.rules.parsed import LaterKind, ParsedFile, ParsedOption
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text
from learnhub.quizzes.rules.xml_tree import Element

Known = dict[str, Any]
Files = list[ParsedFile]

_LATER = {
    "description": QuestionKind.DESCRIPTION,
    "ddmarker": LaterKind.PICTURE,
    "ddimageortext": LaterKind.PICTURE,
    "calculated": LaterKind.CALCULATED,
    "calculatedmulti": LaterKind.CALCULATED,
    "calculatedsimple": LaterKind.CALCULATED,
    "coderunner": LaterKind.CODE,
}
_SCORING = {"-1": (("scoring", ALL_OR_NOTHING),), "0": (), "7": ()}
_NEIGHBOURS = (("scoring", "neighbours"),)


def known_parts(element: Element, kind: str, files: Files) -> Known:
    """The kind of a question and what belongs to it; raises Unreadable."""
    read = _READ.get(kind)
    return read(element, files) if read else {"kind": _LATER.get(kind, LaterKind.OTHER)}


def _choice(element: Element, files: Files) -> Known:
    single = element_text(element.child("single")).lower() not in ("false", "0")
    return {"kind": QuestionKind.SINGLE_CHOICE if single else QuestionKind.MULTIPLE_CHOICE, **_answers(element, files)}


def _answers(element: Element, files: Files) -> Known:
    answers = enumerate(element.all("answer"), start=1)
    return {"options": tuple(option_in(answer, number, files) for number, answer in answers)}


def _whole_choice(element: Element, files: Files) -> Known:
    """All the right options or nothing: each right one has the weight 100, which is read as its share."""
    options = _answers(element, files)["options"]
    rights = sum(option.weight > 0 for option in options)
    share = shares(rights) if rights else WHOLE
    made = tuple(
        ParsedOption(option.text, share if option.weight > 0 else Decimal(0), option.feedback) for option in options
    )
    return {"kind": QuestionKind.MULTIPLE_CHOICE, "options": made, "labels": (("scoring", ALL_OR_NOTHING),)}


def _truth(element: Element, files: Files) -> Known:
    answers = {words_in(answer).lower(): answer for answer in element.all("answer")}
    weights = {said: weight_of(answer) for said, answer in answers.items()}
    if set(weights) != {"true", "false"} or sorted(weights.values()) != [0, WHOLE]:
        what = "A true/false question needs the answers “true” and “false”, one worth 100 and one worth 0."
        raise Unreadable(Complaint(what, "Export the question again."))
    truth = weights["true"] == WHOLE
    right, wrong = ("true", "false") if truth else ("false", "true")
    return {
        "kind": QuestionKind.TRUE_FALSE,
        "truth": truth,
        "right_feedback": text_in(answers[right].child("feedback"), "right", files),
        "wrong_feedback": text_in(answers[wrong].child("feedback"), "wrong", files),
    }


def _short_answer(element: Element, files: Files) -> Known:
    exact = element_text(element.child("usecase")) == "1"
    labels = (("spelling", "exact"),) if exact else ()
    return {"kind": QuestionKind.SHORT_ANSWER, "labels": labels, **_answers(element, files)}


def _numerical(element: Element, files: Files) -> Known:
    options = []
    for number, answer in enumerate(element.all("answer"), start=1):
        option = option_in(answer, number, files)
        tolerance = element_text(answer.child("tolerance"))
        said = option.text.content
        if said != "*" and _positive(tolerance) and ":" not in said and ".." not in said:
            said = f"{said}:{tolerance}"
        options.append(ParsedOption(Text(said, option.text.format), option.weight, option.feedback))
    return {"kind": QuestionKind.NUMERICAL, "options": tuple(options), "labels": _units(element)}


def _positive(number: str) -> bool:
    try:
        return Decimal(number) > 0
    except InvalidOperation:
        return False


def _units(element: Element) -> tuple[tuple[str, str], ...]:
    """Moodle says what the figure has to be multiplied by to be one in this unit; we say what the unit is worth."""
    holder = element.child("units")
    said = []
    for unit in holder.all("unit") if holder else []:
        name, times = one_line(element_text(unit.child("unit_name"))), element_text(unit.child("multiplier"))
        if not name or not _positive(times):
            continue
        worth = (1 / Decimal(times)).normalize()
        said.append(name if worth == 1 else f"{name}={worth:f}")
    return (("unit", "; ".join(said)),) if said else ()


def _matching(element: Element, files: Files) -> Known:
    options = []
    for number, pair in enumerate(element.all("subquestion"), start=1):
        text = text_in(pair, f"option {number}", files) or Text("", format_in(pair))
        partner = clean(words_in(pair.child("answer")))
        feedback = text_in(pair.child("feedback"), f"feedback {number}", files)
        options.append(ParsedOption(text, WHOLE, feedback, match=partner))
    return {"kind": QuestionKind.MATCHING, "options": tuple(options)}


def _rows(element: Element, files: Files) -> Known:
    """Several statements with one column each (multiple true/false, matrix): pairs of a row and its column."""
    names = {
        column.attributes.get("number", ""): clean(words_in(column.child("responsetext")))
        for column in element.all("column")
    }
    right: dict[str, str] = {}
    for weight in element.all("weight"):
        if _positive(element_text(weight.child("value"))):
            right.setdefault(weight.attributes.get("rownumber", ""), weight.attributes.get("columnnumber", ""))
    options = [
        ParsedOption(
            text_in(row.child("optiontext"), f"option {number}", files) or Text(""),
            WHOLE,
            text_in(row.child("feedbacktext"), f"feedback {number}", files),
            match=names.get(right.get(row.attributes.get("number", ""), ""), ""),
        )
        for number, row in enumerate(element.all("row"), start=1)
    ]
    used = {option.match for option in options}
    spare = (ParsedOption(Text(""), WHOLE, match=name) for name in names.values() if name not in used)
    return {"kind": QuestionKind.MATCHING, "options": (*options, *spare)}


def _ordering(element: Element, files: Files) -> Known:
    answers = sorted(element.all("answer"), key=_place)
    options = tuple(
        ParsedOption(text_in(answer, f"option {number}", files) or Text("", format_in(answer)), WHOLE)
        for number, answer in enumerate(answers, start=1)
    )
    labels = _SCORING.get(element_text(element.child("gradingtype")) or "0", _NEIGHBOURS)
    return {"kind": QuestionKind.ORDERING, "options": options, "labels": labels}


def _place(answer: Element) -> Decimal:
    try:
        place = Decimal(answer.attributes.get("fraction", "").strip())
    except InvalidOperation:
        place = Decimal("NaN")
    if not place.is_finite():
        what = "One of the things to be put in order has no place."
        raise Unreadable(Complaint(what, "Export the question again."))
    return place


def _essay(element: Element, files: Files) -> Known:
    guidance = text_in(element.child("graderinfo"), "guidance", files)
    return {"kind": QuestionKind.ESSAY, "labels": (("guidance", guidance.content),) if guidance else ()}


def _gaps(element: Element, files: Files) -> Known:
    return {"kind": QuestionKind.CLOZE, **numbered_gaps(element, files)}


def _written_gaps(element: Element, _files: Files) -> Known:
    found = written_gaps(element)
    return {"kind": QuestionKind.CLOZE, **found} if found is not None else {"kind": LaterKind.SEVERAL}


_READ: dict[str, Callable[[Element, Files], Known]] = {
    "multichoice": _choice,
    "multichoiceset": _whole_choice,
    "truefalse": _truth,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "mtf": _rows,
    "kprime": _rows,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _written_gaps,
    "multianswer": _written_gaps,
    "gapselect": _gaps,
    "ddwtos": _gaps,
}

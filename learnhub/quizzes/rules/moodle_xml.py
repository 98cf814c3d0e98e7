"""Reading Moodle XML: every question understood, kept as a draft, or refused with its line and source.

The format is described in Moodle's documentation ("Moodle XML format"). `<question type="category">` holds for what
follows. Of our own: a tag `section: <heading>` binds a question to that section of its lesson.
"""

import binascii
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from learnhub.quizzes.rules.drafts import Collected, Complaint, shortened
from learnhub.quizzes.rules.parsed import LaterKind, ParsedFile, ParsedOption, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, XmlError, inner_html, read_xml, source_of

MOST_QUESTIONS = 20_000
"""More in one file is refused: nobody can look through the preview of such an import."""

SECTION_TAG = "section: "
_STEP = Decimal("0.00001")
_FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}
_LATER: dict[str, QuestionKind | LaterKind] = {
    "shortanswer": QuestionKind.SHORT_ANSWER,
    "numerical": QuestionKind.NUMERICAL,
    "matching": QuestionKind.MATCHING,
    "essay": QuestionKind.ESSAY,
    "description": QuestionKind.DESCRIPTION,
    "ordering": LaterKind.ORDERING,
    "cloze": LaterKind.CLOZE,
    "gapselect": LaterKind.CLOZE,
    "ddwtos": LaterKind.CLOZE,
    "gapfill": LaterKind.CLOZE,
    "ddmarker": LaterKind.PICTURE,
    "ddimageortext": LaterKind.PICTURE,
    "calculated": LaterKind.CALCULATED,
    "calculatedmulti": LaterKind.CALCULATED,
    "calculatedsimple": LaterKind.CALCULATED,
    "coderunner": LaterKind.CODE,
}
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFEFF))
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?")
_PICTURE = re.compile(r"@@PLUGINFILE@@/([^\"'?#<>\s)]+)")
# What Moodle writes for every question and what has no place in ours, with the values that say nothing.
_UNPLACED = {
    "correctfeedback": "",
    "partiallycorrectfeedback": "",
    "incorrectfeedback": "",
    "hint": "",
    "hidden": "0",
    "defaultgrade": "1",
}


def parse_moodle_xml(text: str, *, file: str = "", most: int = MOST_QUESTIONS) -> ParsedQuiz:
    """Read a Moodle XML file. One that is broken anywhere is refused as a whole, so that nothing is half imported."""
    reading = _Reading(file, most)
    try:
        root, _ = read_xml(text, each=reading.read)
    except XmlError as broken:
        return refused_file(file, broken)
    if root.name != "quiz":
        what, advice = "This is no Moodle XML.", "Export the questions from Moodle as “Moodle XML”."
        return refused_file(file, XmlError(root.line, what, advice))
    return reading.found.quiz()


def refused_file(file: str, broken: XmlError) -> ParsedQuiz:
    """A file of which nothing is used, with its one problem."""
    refused = Collected(file)
    refused.refuse(Complaint(broken.what, broken.what_to_do, broken.params), broken.line)
    return refused.quiz()


class _Reading:
    """A file half read, and the category that holds for what follows."""

    def __init__(self, file: str, most: int) -> None:
        self.found = Collected(file)
        self.most = most
        self.seen = 0
        self.category: str | None = None

    def read(self, element: Element, data: bytes) -> None:
        if element.name != "question":
            return
        kind = element.attributes.get("type", "").strip().lower()
        if kind == "category":
            self.category = _words(element.child("category")) or None
            return
        self.seen += 1
        if self.seen > self.most:
            what = "The file holds more than %(most)s questions."
            raise XmlError(element.line, what, "Split it into several files.", most=str(self.most))
        source = source_of(element, data)
        try:
            question, complaints = _read_question(element, kind, self.category, source)
        except _Unreadable as wrong:
            self.found.refuse(wrong.complaint, element.line, source)
            return
        before = len(self.found.questions)
        self.found.keep(question, type_name=kind or "?")
        if question.usable and len(self.found.questions) > before:
            for complaint in complaints:
                self.found.note(complaint, element.line)


class _Unreadable(Exception):
    """One question cannot be understood."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.what)
        self.complaint = complaint


def _read_question(
    element: Element, kind: str, category: str | None, source: str
) -> tuple[ParsedQuestion, list[Complaint]]:
    tags = [_clean(_words(tag)) for tag in _tags(element)]
    sections = [tag.removeprefix(SECTION_TAG).strip() for tag in tags if tag.startswith(SECTION_TAG)]
    files: list[ParsedFile] = []
    explanation = _text(element.child("generalfeedback"), "explanation", files)
    known = _known_parts(element, kind, files)
    question = ParsedQuestion(
        stem=_text(element.child("questiontext"), "stem", files) or Text("", TextFormat.HTML),
        title=_clean(_words(element.child("name"))) or None,
        explanation=explanation,
        category=category,
        section=sections[-1] if sections else None,
        id=_one_line(element_text(element.child("idnumber"))) or None,
        tags=tuple(tag for tag in tags if tag and not tag.startswith(SECTION_TAG)),
        files=tuple(files),
        line=element.line,
        source=source,
        **known,
    )
    return question, [*_about_files(question), *_about_parts(element)]


def _known_parts(element: Element, kind: str, files: list[ParsedFile]) -> dict[str, Any]:
    """The fields that differ by type."""
    if kind == "multichoice":
        single = element_text(element.child("single")).lower() not in ("false", "0")
        options = tuple(_option(answer, number, files) for number, answer in enumerate(element.all("answer"), start=1))
        return {"kind": QuestionKind.SINGLE_CHOICE if single else QuestionKind.MULTIPLE_CHOICE, "options": options}
    if kind == "truefalse":
        return _truth(element, files)
    return {"kind": _LATER.get(kind, LaterKind.OTHER)}


def _truth(element: Element, files: list[ParsedFile]) -> dict[str, Any]:
    answers = {_words(answer).lower(): answer for answer in element.all("answer")}
    weights = {said: _weight(answer) for said, answer in answers.items()}
    if set(weights) != {"true", "false"} or sorted(weights.values()) != [0, WHOLE]:
        what = "A true/false question needs the answers “true” and “false”, one worth 100 and one worth 0."
        raise _Unreadable(Complaint(what, "Export the question again."))
    truth = weights["true"] == WHOLE
    right, wrong = ("true", "false") if truth else ("false", "true")
    return {
        "kind": QuestionKind.TRUE_FALSE,
        "truth": truth,
        "right_feedback": _text(answers[right].child("feedback"), "right", files),
        "wrong_feedback": _text(answers[wrong].child("feedback"), "wrong", files),
    }


def _option(answer: Element, number: int, files: list[ParsedFile]) -> ParsedOption:
    text = _text(answer, f"option {number}", files) or Text("", _format(answer))
    return ParsedOption(text, _weight(answer), _text(answer.child("feedback"), f"feedback {number}", files))


def _weight(answer: Element) -> Decimal:
    written = answer.attributes.get("fraction", "0").strip()
    weight = Decimal(written) if _NUMBER.fullmatch(written) else None
    if weight is None:
        what = "The weight “%(weight)s” is not a number."
        advice = "Write it in half width with a point."
        raise _Unreadable(Complaint(what, advice, {"weight": shortened(written)}))
    return weight.quantize(_STEP).normalize() + 0


def _text(holder: Element | None, place: str, files: list[ParsedFile]) -> Text | None:
    """The text that an element holds, None where it is empty; its files are added to `files`."""
    if holder is None:
        return None
    for file in holder.all("file"):
        name, path = file.attributes.get("name", ""), file.attributes.get("path", "/")
        files.append(ParsedFile(name, place, "".join(file.text.split()), path))
    content = _clean(_words(holder))
    return Text(content, _format(holder)) if content else None


def _format(holder: Element) -> TextFormat:
    return _FORMATS.get(holder.attributes.get("format", "").lower(), TextFormat.MOODLE)


def _words(holder: Element | None) -> str:
    """What stands in the `text` of an element; old files put it into the element itself, or write HTML as elements."""
    inner = holder and (holder.child("text") or holder)
    if not inner:
        return ""
    return (inner_html(inner) if inner.children else inner.text).strip()


def element_text(element: Element | None) -> str:
    return element.text.strip() if element else ""


def _tags(element: Element) -> list[Element]:
    holder = element.child("tags")
    return holder.all("tag") if holder else []


def _clean(text: str) -> str:
    return text.translate(_UNWANTED).strip()


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _about_files(question: ParsedQuestion) -> list[Complaint]:
    complaints = []
    for file in question.files:
        try:
            binascii.a2b_base64(file.base64, strict_mode=True)
        except (binascii.Error, ValueError):
            what = "The picture %(name)s is damaged."
            complaints.append(Complaint(what, "Put it into the question again.", {"name": shortened(file.name)}))
    held = {file.name for file in question.files}
    texts = [question.stem, question.explanation, *(option.text for option in question.options)]
    wanted = {name for text in texts if text for name in _PICTURE.findall(text.content)}
    for name in sorted(wanted):
        if name.rpartition("/")[2].replace("%20", " ") not in held:
            what = "The picture %(name)s is not in the file."
            complaints.append(Complaint(what, "Put it into the question again.", {"name": shortened(name)}))
    return complaints


def _about_parts(element: Element) -> list[Complaint]:
    left = sorted({child.name for child in element.children if _says_something(child)})
    if not left:
        return []
    what = "These parts of the question are kept in its source only: %(parts)s."
    return [Complaint(what, "Nothing has to be done unless you need them.", {"parts": ", ".join(left)})]


def _says_something(child: Element) -> bool:
    if child.name not in _UNPLACED:
        return False
    said = _words(child)
    try:
        return Decimal(said) != Decimal(_UNPLACED[child.name] or "NaN")
    except InvalidOperation:
        return said != _UNPLACED[child.name]

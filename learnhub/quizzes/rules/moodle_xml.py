"""Reading Moodle XML: every question understood, kept as a draft, or refused with its line and source.

The format is described in Moodle's documentation ("Moodle XML format"). `<question type="category">` holds for what
follows. Of our own: a tag `section: <heading>` binds a question to that section of its lesson, and tags may be any of
the labels of `labels.py`.
"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from learnhub.quizzes.rules.drafts import Collected, Complaint, shortened
from learnhub.quizzes.rules.labels import in_order, label_in, value_of, without
from learnhub.quizzes.rules.material import gathered
from learnhub.quizzes.rules.moodle_parts import Unreadable, clean, element_text, one_line, text_in, words_in
from learnhub.quizzes.rules.moodle_types import known_parts
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.pictures import bytes_of, looks_like_a_picture, names_shown
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, XmlError, read_xml, source_of

MOST_QUESTIONS = 20_000
"""More in one file is refused: nobody can look through the preview of such an import."""

SECTION_TAG = "section: "
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
    return gathered(reading.found.quiz(), file=file)


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
            self.category = words_in(element.child("category")) or None
            return
        self.seen += 1
        if self.seen > self.most:
            what = "The file holds more than %(most)s questions."
            raise XmlError(element.line, what, "Split it into several files.", most=str(self.most))
        source = source_of(element, data)
        try:
            question, complaints = _read_question(element, kind, self.category, source)
        except Unreadable as wrong:
            self.found.refuse(wrong.complaint, element.line, source)
            return
        before = len(self.found.questions)
        self.found.keep(question, type_name=kind or "?")
        if question.usable and len(self.found.questions) > before:
            for complaint in complaints:
                self.found.note(complaint, element.line)


def _read_question(
    element: Element, kind: str, category: str | None, source: str
) -> tuple[ParsedQuestion, list[Complaint]]:
    tags = [clean(words_in(tag)) for tag in _tags(element)]
    sections = [tag.removeprefix(SECTION_TAG).strip() for tag in tags if tag.startswith(SECTION_TAG)]
    labels = [label for tag in tags if (label := label_in(tag)) is not None and label.value]
    files: list[ParsedFile] = []
    explanation = text_in(element.child("generalfeedback"), "explanation", files)
    known: dict[str, Any] = {"stem": text_in(element.child("questiontext"), "stem", files) or Text("", TextFormat.HTML)}
    known |= known_parts(element, kind, files)
    named = {label.said for label in labels}
    said = in_order([*known.pop("labels", ()), *((label.name, label.value or "") for label in labels)])
    question = ParsedQuestion(
        title=clean(words_in(element.child("name"))) or None,
        explanation=explanation,
        category=category,
        section=sections[-1] if sections else None,
        id=one_line(element_text(element.child("idnumber"))) or None,
        tags=tuple(tag for tag in tags if tag and not tag.startswith(SECTION_TAG) and tag not in named),
        files=tuple(files),
        labels=without(said, "type"),
        line=element.line,
        source=source,
        **known,
    )
    if value_of(said, "type") == QuestionKind.MARKING:
        question = _to_mark(question, element)
    return question, [*_about_files(question), *_about_parts(element)]


def _to_mark(question: ParsedQuestion, element: Element) -> ParsedQuestion:
    """The answers are pieces of a text; some of them only stand there."""
    fixed = [answer.attributes.get("fixed") == "true" for answer in element.all("answer")]
    pieces = (replace(option, fixed=stands) for option, stands in zip(question.options, fixed, strict=True))
    return replace(question, kind=QuestionKind.MARKING, options=tuple(pieces))


def _tags(element: Element) -> list[Element]:
    holder = element.child("tags")
    return holder.all("tag") if holder else []


def _about_files(question: ParsedQuestion) -> list[Complaint]:
    held, complaints = {file.name for file in question.files}, []
    for file in question.files:
        data = bytes_of(file)
        if data is None:
            complaints.append(_about("The picture %(name)s is damaged.", file.name))
        elif not looks_like_a_picture(data):
            complaints.append(_about("The file %(name)s is no picture that can be shown.", file.name))
    missing = sorted(names_shown(question) - held)
    return [*complaints, *(_about("The picture %(name)s is not in the file.", name) for name in missing)]


def _about(what: str, name: str) -> Complaint:
    return Complaint(what, "Put it into the question again.", {"name": shortened(name)})


def _about_parts(element: Element) -> list[Complaint]:
    left = sorted({child.name for child in element.children if _says_something(child)})
    if not left:
        return []
    what = "These parts of the question are kept in its source only: %(parts)s."
    return [Complaint(what, "Nothing has to be done unless you need them.", {"parts": ", ".join(left)})]


def _says_something(child: Element) -> bool:
    if child.name not in _UNPLACED:
        return False
    said = words_in(child)
    try:
        return Decimal(said) != Decimal(_UNPLACED[child.name] or "NaN")
    except InvalidOperation:
        return said != _UNPLACED[child.name]

"""Reading one QTI item (2.0 to 2.2, and what 3.0 spells alike); what has no type here is kept as a draft.

The format is "Question and Test Interoperability" by 1EdTech (IMS). Tests, packages and results hold no question of
their own and are refused by name.
"""

import re

from learnhub.quizzes.rules.drafts import Collected, Complaint
from learnhub.quizzes.rules.moodle_xml import refused_file
from learnhub.quizzes.rules.parsed import ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.qti_types import read_body
from learnhub.quizzes.rules.questions import Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, XmlError, read_xml, source_of

_NOT_ITEMS = {
    "assessmentTest": "This is a test, not a question: it only names its items.",
    "assessmentSection": "This is a section of a test, not a question: it only names its items.",
    "assessmentResult": "These are results of people, not questions.",
    "manifest": "This is the table of contents of a package, not a question.",
    "responseProcessing": "This is a rule for marking, not a question.",
}
_NOT_ITEMS_ADVICE = "Choose the files of the items themselves."
_WORD_START = re.compile(r"-([a-z])")


def parse_qti(text: str, *, file: str = "") -> ParsedQuiz:
    """Read one item; the file is refused as a whole where it is broken or holds none."""
    try:
        root, data = read_xml(text)
    except XmlError as broken:
        return refused_file(file, broken)
    name = _name(root)
    _spell_as_in_2(root)
    found = Collected(file)
    if name != "assessmentItem":
        what = _NOT_ITEMS.get(name, "This XML is no question file.")
        found.refuse(Complaint(what, _NOT_ITEMS_ADVICE), root.line)
        return found.quiz()
    question, type_name = _item(root, source_of(root, data))
    found.keep(question, type_name=type_name)
    if question in found.questions and question.usable:
        for told in _worth_knowing(root):
            found.note(told, root.line)
    return found.quiz()


def _worth_knowing(root: Element) -> list[Complaint]:
    complaints = []
    rule = root.child("responseProcessing")
    if rule is not None and rule.children:
        what = "The question brings its own rule for marking, which is not read: the key decides."
        complaints.append(Complaint(what, "Check what each answer is worth."))
    if root.child("modalFeedback"):
        what = "These parts of the question are kept in its source only: %(parts)s."
        advice = "Nothing has to be done unless you need them."
        complaints.append(Complaint(what, advice, {"parts": "modalFeedback"}))
    pictures = [_address(each) for each in root.walk() if each.name in ("img", "object") and _address(each)]
    if pictures:
        what = "The question shows files that lie beside it: %(names)s."
        params = {"names": ", ".join(dict.fromkeys(pictures))}
        complaints.append(Complaint(what, "Take them along when you move the question.", params))
    return complaints


def _name(element: Element) -> str:
    """`qti-simple-choice` of QTI 3 and `simpleChoice` of QTI 2 are the same."""
    name = element.name
    if not name.startswith("qti-"):
        return name
    return _camel(name.removeprefix("qti-"))


def _camel(name: str) -> str:
    return _WORD_START.sub(lambda match: match.group(1).upper(), name)


def _spell_as_in_2(root: Element) -> None:
    for element in root.walk():
        if element.name.startswith("qti-"):
            element.tag = _name(element)
            element.attributes = {_camel(name): value for name, value in element.attributes.items()}


def _item(root: Element, source: str) -> tuple[ParsedQuestion, str]:
    read = read_body(root)
    question = ParsedQuestion(
        kind=read.kind,
        stem=Text(read.stem, TextFormat.HTML),
        title=" ".join(root.attributes.get("title", "").split()) or None,
        id=" ".join(root.attributes.get("identifier", "").split()) or None,
        line=root.line,
        source=source,
        options=read.options,
        parts=read.parts,
    )
    names = (each.name for each in root.walk() if each.name.endswith("Interaction"))
    return question, ", ".join(dict.fromkeys(names)) or "–"


def _address(element: Element) -> str:
    return element.attributes.get("src") or element.attributes.get("data", "")

"""The pieces that every question of a Moodle XML file is made of: texts with their files, weights, answers."""

import re
from decimal import Decimal

from learnhub.quizzes.rules.drafts import Complaint, shortened
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedOption
from learnhub.quizzes.rules.questions import Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element, inner_html

_STEP = Decimal("0.00001")
_FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFEFF))
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?")


class Unreadable(Exception):
    """One question cannot be understood."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.what)
        self.complaint = complaint


def option_in(answer: Element, number: int, files: list[ParsedFile]) -> ParsedOption:
    text = text_in(answer, f"option {number}", files) or Text("", format_in(answer))
    return ParsedOption(text, weight_of(answer), text_in(answer.child("feedback"), f"feedback {number}", files))


def weight_of(answer: Element) -> Decimal:
    written = answer.attributes.get("fraction", "0").strip()
    weight = Decimal(written) if _NUMBER.fullmatch(written) else None
    if weight is None:
        what = "The weight “%(weight)s” is not a number."
        advice = "Write it in half width with a point."
        raise Unreadable(Complaint(what, advice, {"weight": shortened(written)}))
    return weight.quantize(_STEP).normalize() + 0


def text_in(holder: Element | None, place: str, files: list[ParsedFile]) -> Text | None:
    """The text that an element holds, None where it is empty; its files are added to `files`."""
    if holder is None:
        return None
    for file in holder.all("file"):
        name, path = file.attributes.get("name", ""), file.attributes.get("path", "/")
        files.append(ParsedFile(name, place, "".join(file.text.split()), path))
    content = clean(words_in(holder))
    return Text(content, format_in(holder)) if content else None


def format_in(holder: Element) -> TextFormat:
    return _FORMATS.get(holder.attributes.get("format", "").lower(), TextFormat.MOODLE)


def words_in(holder: Element | None) -> str:
    """What stands in the `text` of an element; old files put it into the element itself, or write HTML as elements."""
    inner = holder and (holder.child("text") or holder)
    if not inner:
        return ""
    return (inner_html(inner) if inner.children else inner.text).strip()


def element_text(element: Element | None) -> str:
    return element.text.strip() if element else ""


def clean(text: str) -> str:
    return text.translate(_UNWANTED).strip()


def one_line(text: str) -> str:
    return " ".join(clean(text).split())

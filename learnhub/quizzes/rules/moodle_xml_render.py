"""Writing questions as Moodle XML, so that Moodle and our own reader get the same questions back."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from learnhub.quizzes.rules.moodle_xml import SECTION_TAG
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

_FORMATS = {
    TextFormat.HTML: "html",
    TextFormat.MOODLE: "moodle_auto_format",
    TextFormat.PLAIN: "plain_text",
    TextFormat.MARKDOWN: "markdown",
}
# What XML 1.0 cannot hold at all (section 2.2).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_moodle_xml(questions: Iterable[ParsedQuestion]) -> str:
    """A whole file; each category is named once where it begins.

    A question of a type that comes later stands there as its source, which must be Moodle XML; see `as_comment`.
    """
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category: str | None = None
    for question in questions:
        if question.category != category:
            category = question.category
            named = _leaf("text", category or "")
            parts.append(f'<question type="category"><category>{named}</category></question>')
        parts.append("\n".join(_question(question)) if question.usable else question.source)
    return "\n".join([*parts, "</quiz>"]) + "\n"


def as_comment(source: str) -> str:
    """The source of something that Moodle XML cannot hold, as a comment."""
    return "<!--\n" + _FORBIDDEN.sub("", source).replace("--", "- -").rstrip("-") + "\n-->"


def _question(question: ParsedQuestion) -> Iterator[str]:
    truth = question.kind is QuestionKind.TRUE_FALSE
    yield f'<question type="{"truefalse" if truth else "multichoice"}">'
    yield f"<name>{_leaf('text', question.title or '')}</name>"
    yield _holder("questiontext", question.text, question.files, "stem")
    yield _holder("generalfeedback", question.explanation, question.files, "explanation")
    if question.id:
        yield _leaf("idnumber", question.id)
    yield from _true_false(question) if truth else _choices(question)
    tags = [*((SECTION_TAG + question.section,) if question.section else ()), *question.tags]
    if tags:
        yield "<tags>" + "".join(f"<tag>{_leaf('text', tag)}</tag>" for tag in tags) + "</tags>"
    yield "</question>"


def _choices(question: ParsedQuestion) -> Iterator[str]:
    yield f"<single>{'false' if question.kind is QuestionKind.MULTIPLE_CHOICE else 'true'}</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    for number, option in enumerate(question.options, start=1):
        feedback = _holder("feedback", option.feedback, question.files, f"feedback {number}")
        inner = _inner(option.text, question.files, f"option {number}")
        yield f'<answer fraction="{option.weight:f}" format="{_FORMATS[option.text.format]}">{inner}{feedback}</answer>'


def _true_false(question: ParsedQuestion) -> Iterator[str]:
    for said in (True, False):
        right = said is question.truth
        text, place = (question.right_feedback, "right") if right else (question.wrong_feedback, "wrong")
        feedback = _holder("feedback", text, question.files, place)
        weight = WHOLE if right else 0
        words = "true" if said else "false"
        yield f'<answer fraction="{weight}" format="moodle_auto_format"><text>{words}</text>{feedback}</answer>'


def _holder(tag: str, text: Text | None, files: Iterable[ParsedFile], place: str) -> str:
    form = _FORMATS[text.format if text else TextFormat.HTML]
    return f'<{tag} format="{form}">{_inner(text, files, place)}</{tag}>'


def _inner(text: Text | None, files: Iterable[ParsedFile], place: str) -> str:
    held = "".join(
        f'<file name="{escape(file.name)}" path="{escape(file.path)}" encoding="base64">{escape(file.base64)}</file>'
        for file in files
        if file.place == place
    )
    return _leaf("text", text.content if text else "") + held


def _leaf(tag: str, content: str) -> str:
    # A carriage return would come back as a line feed unless it is written as a number.
    said = escape(_FORBIDDEN.sub("", content), quote=False).replace("\r", "&#13;")
    return f"<{tag}>{said}</{tag}>"

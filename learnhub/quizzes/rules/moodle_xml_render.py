"""Writing questions as Moodle XML, so that Moodle and our own reader get the same questions back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from learnhub.quizzes.rules.labels import ALL_OR_NOTHING, PART, TEXT, units_of, value_of
from learnhub.quizzes.rules.moodle_gaps import with_written_gaps
from learnhub.quizzes.rules.moodle_xml import SECTION_TAG
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion, takes_several
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


def _question(question: ParsedQuestion, *labels: tuple[str, str]) -> Iterator[str]:
    kind = QuestionKind(str(question.kind))
    if kind is QuestionKind.CLOZE:
        question = replace(question, stem=Text(with_written_gaps(question), question.stem.format))
    yield f'<question type="{_TYPES[kind]}">'
    yield f"<name>{_leaf('text', question.title or '')}</name>"
    yield _holder("questiontext", question.text, question.files, "stem")
    yield _holder("generalfeedback", question.explanation, question.files, "explanation")
    if question.id:
        yield _leaf("idnumber", question.id)
    yield from _ANSWERS[kind](question)
    named = (("type", "marking"),) if kind is QuestionKind.MARKING else ()
    material = (("material", TEXT),) if kind is QuestionKind.MATERIAL else ()
    said = [f"{name}: {value}" for name, value in (*named, *material, *labels, *question.labels)]
    tags = [*((SECTION_TAG + question.section,) if question.section else ()), *said, *question.tags]
    if tags:
        yield "<tags>" + "".join(f"<tag>{_leaf('text', tag)}</tag>" for tag in tags) + "</tags>"
    yield "</question>"
    if kind is QuestionKind.MATERIAL:
        for part in question.parts:
            yield from _question(part, ("material", PART))


def _choices(question: ParsedQuestion) -> Iterator[str]:
    marking = question.kind is QuestionKind.MARKING
    several = takes_several(question.options) if marking else question.kind is QuestionKind.MULTIPLE_CHOICE
    yield f"<single>{'false' if several else 'true'}</single>"
    yield f"<shuffleanswers>{'false' if marking else 'true'}</shuffleanswers>"
    yield from _accepted(question)


def _accepted(question: ParsedQuestion) -> Iterator[str]:
    if question.kind is QuestionKind.SHORT_ANSWER:
        yield _leaf("usecase", "1" if ("spelling", "exact") in question.labels else "0")
    for number, option in enumerate(question.options, start=1):
        feedback = _holder("feedback", option.feedback, question.files, f"feedback {number}")
        inner = _inner(option.text, question.files, f"option {number}")
        fixed = ' fixed="true"' if option.fixed else ""
        form = _FORMATS[option.text.format]
        yield f'<answer fraction="{option.weight:f}" format="{form}"{fixed}>{inner}{feedback}</answer>'


def _true_false(question: ParsedQuestion) -> Iterator[str]:
    for said in (True, False):
        right = said is question.truth
        text, place = (question.right_feedback, "right") if right else (question.wrong_feedback, "wrong")
        feedback = _holder("feedback", text, question.files, place)
        weight = WHOLE if right else 0
        words = "true" if said else "false"
        yield f'<answer fraction="{weight}" format="moodle_auto_format"><text>{words}</text>{feedback}</answer>'


def _numbers(question: ParsedQuestion) -> Iterator[str]:
    yield from _accepted(question)
    units, needed = units_of(question.labels)
    if units:
        written = "".join(
            f"<unit>{_leaf('multiplier', f'{(1 / unit.factor).normalize():f}')}{_leaf('unit_name', unit.name)}</unit>"
            for unit in units
        )
        yield f"<units>{written}</units>{_leaf('unitgradingtype', '1' if needed else '0')}"


def _pairs(question: ParsedQuestion) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for number, option in enumerate(question.options, start=1):
        inner = _inner(option.text, question.files, f"option {number}")
        feedback = _holder("feedback", option.feedback, question.files, f"feedback {number}") if option.feedback else ""
        partner = _leaf("text", option.match or "")
        form = _FORMATS[option.text.format]
        yield f'<subquestion format="{form}">{inner}<answer>{partner}</answer>{feedback}</subquestion>'


def _order(question: ParsedQuestion) -> Iterator[str]:
    scoring = value_of(question.labels, "scoring")
    yield _leaf("gradingtype", {ALL_OR_NOTHING: "-1", "neighbours": "1"}.get(scoring or "", "0"))
    for number, option in enumerate(question.options, start=1):
        inner = _inner(option.text, question.files, f"option {number}")
        yield f'<answer fraction="{number}" format="{_FORMATS[option.text.format]}">{inner}</answer>'


def _free(question: ParsedQuestion) -> Iterator[str]:
    yield _leaf("responseformat", "plain")
    guidance = value_of(question.labels, "guidance")
    if guidance:
        yield f'<graderinfo format="plain_text">{_leaf("text", guidance)}</graderinfo>'


def _nothing(_question: ParsedQuestion) -> Iterator[str]:
    return iter(())


_TYPES = {
    QuestionKind.SINGLE_CHOICE: "multichoice",
    QuestionKind.MULTIPLE_CHOICE: "multichoice",
    QuestionKind.MARKING: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.SHORT_ANSWER: "shortanswer",
    QuestionKind.NUMERICAL: "numerical",
    QuestionKind.MATCHING: "matching",
    QuestionKind.ORDERING: "ordering",
    QuestionKind.CLOZE: "cloze",
    QuestionKind.ESSAY: "essay",
    QuestionKind.MATERIAL: "description",
}
_ANSWERS: Mapping[QuestionKind, Callable[[ParsedQuestion], Iterator[str]]] = {
    QuestionKind.SINGLE_CHOICE: _choices,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.MARKING: _choices,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.SHORT_ANSWER: _accepted,
    QuestionKind.NUMERICAL: _numbers,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _order,
    QuestionKind.CLOZE: _nothing,
    QuestionKind.ESSAY: _free,
    QuestionKind.MATERIAL: _nothing,
}


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

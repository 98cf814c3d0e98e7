"""Writing questions as GIFT, so that reading them again gives the same questions."""

import re
from collections.abc import Iterable

from learnhub.quizzes.rules.gift_text import ESCAPABLE, cut_format, escape_label
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

# A colon alone is harmless and common in Chinese and in addresses; two of them would end a name.
_CONTROL = str.maketrans({sign: "\\" + sign for sign in ESCAPABLE if sign != ":"} | {"\n": "\\n"})
_LOOKS_LIKE_WEIGHT = re.compile(r"[%％]")


def render_gift(question: ParsedQuestion) -> str:
    """One question with everything that binds it (category, section, id, tags).

    A type that cannot be asked yet comes back as its source. Texts are expected as the parser leaves them: ends
    trimmed, no control characters, no carriage return.
    """
    category = f"$CATEGORY: {question.category}\n\n" if question.category else ""
    return category + _block(question) + "\n"


def render_gift_file(questions: Iterable[ParsedQuestion]) -> str:
    """Several questions, each category named once where it begins."""
    category: str | None = None
    parts: list[str] = []
    for question in questions:
        if question.category != category:
            category = question.category
            parts.append(f"$CATEGORY: {category or ''}".rstrip())
        # A kept source may name its own category, which would hold for what follows.
        if not question.usable:
            parts.append(_block(question))
            category = None if "$CATEGORY:" in question.source else category
            continue
        parts.append(_block(question))
    return "\n\n".join(parts) + "\n"


def _block(question: ParsedQuestion) -> str:
    if not question.usable:
        section = f"// section: {question.section}\n" if question.section else ""
        return section + question.source
    return "\n".join([*_comments(question), _name(question) + _body(question)])


def _comments(question: ParsedQuestion) -> list[str]:
    lines = [f"// section: {question.section}"] if question.section else []
    labels = [f"[id:{escape_label(question.id)}]"] if question.id else []
    labels += [f"[tag:{escape_label(tag)}]" for tag in question.tags]
    return [*lines, "// " + " ".join(labels)] if labels else lines


def _name(question: ParsedQuestion) -> str:
    return f"::{_escape(question.title).replace(':', chr(92) + ':')}::" if question.title else ""


def _body(question: ParsedQuestion) -> str:
    # The format is always named: it also keeps a text that begins like a comment or a name from being taken for one.
    return f"[{question.stem.format}]{_escape(question.stem.content)}{{{_answers(question)}}}{_escape(question.tail)}"


def _answers(question: ParsedQuestion) -> str:
    form = question.stem.format
    general = f"####{_text(question.explanation, form)}" if question.explanation else ""
    if question.kind is QuestionKind.TRUE_FALSE:
        return f"{'TRUE' if question.truth else 'FALSE'}{_truth_feedback(question, form)}{general}"
    single = question.kind is QuestionKind.SINGLE_CHOICE
    # One = is enough to take one answer; all of them would read as a short answer.
    first = next((option for option in question.options if single and option.weight == WHOLE), None)
    options = "".join("\n\t" + _option(option, form, equals=option is first) for option in question.options)
    return f"{options}\n\t{general}\n" if general else f"{options}\n"


def _truth_feedback(question: ParsedQuestion, form: TextFormat) -> str:
    wrong, right = question.wrong_feedback, question.right_feedback
    if right:
        return f"#{_text(wrong, form) if wrong else ''}#{_text(right, form)}"
    return f"#{_text(wrong, form)}" if wrong else ""


def _option(option: ParsedOption, form: TextFormat, *, equals: bool) -> str:
    text = _text(option.text, form)
    usual = equals or option.weight == 0
    weight = "" if usual and not _LOOKS_LIKE_WEIGHT.match(text) else f"%{option.weight:f}%"
    feedback = f"#{_text(option.feedback, form)}" if option.feedback else ""
    return f"{'=' if equals else '~'}{weight}{text}{feedback}"


def _text(text: Text, usual: TextFormat) -> str:
    written = _escape(text.content)
    must_name = text.format is not usual or cut_format(written, usual) != (written, usual)
    return f"[{text.format}]{written}" if must_name else written


def _escape(text: str) -> str:
    return text.translate(_CONTROL)

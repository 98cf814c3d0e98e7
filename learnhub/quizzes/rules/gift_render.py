"""Writing questions as GIFT, so that reading them again gives the same questions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from learnhub.quizzes.rules.drafts import GAP
from learnhub.quizzes.rules.gift_answers import ARROW, FIXED
from learnhub.quizzes.rules.gift_text import ESCAPABLE, cut_format, escape_label
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

# A colon alone is harmless and common in Chinese and in addresses; two of them would end a name.
_CONTROL = str.maketrans({sign: "\\" + sign for sign in ESCAPABLE if sign != ":"} | {"\n": "\\n"})
_LOOKS_LIKE_WEIGHT = re.compile(r"[%％]")


NAMED_TYPES = frozenset({QuestionKind.ORDERING, QuestionKind.CLOZE, QuestionKind.MARKING})
"""Types that look like another one, and are named."""


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
    lines = "\n".join([*_comments(question), _name(question) + _body(question)])
    if question.kind is not QuestionKind.MATERIAL:
        return lines
    parts = (f"// material: part\n{_block(part)}" for part in question.parts)
    return "\n\n".join([f"// material: text\n{lines}", *parts])


def _comments(question: ParsedQuestion) -> list[str]:
    lines = [f"// section: {question.section}"] if question.section else []
    labels = [f"[id:{escape_label(question.id)}]"] if question.id else []
    labels += [f"[tag:{escape_label(tag)}]" for tag in question.tags]
    if question.kind in NAMED_TYPES:
        lines.append(f"// type: {question.kind}")
    lines += [f"// {name}: {_label(value)}" for name, value in question.labels]
    return [*lines, "// " + " ".join(labels)] if labels else lines


def _label(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _name(question: ParsedQuestion) -> str:
    return f"::{_escape(question.title).replace(':', chr(92) + ':')}::" if question.title else ""


def _body(question: ParsedQuestion) -> str:
    # The format is always named: it also keeps a text that begins like a comment or a name from being taken for one.
    form = f"[{question.stem.format}]"
    if question.kind is QuestionKind.MATERIAL:
        said = f"{{####{_text(question.explanation, question.stem.format)}}}" if question.explanation else ""
        return form + _escape(question.stem.content) + said
    if question.kind is QuestionKind.CLOZE:
        return form + _with_gaps(question)
    return f"{form}{_escape(question.stem.content)}{{{_answers(question)}}}{_escape(question.tail)}"


def _with_gaps(question: ParsedQuestion) -> str:
    """Each gap in braces where its number stands; the explanation is told with the last one."""
    words = GAP.split(question.stem.content)[::2]
    said = _escape(words[0])
    for number, (part, behind) in enumerate(zip(question.parts, words[1:], strict=True), start=1):
        last = question.explanation if number == len(question.parts) else None
        inner = replace(part, stem=replace(part.stem, format=question.stem.format), explanation=last)
        said += f"{{{_answers(inner)}}}{_escape(behind)}"
    return said


def _answers(question: ParsedQuestion) -> str:
    form = question.stem.format
    general = f"####{_text(question.explanation, form)}" if question.explanation else ""
    if question.kind is QuestionKind.TRUE_FALSE:
        return f"{'TRUE' if question.truth else 'FALSE'}{_truth_feedback(question, form)}{general}"
    sign = "#" if question.kind is QuestionKind.NUMERICAL else ""
    options = "".join(f"\n\t{option}" for option in _OPTIONS[QuestionKind(str(question.kind))](question, form))
    return f"{sign}{options}\n\t{general}\n" if general else f"{sign}{options}\n"


def _choices(question: ParsedQuestion, form: TextFormat) -> Iterator[str]:
    single = question.kind is QuestionKind.SINGLE_CHOICE
    # One = is enough to take one answer; all of them would read as a short answer.
    first = next((option for option in question.options if single and option.weight == WHOLE), None)
    for option in question.options:
        yield _option(option, form, equals=option is first)


def _accepted(question: ParsedQuestion, form: TextFormat) -> Iterator[str]:
    for option in question.options:
        text = _text(option.text, form, arrows=question.kind is QuestionKind.SHORT_ANSWER)
        yield f"={_weight(option, text, WHOLE)}{text}{_feedback(option, form)}"


def _pieces(question: ParsedQuestion, form: TextFormat) -> Iterator[str]:
    for option in question.options:
        if option.fixed:
            yield f"~{FIXED}{_text(option.text, form)}"
        else:
            sign, usual = ("=", WHOLE) if option.weight == WHOLE else ("~", 0)
            text = _text(option.text, form)
            yield f"{sign}{_weight(option, text, usual)}{text}{_feedback(option, form)}"


def _pairs(question: ParsedQuestion, form: TextFormat) -> Iterator[str]:
    for option in question.options:
        left = _text(option.text, form, arrows=True) if option.text.content or option.text.format is not form else ""
        right = _text(Text(option.match or "", TextFormat.PLAIN), TextFormat.PLAIN, arrows=True)
        weight = "" if not _LOOKS_LIKE_WEIGHT.match(left) else "%100%"
        yield f"={weight}{left} {ARROW} {right}{_feedback(option, form)}"


def _nothing(_question: ParsedQuestion, _form: TextFormat) -> Iterator[str]:
    return iter(())


_OPTIONS: Mapping[QuestionKind, Callable[[ParsedQuestion, TextFormat], Iterator[str]]] = {
    QuestionKind.SINGLE_CHOICE: _choices,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.SHORT_ANSWER: _accepted,
    QuestionKind.NUMERICAL: _accepted,
    QuestionKind.ORDERING: _accepted,
    QuestionKind.MARKING: _pieces,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ESSAY: _nothing,
}


def _truth_feedback(question: ParsedQuestion, form: TextFormat) -> str:
    wrong, right = question.wrong_feedback, question.right_feedback
    if right:
        return f"#{_text(wrong, form) if wrong else ''}#{_text(right, form)}"
    return f"#{_text(wrong, form)}" if wrong else ""


def _option(option: ParsedOption, form: TextFormat, *, equals: bool) -> str:
    text = _text(option.text, form)
    weight = _weight(option, text, option.weight if equals else 0)
    return f"{'=' if equals else '~'}{weight}{text}{_feedback(option, form)}"


def _weight(option: ParsedOption, text: str, usual: Decimal | int) -> str:
    return "" if option.weight == usual and not _LOOKS_LIKE_WEIGHT.match(text) else f"%{option.weight:f}%"


def _feedback(option: ParsedOption, form: TextFormat) -> str:
    return f"#{_text(option.feedback, form)}" if option.feedback else ""


def _text(text: Text, usual: TextFormat, *, arrows: bool = False) -> str:
    written = _escape(text.content)
    written = written.replace(ARROW, "\\" + ARROW) if arrows else written
    must_name = text.format is not usual or cut_format(written, usual) != (written, usual)
    return f"[{text.format}]{written}" if must_name else written


def _escape(text: str) -> str:
    return text.translate(_CONTROL)

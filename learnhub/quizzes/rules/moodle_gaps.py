r"""Texts with gaps in Moodle XML: `[[1]]` with options in groups, and `{1:SHORTANSWER:=Bonn~%50%Berlin}` in the text.

The second is described in Moodle's documentation ("Embedded answers (Cloze)"); it is also what we write.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from html import escape, unescape
from typing import Any

from learnhub.quizzes.rules.drafts import GAP, about_size
from learnhub.quizzes.rules.figures import number_of
from learnhub.quizzes.rules.labels import points_of
from learnhub.quizzes.rules.moodle_parts import Unreadable, clean, element_text, text_in, words_in
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat
from learnhub.quizzes.rules.xml_tree import Element

_GAP = re.compile(r"\{([0-9]{0,4}(?:\.[0-9]{1,2})?):([A-Z_]{2,20}):((?:\\.|[^}\\])*)\}", re.DOTALL)
_CUT = re.compile(r"\\.|~", re.DOTALL)
_WEIGHT = re.compile(r"%([+-]?[0-9]{1,3}(?:\.[0-9]{1,10})?)%")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_KINDS = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), QuestionKind.SHORT_ANSWER),
    **dict.fromkeys(("NUMERICAL", "NM"), QuestionKind.NUMERICAL),
    **dict.fromkeys(
        (
            "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH",
            "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS",
        ),
        QuestionKind.SINGLE_CHOICE,
    ),
}  # fmt: skip
_EXACT = {"SHORTANSWER_C", "SAC", "MWC"}
_NAMES = {
    QuestionKind.SHORT_ANSWER: "SHORTANSWER",
    QuestionKind.NUMERICAL: "NUMERICAL",
    QuestionKind.SINGLE_CHOICE: "MULTICHOICE",
}


def numbered_gaps(element: Element, files: list[ParsedFile]) -> dict[str, Any]:
    """Each `[[n]]` takes the n-th option and offers all of its group; the gaps are numbered as they stand."""
    boxes = element.all("selectoption") or element.all("dragbox")
    words = [clean(words_in(box)) for box in boxes]
    groups = [element_text(box.child("group")) for box in boxes]
    offered: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group, said in zip(groups, words, strict=True):
        offered[group][said] = None
    parts: list[ParsedQuestion] = []
    choices = 0

    def number(match: re.Match[str]) -> str:
        nonlocal choices
        right = int(match.group(1)) - 1
        if not 0 <= right < len(boxes):
            return match.group()
        choices += len(offered[groups[right]])
        if wrong := about_size(choices):
            raise Unreadable(wrong)
        parts.append(
            ParsedQuestion(
                QuestionKind.SINGLE_CHOICE,
                Text(""),
                options=tuple(
                    ParsedOption(Text(said, TextFormat.HTML), WHOLE if said == words[right] else Decimal(0))
                    for said in offered[groups[right]]
                ),
            )
        )
        return f"[[{len(parts)}]]"

    # The files of the text are already known to the question; a second reading must not name them twice.
    stem = text_in(element.child("questiontext"), "stem", []) or Text("", TextFormat.HTML)
    return {"stem": Text(GAP.sub(number, stem.content), stem.format), "parts": tuple(parts)}


def written_gaps(element: Element) -> dict[str, Any] | None:
    """The gaps that stand in the text itself; None where one is of a type that no gap has."""
    stem = text_in(element.child("questiontext"), "stem", []) or Text("", TextFormat.HTML)
    found = list(_GAP.finditer(stem.content))
    if any(match.group(2) not in _KINDS for match in found):
        return None
    said, end = "", 0
    parts, points = [], []
    for number, match in enumerate(found, start=1):
        said += f"{stem.content[end : match.start()]}[[{number}]]"
        end = match.end()
        parts.append(_part(match.group(2), match.group(3), stem.format))
        points.append(number_of(match.group(1)) or Decimal(1))
    worth = "; ".join(f"{each.normalize():f}" for each in points)
    labels = () if set(points) <= {1} else (("points", worth),)
    return {"stem": Text(said + stem.content[end:], stem.format), "parts": tuple(parts), "labels": labels}


def _part(name: str, body: str, form: TextFormat) -> ParsedQuestion:
    kind = _KINDS[name]
    words = kind is not QuestionKind.SINGLE_CHOICE and form is TextFormat.HTML
    options = tuple(_option(raw, form, words=words) for raw in _cut(body) if raw.strip())
    labels = (("spelling", "exact"),) if name in _EXACT else ()
    return ParsedQuestion(kind, Text(""), options=options, labels=labels)


def _cut(body: str) -> Iterator[str]:
    begin = 0
    for match in _CUT.finditer(body):
        if match.group() == "~":
            yield body[begin : match.start()]
            begin = match.end()
    yield body[begin:]


def _option(raw: str, form: TextFormat, *, words: bool) -> ParsedOption:
    said = raw.lstrip()
    weight = Decimal(0)
    if said.startswith("="):
        weight, said = WHOLE, said[1:]
    elif match := _WEIGHT.match(said):
        weight, said = Decimal(match.group(1)), said[match.end() :]
    text, _, feedback = _at_hash(said)
    plain = unescape(_plain(text)) if words else _plain(text)
    told = _plain(feedback)
    return ParsedOption(Text(plain, form), weight, Text(told, form) if told else None)


def _at_hash(said: str) -> tuple[str, str, str]:
    for match in re.finditer(r"\\.|#", said, re.DOTALL):
        if match.group() == "#":
            return said[: match.start()], "#", said[match.end() :]
    return said, "", ""


def _plain(raw: str) -> str:
    return _ESCAPE.sub(r"\1", raw).strip()


def with_written_gaps(question: ParsedQuestion) -> str:
    """The text of a question with its gaps as `written_gaps` reads them."""
    form = question.stem.format
    points = points_of(question.labels, len(question.parts))
    words = GAP.split(question.stem.content)[::2]
    said = words[0]
    for part, worth, behind in zip(question.parts, points, words[1:], strict=True):
        exact = "_C" if ("spelling", "exact") in part.labels else ""
        html = part.kind is not QuestionKind.SINGLE_CHOICE and form is TextFormat.HTML
        options = "~".join(_written(option, html=html) for option in part.options)
        said += f"{{{worth.normalize():f}:{_NAMES[QuestionKind(str(part.kind))]}{exact}:{options}}}{behind}"
    return said


def _written(option: ParsedOption, *, html: bool) -> str:
    sign = "=" if option.weight == WHOLE else "" if option.weight == 0 else f"%{option.weight:f}%"
    text = escape(option.text.content, quote=False) if html else option.text.content
    feedback = f"#{_escaped(option.feedback.content)}" if option.feedback else ""
    # Without a sign a text that begins like one would be taken for it.
    return f"{sign or '%0%'}{_escaped(text)}{feedback}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\~#{}=%])", r"\\\1", text)

"""Answers as a page shows them, type by type: what can be chosen or typed, what was, and afterwards what was right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from learnhub.quizzes.queries.chinese import simplified
from learnhub.quizzes.rules.answers import read_answer
from learnhub.quizzes.rules.drafts import GAP
from learnhub.quizzes.rules.grading import Mark, accepted_by, grade_answer, places_right
from learnhub.quizzes.rules.review import ReviewOptions
from learnhub.quizzes.rules.shapes import (
    WHOLE,
    Answer,
    ChoiceQuestion,
    ClozeQuestion,
    Criterion,
    EssayQuestion,
    MarkingQuestion,
    MatchingQuestion,
    MaterialQuestion,
    NumericalQuestion,
    OrderingQuestion,
    OrderScoring,
    Question,
    QuestionKind,
    ShortAnswerQuestion,
    TrueFalseQuestion,
)
from learnhub.quizzes.rules.showing import TRUTHS

_CHINESE = "\u2e80"
"""From here on characters are written without spaces between words."""

_PATTERN = re.compile(r"(?<!\\)\*")

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option as an attempt shows it; `right` and `wrong` only as far as the key or the judgement may be seen.

    A piece of a text to mark that only stands there has no value; `space` parts a piece from the one before.
    """

    value: str
    letter: str
    html: str
    chosen: bool
    right: bool
    feedback: str
    wrong: bool = False
    space: bool = False


def verdict_of(show: ReviewOptions, *, chosen: bool, keyed: bool) -> dict[str, bool]:
    """What is said of an option: of one that was chosen whether that was right, of others only with the key."""
    return {
        "chosen": chosen,
        "right": keyed and (show.key or (show.marks and chosen)),
        "wrong": chosen and not keyed and (show.key or show.marks),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """A pair to be found, or a thing to be put on its place; `key` is what was right."""

    value: str
    html: str
    given: str = ""
    right: bool | None = None
    key: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The answer to a question, or to a part of one. `name` is the name of its fields in the form.

    `typed` and `unit` are for words and numbers, `rows` for pairs and orders, `partners` for what can be matched,
    `text` for what stands between the gaps, each with the part behind it; `key` are the words or figures accepted.
    """

    kind: QuestionKind
    name: str
    value: str = ""
    stem: str = ""
    several: bool = False
    options: Sequence[OptionLine] = ()
    typed: str = ""
    unit: str = ""
    longest: int = 0
    rows: Sequence[Row] = ()
    partners: Sequence[tuple[str, str]] = ()
    text: Sequence[tuple[str, "View | None"]] = ()
    parts: Sequence["View"] = ()
    given: bool = False
    right: bool | None = None
    fraction: int = 0
    key: Sequence[str] = ()
    feedback: str = ""
    explanation: str = ""
    scoring: str = ""
    rubric: Sequence[Criterion] = field(default_factory=tuple)
    least: int = 0
    most: int = 0
    remarks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a view is made of: the question as asked and by the key that holds, its texts, and what may be shown."""

    asked: Question
    keyed: Question
    answer: Answer
    rendered: Mapping[str, Any]
    order: Sequence[str]
    show: ReviewOptions
    name: str
    prefix: str = ""
    value: str = ""

    def html(self, place: str) -> str:
        return str(self.rendered.get(f"{self.prefix}{place}", ""))

    def feedback(self, key: str) -> str:
        return self.html(f"feedback {key}") if self.show.explanations else ""

    @property
    def mark(self) -> Mark:
        return grade_answer(self.keyed, self.answer, simplify=simplified)

    def inside(self, at: int) -> "_Seen":
        """The same for one part."""
        asked, keyed = self.asked, self.keyed
        if not isinstance(asked, ClozeQuestion | MaterialQuestion) or not isinstance(keyed, type(asked)):
            raise TypeError("only gaps and materials have parts")
        part = asked.parts[at]
        given = self.answer.get(part.key) if isinstance(self.answer, Mapping) else None
        cut = f"{part.key}/"
        return _Seen(
            part.question, keyed.parts[at].question, given, self.rendered,
            [key.removeprefix(cut) for key in self.order if key.startswith(cut)], self.show,
            f"{self.name}.{part.key}", f"{self.prefix}{cut}", part.key,
        )  # fmt: skip


def view_of(
    asked: Question, value: Any, *, rendered: Mapping[str, Any], order: Sequence[str], position: int,
    show: ReviewOptions, keyed: Question | None = None,
) -> View:  # fmt: skip
    """The answer at one place of an attempt; `keyed` is the question by the key that holds, where that changed."""
    answer = read_answer(asked, value)
    return _view(_Seen(asked, keyed or asked, answer, rendered, order, show, f"q-{position}"))


def _view(seen: _Seen) -> View:
    own = _OWN[type(seen.asked)](seen)
    judged: dict[str, Any] = {}
    if seen.show.marks:
        mark = seen.mark
        judged = {
            "right": None if mark.pending else mark.right,
            "fraction": round(mark.fraction * 100) if seen.show.score else 0,
        }
    return View(
        kind=seen.asked.kind, name=seen.name, value=seen.value, given=seen.answer is not None,
        stem=seen.html("stem") if seen.value else "",
        explanation=seen.html("explanation") if seen.value and seen.show.explanations else "",
        **judged, **own,
    )  # fmt: skip


def _choice(seen: _Seen) -> dict[str, Any]:
    asked, keyed = seen.asked, seen.keyed
    chosen: Any = seen.answer
    if isinstance(asked, TrueFalseQuestion):
        key = {str(keyed.truth).lower()} if isinstance(keyed, TrueFalseQuestion) else set()
        chosen = set() if seen.answer is None else {str(seen.answer).lower()}
        order: Sequence[str] = seen.order or TRUTHS
    else:
        key = set(keyed.key) if isinstance(keyed, ChoiceQuestion) else set()
        order = seen.order or ([choice.key for choice in asked.choices] if isinstance(asked, ChoiceQuestion) else [])
    options = [
        OptionLine(
            value=value, letter=letter(place), html=seen.html(f"option {value}"), feedback=seen.feedback(value),
            **verdict_of(seen.show, chosen=value in (chosen or ()), keyed=value in key),
        )
        for place, value in enumerate(order)
    ]  # fmt: skip
    whole = isinstance(asked, ChoiceQuestion) and asked.whole
    return {
        "options": options,
        "several": isinstance(asked, ChoiceQuestion) and asked.multiple,
        "scoring": str(OrderScoring.WHOLE) if whole else "",
    }


def letter(place: int) -> str:
    """A, B, C …; figures where there are more."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _marking(seen: _Seen) -> dict[str, Any]:
    asked, keyed = cast(MarkingQuestion, seen.asked), seen.keyed
    key = keyed.key if isinstance(keyed, MarkingQuestion) else frozenset()
    chosen = seen.answer if isinstance(seen.answer, frozenset) else frozenset()
    options, before, number = [], "", 0
    for place, piece in enumerate(asked.pieces, start=1):
        number += bool(piece.key)
        place_name = f"option {piece.key}" if piece.key else f"piece {place}"
        options.append(
            OptionLine(
                value=piece.key,
                letter=str(number) if piece.key else "",
                html=seen.html(place_name),
                feedback=seen.feedback(piece.key),
                space=_apart(before, piece.text.content),
                **verdict_of(
                    seen.show,
                    chosen=bool(piece.key) and piece.key in chosen,
                    keyed=bool(piece.key) and piece.key in key,
                ),
            )
        )
        before = piece.text.content
    return {"options": options, "several": asked.multiple}


def _apart(before: str, text: str) -> bool:
    """Whether a space belongs between two pieces: none beside Chinese, and none before a mark."""
    latin = bool(before) and before[-1] < _CHINESE and text[:1] < _CHINESE
    return latin and (text[:1].isalnum() or text[:1] in "“‘(\"'")


def _words(seen: _Seen) -> dict[str, Any]:
    asked, keyed = seen.asked, seen.keyed
    typed = seen.answer if isinstance(seen.answer, str) else ""
    if isinstance(keyed, NumericalQuestion):
        accepted, units = keyed.figures, keyed.units
    else:
        accepted, units = (keyed.accepted if isinstance(keyed, ShortAnswerQuestion) else ()), ()
    found = (
        accepted_by(keyed, typed, simplify=simplified)
        if typed and isinstance(keyed, ShortAnswerQuestion | NumericalQuestion)
        else None
    )
    needed = isinstance(asked, NumericalQuestion) and asked.unit_needed
    return {
        "typed": typed,
        "unit": units[0].name if units and not needed else "",
        "longest": max((len(each.text.content) for each in accepted), default=0),
        "key": _accepted([each.text.content for each in accepted if each.weight == WHOLE]) if seen.show.key else (),
        "feedback": seen.feedback(found.key) if found else "",
    }


def _accepted(said: list[str]) -> list[str]:
    """What is accepted, in words: patterns stand for spellings, shown only if there is nothing else."""
    plain = [each for each in said if not _PATTERN.search(each)]
    return [_shown(each) for each in plain] or [_PATTERN.sub("…", each) for each in said]


def _shown(said: str) -> str:
    """`12:0.5` as 12 ± 0.5, `11..13` as 11–13."""
    middle, colon, width = said.partition(":")
    if colon and width.strip().replace(".", "").isdigit() and middle.strip(" +-").replace(".", "").isdigit():
        return f"{middle.strip()} ± {width.strip()}" if width.strip(" 0.") else middle.strip()
    return said.replace("..", "–") if ".." in said and said[:1].isdigit() else said.replace("\\*", "*")


def _pairs(seen: _Seen) -> dict[str, Any]:
    asked, keyed = cast(MatchingQuestion, seen.asked), seen.keyed
    names = {partner.key: partner.text.content for partner in asked.partners}
    right = {pair.key: pair.partner for pair in keyed.pairs} if isinstance(keyed, MatchingQuestion) else {}
    given: Mapping[str, Any] = seen.answer if isinstance(seen.answer, Mapping) else {}
    rows = [
        Row(
            value=pair.key, html=seen.html(f"option {pair.key}"), given=str(given.get(pair.key) or ""),
            right=given.get(pair.key) == right.get(pair.key) if seen.show.marks else None,
            key=names.get(right.get(pair.key, ""), "") if seen.show.key else "", feedback=seen.feedback(pair.key),
        )
        for pair in asked.pairs
    ]  # fmt: skip
    order = seen.order or list(names)
    return {"rows": rows, "partners": [(key, names[key]) for key in order if key in names]}


def _order(seen: _Seen) -> dict[str, Any]:
    asked = cast(OrderingQuestion, seen.asked)
    right = [item.key for item in asked.items]
    given = list(seen.answer) if isinstance(seen.answer, tuple) else []
    judged = places_right(asked, given) if given and seen.show.marks else {}
    rows = [
        Row(
            value=key, html=seen.html(f"option {key}"), given=str(place), right=judged.get(key),
            key=str(right.index(key) + 1) if seen.show.key else "",
        )
        for place, key in enumerate(given or seen.order or right, start=1)
    ]  # fmt: skip
    return {"rows": rows, "scoring": str(asked.scoring)}


def _gaps(seen: _Seen) -> dict[str, Any]:
    asked = cast(ClozeQuestion, seen.asked)
    parts = [_view(seen.inside(at)) for at in range(len(asked.parts))]
    pieces = GAP.split(seen.html("stem"))
    gaps = {part.value: part for part in parts}
    behind = [*(gaps.get(number) for number in pieces[1::2]), None]
    return {"parts": parts, "text": list(zip(pieces[::2], behind, strict=True))}


def _material(seen: _Seen) -> dict[str, Any]:
    asked = cast(MaterialQuestion, seen.asked)
    return {"parts": [_view(seen.inside(at)) for at in range(len(asked.parts))]}


def _essay(seen: _Seen) -> dict[str, Any]:
    asked = cast(EssayQuestion, seen.asked)
    typed = seen.answer if isinstance(seen.answer, str) else ""
    return {"typed": typed, "rubric": asked.rubric, "least": asked.least, "most": asked.most}


_OWN: dict[type[Any], Any] = {
    ChoiceQuestion: _choice,
    TrueFalseQuestion: _choice,
    ShortAnswerQuestion: _words,
    NumericalQuestion: _words,
    MatchingQuestion: _pairs,
    OrderingQuestion: _order,
    MarkingQuestion: _marking,
    ClozeQuestion: _gaps,
    MaterialQuestion: _material,
    EssayQuestion: _essay,
}

"""Reading what stands between the braces of a GIFT question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from learnhub.quizzes.rules.drafts import ROUNDING
from learnhub.quizzes.rules.gift_text import find, read_text
from learnhub.quizzes.rules.parsed import ParsedOption
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

_NONE = Decimal(0)
_MARK = re.compile(r"\\.|[=~]", re.DOTALL)
_WEIGHT = re.compile(r"\s*%([+-]?[0-9]{1,3}(?:\.[0-9]{1,10})?)%")
_NO_WEIGHT = re.compile(r"\s*[%％]([^%％\s]{0,12}[0-9０-９][^%％\s]{0,12})[%％]")
ARROW = "->"
"""Between the halves of a pair; `\\->` is an arrow of the text."""

_TEXT_ARROW = re.compile(r"\\(-(?=>))|\\.", re.DOTALL)
FIXED = "%text%"
"""In a text to mark: before a piece that cannot be chosen."""

_TRUTH = {"t": True, "true": True, "f": False, "false": False}


class GiftError(Exception):
    """A question cannot be read; `offset` points into the text of its block."""

    def __init__(self, offset: int, what: str, what_to_do: str, **params: str) -> None:
        super().__init__(what)
        self.offset, self.what, self.what_to_do, self.params = offset, what, what_to_do, params


@dataclass(frozen=True)
class Answers:
    """What the braces said."""

    kind: QuestionKind
    options: tuple[ParsedOption, ...] = ()
    truth: bool | None = None
    wrong_feedback: Text | None = None
    right_feedback: Text | None = None
    explanation: Text | None = None


@dataclass(frozen=True)
class _Piece:
    """One answer in the raw: the sign before it and where it stands."""

    offset: int
    sign: str
    raw: str


def read_answers(text: str, start: int, end: int, form: TextFormat, *, wanted: QuestionKind | None = None) -> Answers:
    """Read `text[start:end]`, what stands between the braces; raises GiftError where it makes no question.

    `wanted` is the type that the author named for what looks like another one: an ordering or a text to mark.
    """
    inner = text[start:end]
    general = find(inner, "####")
    explanation = _feedback(inner[general + 4 :], form) if general >= 0 else None
    body = inner[:general] if general >= 0 else inner
    kept = body.lstrip()
    at = start + len(body) - len(kept)
    if not kept:
        return Answers(QuestionKind.ESSAY, explanation=explanation)
    if kept.startswith("#"):
        return Answers(QuestionKind.NUMERICAL, _numbers(at + 1, kept[1:], form), explanation=explanation)
    said, *comments = _cut_all(kept, "#")
    if said.strip().lower() in _TRUTH:
        wrong, right = [*comments, "", ""][0], "#".join(comments[1:])
        return Answers(
            QuestionKind.TRUE_FALSE,
            truth=_TRUTH[said.strip().lower()],
            wrong_feedback=_feedback(wrong, form),
            right_feedback=_feedback(right, form),
            explanation=explanation,
        )
    kind, options = _options(at, kept, form, wanted)
    return Answers(kind, options, explanation=explanation)


def _options(
    at: int, raw: str, form: TextFormat, wanted: QuestionKind | None
) -> tuple[QuestionKind, tuple[ParsedOption, ...]]:
    pieces = list(_pieces(at, raw))
    if pieces[0].sign == "":
        raise GiftError(
            at,
            "The answers do not begin with a sign.",
            "Put = before the right answer and ~ before each wrong one (in half width), or write {T} or {F}.",
        )
    if wanted is QuestionKind.ORDERING:
        return wanted, tuple(_option(piece, form) for piece in pieces)
    if wanted is QuestionKind.MARKING:
        return wanted, tuple(_piece(piece, form) for piece in pieces)
    if any(piece.sign == "~" for piece in pieces):
        return _choices(at, pieces, form)
    if all(find(_cut(piece.raw, "#")[0], ARROW) >= 0 for piece in pieces):
        return QuestionKind.MATCHING, tuple(_pair(piece, form) for piece in pieces)
    return QuestionKind.SHORT_ANSWER, tuple(_accepted(piece, form) for piece in pieces)


def _pieces(at: int, raw: str) -> Iterator[_Piece]:
    """Cut at each unescaped sign; what stands before the first has no sign."""
    sign, begin = "", 0
    for match in _MARK.finditer(raw):
        if match.group() not in ("=", "~"):
            continue
        if sign or raw[begin : match.start()].strip():
            yield _Piece(at + begin, sign, raw[begin : match.start()])
        sign, begin = match.group(), match.end()
    yield _Piece(at + begin, sign, raw[begin:])


def _choices(at: int, pieces: list[_Piece], form: TextFormat) -> tuple[QuestionKind, tuple[ParsedOption, ...]]:
    options = tuple(_option(piece, form) for piece in pieces)
    seen: set[Text] = set()
    for piece, option in zip(pieces, options, strict=True):
        if not option.text.content:
            raise GiftError(piece.offset, "One of the answers is empty.", "Write its text, or remove its sign.")
        if option.text in seen:
            raise GiftError(
                piece.offset,
                "The answer “%(answer)s” stands here twice.",
                "Change or remove one of them.",
                answer=_short(option.text.content),
            )
        seen.add(option.text)
    if len(options) < 2:
        raise GiftError(at, "There is only one answer to choose from.", "Add at least one more answer.")
    if any(piece.sign == "=" and option.weight == WHOLE for piece, option in zip(pieces, options, strict=True)):
        return QuestionKind.SINGLE_CHOICE, options
    _check_weights(at, options)
    return QuestionKind.MULTIPLE_CHOICE, options


def _check_weights(at: int, options: tuple[ParsedOption, ...]) -> None:
    total = sum((option.weight for option in options if option.weight > 0), _NONE)
    if total == 0:
        raise GiftError(at, "No answer is marked as right.", "Put = before the right answer.")
    if abs(total - WHOLE) > ROUNDING:
        raise GiftError(
            at,
            "The weights of the right answers add up to %(total)s, not to 100.",
            "Change them so that together they make 100, or mark one right answer with =.",
            total=f"{total.normalize():f}",
        )


def _option(piece: _Piece, form: TextFormat) -> ParsedOption:
    weight, raw = _weight(piece)
    text, comment = _cut(raw, "#")
    return ParsedOption(read_text(text, form), weight, _feedback(comment, form))


def _piece(piece: _Piece, form: TextFormat) -> ParsedOption:
    kept = piece.raw.lstrip()
    if not kept.startswith(FIXED):
        return _option(piece, form)
    return ParsedOption(read_text(kept.removeprefix(FIXED), form), _NONE, fixed=True)


def _accepted(piece: _Piece, form: TextFormat) -> ParsedOption:
    weight, raw = _weight(piece)
    text, comment = _cut(raw, "#")
    return ParsedOption(read_text(_arrows(text), form), weight, _feedback(comment, form))


def _pair(piece: _Piece, form: TextFormat) -> ParsedOption:
    weight, raw = _weight(piece)
    text, comment = _cut(raw, "#")
    left, right = _cut(text, ARROW)
    match = read_text(_arrows(right), TextFormat.PLAIN).content
    return ParsedOption(read_text(_arrows(left), form), weight, _feedback(comment, form), match=match)


def _arrows(raw: str) -> str:
    return _TEXT_ARROW.sub(lambda match: match.group(1) or match.group(), raw)


def _numbers(at: int, raw: str, form: TextFormat) -> tuple[ParsedOption, ...]:
    if not raw.lstrip().startswith(("=", "~")):
        return (_option(_Piece(at, "=", raw), form),)
    return tuple(_option(piece, form) for piece in _pieces(at, raw) if piece.sign)


def _weight(piece: _Piece) -> tuple[Decimal, str]:
    given = _WEIGHT.match(piece.raw)
    if given is not None:
        weight = Decimal(given.group(1))
        if abs(weight) > WHOLE:
            raise GiftError(
                piece.offset,
                "The weight %(weight)s lies outside −100 to 100.",
                "Write the share of the mark in percent, for instance %(example)s.",
                weight=given.group(1),
                example="%50%",
            )
        return weight, piece.raw[given.end() :]
    meant = _NO_WEIGHT.match(piece.raw)
    if meant is not None:
        raise GiftError(
            piece.offset,
            "The weight “%(weight)s” is not a number.",
            "Write it in half width with a point, for instance %(example)s.",
            weight=meant.group(1),
            example="%33.33%",
        )
    return (WHOLE if piece.sign == "=" else _NONE), piece.raw


def _feedback(raw: str, form: TextFormat) -> Text | None:
    text = read_text(raw, form)
    return text if text.content else None


def _cut(raw: str, mark: str) -> tuple[str, str]:
    at = find(raw, mark)
    return (raw, "") if at < 0 else (raw[:at], raw[at + len(mark) :])


def _cut_all(raw: str, mark: str) -> list[str]:
    parts: list[str] = []
    while (at := find(raw, mark)) >= 0 and len(parts) < 3:
        parts.append(raw[:at])
        raw = raw[at + len(mark) :]
    return [*parts, raw]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"

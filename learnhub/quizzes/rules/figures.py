"""Numbers as people type them, with their units, and the figures that an author accepts."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from learnhub.quizzes.rules.shapes import ONE, Unit

ANY = "*"
"""Accepts every number: for what is said to all who are wrong."""

_NUMBER = r"[+-]?(?:\d[\d ,_']*(?:\.\d*)?|\.\d+)(?:\s*(?:[eE]|[x×·*]\s*10\s*\^?)\s*[+-]?\d{1,3})?"
_TYPED = re.compile(rf"({_NUMBER})\s*(.*)", re.DOTALL)
_PLAIN = re.compile(rf"\s*({_NUMBER})\s*")
_POWER = re.compile(r"\s*(?:[eE]|[x×·*]\s*10\s*\^?)\s*")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})")
_THOUSANDS = re.compile(r"[ ,_']")
_MYRIADS = {"万": Decimal(10_000), "萬": Decimal(10_000), "亿": Decimal(10) ** 8, "億": Decimal(10) ** 8}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_TAIL = " .。,，;；"


@dataclass(frozen=True)
class Figure:
    """An accepted range of numbers; both ends belong to it, and None is no end."""

    least: Decimal | None
    most: Decimal | None

    def holds(self, number: Decimal) -> bool:
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


@dataclass(frozen=True)
class Typed:
    """What somebody typed: the number, in the first unit where the unit is known, and whether it is."""

    number: Decimal
    unit: str
    known: bool


def figure_of(said: str) -> Figure | None:
    """`12`, `12:0.5` (give or take), `11.5..12.5` or `*`; None where it says none of these."""
    if said.strip() == ANY:
        return Figure(None, None)
    if ".." in said:
        ends = [number_of(part) for part in said.split("..", 1)]
        if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
            return None
        return Figure(ends[0], ends[1])
    middle, colon, width = said.replace("：", ":").partition(":")
    figure, tolerance = number_of(middle), number_of(width) if colon else Decimal(0)
    if figure is None or tolerance is None or tolerance < 0:
        return None
    return Figure(figure - tolerance, figure + tolerance)


def number_of(text: str) -> Decimal | None:
    """A number alone, or None."""
    match = _PLAIN.fullmatch(_half_width(text))
    return _decimal(match.group(1)) if match else None


def typed_number(text: str, units: Sequence[Unit] = ()) -> Typed | None:
    """The number at the beginning of a text with the unit behind it; None where there is no number."""
    said = _half_width(text).strip()
    match = _TYPED.fullmatch(said)
    number = _decimal(match.group(1)) if match else None
    if match is None or number is None:
        return None
    unit = match.group(2).strip(_TAIL)
    factor = _factor(unit, units)
    if factor is None and unit[:1] in _MYRIADS:
        number *= _MYRIADS[unit[:1]]
        unit = unit[1:].strip()
        factor = _factor(unit, units)
    return Typed(number * (factor or ONE), unit, factor is not None)


def _factor(unit: str, units: Sequence[Unit]) -> Decimal | None:
    if not unit:
        return ONE
    return next((each.factor for each in units if _plain(each.name) == _plain(unit)), None)


def _plain(unit: str) -> str:
    return "".join(_half_width(unit).split())


def _half_width(text: str) -> str:
    # Powers in superscript would become ordinary figures: "m²" is kept as a unit by comparing both sides alike.
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def _decimal(written: str) -> Decimal | None:
    mantissa, *power = _POWER.split(written, maxsplit=1)
    bare = mantissa.strip()
    bare = bare.replace(",", ".") if _DECIMAL_COMMA.fullmatch(bare) else _THOUSANDS.sub("", bare)
    try:
        return Decimal(f"{bare}e{power[0]}" if power else bare)
    except InvalidOperation:
        return None

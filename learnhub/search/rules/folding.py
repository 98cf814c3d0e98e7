"""Makes equal what a searcher takes for equal: width, case, accents, and how the number of an article is written."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# Chinese, and what is written like it without spaces: kana and hangul.
CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U000323af"
)
# What is not seen must not part a run: soft hyphens, joiners, marks of direction, variation selectors.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
_UNITS = "条條款项項章节節编編篇页頁课課"
_SIMPLE = str.maketrans("條項節編頁課", "条项节编页课")
_NUMBERED = re.compile(rf"第[ \t]*([0-9]{{1,4}})[ \t]*([{_UNITS}])")
_SPOKEN = re.compile(rf"第([零一二三四五六七八九十百千]{{1,9}})([{_UNITS}])")
# Radicals out of PDF files that have no decomposition of their own.
_RADICALS = dict(
    zip("⺠⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳", "民见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟", strict=True)
)
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


@cache
def _table() -> dict[int, str]:
    """One character for one, so that what was folded has the length of what was written."""
    table = {0x3000: " "}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        folded = unicodedata.normalize("NFKD", chr(code))
        base = "".join(char for char in folded if not unicodedata.combining(char))
        if len(base) == 1:
            table[code] = base
    table |= {ord(radical): char for radical, char in _RADICALS.items()}
    # Upper case after the fold, one for one: "İ".lower() alone would make two of one.
    return {code: char.lower() if len(char.lower()) == 1 else char for code, char in table.items()}


def fold(text: str) -> str:
    """Lower case, half width, no accents; every character stays in its place."""
    plain = text.translate(_table())
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)


def seen(text: str) -> str:
    """A text without the characters that nobody sees; pasted texts are full of them."""
    return _UNSEEN.sub("", text)


def numbered(folded: str) -> Iterator[tuple[str, int, int]]:
    """Every number of an article that is written in figures, as one term, with its span: `第 32 条` is `№32条`."""
    for match in _NUMBERED.finditer(folded):
        yield _term(int(match[1]), match[2]), match.start(), match.end()


def spoken(folded: str) -> str | None:
    """The same term for a number in Chinese that stands alone: `第三十二条`; None for anything else."""
    match = _SPOKEN.fullmatch(folded)
    number = _value(match[1]) if match else 0
    return _term(number, match[2]) if match and numeral(number) == match[1] else None


def in_chinese(term: str) -> str:
    """A number out of such a term as laws write it: `№32条` is `第三十二条`."""
    return f"第{numeral(int(term[1:-1]))}{term[-1]}"


def _term(number: int, unit: str) -> str:
    return f"№{number}{unit.translate(_SIMPLE)}"


def _value(said: str) -> int:
    value, digit = 0, 0
    for char in said:
        if char in _PLACES:
            value, digit = value + (digit or 1) * 10 ** _PLACES.index(char), 0
        else:
            digit = _DIGITS.index(char)
    return value + digit


def numeral(number: int) -> str:
    """A number below 10,000 as articles are numbered: 10 is 十, 32 三十二, 110 一百一十, 101 一百零一."""
    if number == 0:
        return _DIGITS[0]
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return said.removeprefix("一") if 10 <= number < 20 else said

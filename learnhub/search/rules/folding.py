"""Makes equal what a searcher takes for equal: width, case, accents, and how the number of an article is written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Chinese, and what is written like it without spaces: kana and hangul.
CJK = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
_NUMBERED = re.compile(r"第[ \t]*([0-9]{1,4})[ \t]*(?=[条條款项項章节節编編篇页頁课課])")
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


@cache
def _table() -> dict[int, str]:
    """One character for one, so that what was folded has the length of what was written."""
    table = {0x3000: " "}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0xF900, 0xFB00)):
        folded = unicodedata.normalize("NFKD", chr(code))
        base = "".join(char for char in folded if not unicodedata.combining(char))
        if len(base) == 1:
            table[code] = base
    # Upper case after the fold, one for one: "İ".lower() alone would make two of one.
    return {code: char.lower() if len(char.lower()) == 1 else char for code, char in table.items()}


def fold(text: str) -> str:
    """Lower case, half width, no accents; every character stays in its place."""
    plain = text.translate(_table())
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A number that is written anew: the span it takes now, and the span it had."""

    start: int
    end: int
    old_start: int
    old_end: int


def number_articles(folded: str) -> tuple[str, list[Rewritten]]:
    """`第32条` as `第三十二条`; also each number that was written anew."""
    if not _NUMBERED.search(folded):
        return folded, []
    pieces: list[str] = []
    rewritten, end, length = [], 0, 0
    for match in _NUMBERED.finditer(folded):
        number = "第" + numeral(int(match[1]))
        pieces += [folded[end : match.start()], number]
        start = length + match.start() - end
        length, end = start + len(number), match.end()
        rewritten.append(Rewritten(start, length, match.start(), match.end()))
    pieces.append(folded[end:])
    return "".join(pieces), rewritten


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

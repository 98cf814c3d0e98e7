"""When two titles are about the same: pairs of Chinese characters, and words in letters, without the words of form."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from math import ceil

_RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+)|([a-z0-9]{2,})")
# What titles say whatever they are about.
_FORM = re.compile(
    "关于|对于|浅谈|浅析|试论|刍议|的思考|几点|思考|探讨|探索|研究|调研|报告|实践|做法|体会|心得|总结|建议|问题|对策|情况|如何|的|与|和|及"
)
_ENGLISH = "the of and for with from into about how our on in to at by an some notes thoughts"
ENGLISH_FORM = frozenset(_ENGLISH.split())
MOST = 60
LOOKED_FOR = 12
VERY_COMMON = 1500
"""Titles from which on a pair of characters tells little."""
NEEDED = 0.5
"""The share of what was typed that another title must hold to be offered."""


def grams(title: str) -> tuple[str, ...]:
    """What a title is found by, each once."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    found: dict[str, None] = {}
    for match in _RUN.finditer(folded):
        if match[2]:
            if match[2] not in ENGLISH_FORM:
                found[match[2][:16]] = None
            continue
        for piece in _FORM.split(match[1]):
            found |= dict.fromkeys(piece[at : at + 2] for at in range(len(piece) - 1))
    return tuple(found)[:MOST]


def least(asked: Sequence[str]) -> int:
    """How many of these another title must hold to be offered."""
    return max(min(2, len(asked)), ceil(NEEDED * len(asked)))


def told_most(title: str, how_common: Callable[[tuple[str, ...]], Mapping[str, int]]) -> tuple[str, ...]:
    """What of a title is looked for: what the fewest titles say, and only what some other title says at all.

    What stands in very many titles is left out as long as rarer words remain: it says little, and costs most.
    """
    asked = grams(title)
    common = how_common(asked)
    rare = sorted((gram for gram in asked if gram in common), key=lambda gram: common[gram])[:LOOKED_FOR]
    # What no other title says counts against it: half of what was typed must be found again.
    if 2 * len(rare) < min(len(asked), LOOKED_FOR):
        return ()
    telling = [gram for gram in rare if common[gram] <= VERY_COMMON]
    return tuple(telling if len(telling) >= 2 else rare[:2])

"""When two titles are about the same: pairs of Chinese characters, and words in letters, without the words of form."""

import re
import unicodedata
from collections.abc import Iterable

_RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+)|([a-z0-9]{2,})")
# What titles say whatever they are about.
_FORM = re.compile(
    "关于|对于|浅谈|浅析|试论|刍议|的思考|几点|思考|探讨|探索|研究|调研|报告|实践|做法|体会|心得|总结|建议|问题|对策|情况|如何"
)
_ENGLISH = "the of and for with from into about how our on in to at by an some notes thoughts"
ENGLISH_FORM = frozenset(_ENGLISH.split())
MOST = 60
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


def enough(common: int, asked: Iterable[str]) -> bool:
    """Whether a title that shares so many of what was typed is about the same."""
    typed = len(tuple(asked))
    return common >= min(2, typed) and common >= NEEDED * typed

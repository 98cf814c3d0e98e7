"""Cuts a text into what is compared: each Chinese character, and each word in letters or figures, folded.

Width, case, accents, blanks, punctuation and traditional characters make no difference. Every token is kept as one
character, so that a text is a string of tokens and comparing is what strings do quickly.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from learnhub.articles.rules.similarity.plain import Left, Plain

_CJK = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
# Words in letters and figures become characters of the two planes that no script uses.
_PLANES, _ROOM = 0xF0000, 0x1FF00
SENTENCE_END = re.compile(r"[。！？；…!?;\n]+|\.(?=\s|$)")
SHORTEST_WINDOW = 24
LONGEST_WINDOW = 96


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: `said` has a character for each, `starts` and `ends` where it stands.

    `counts` is 1 for each token that counts, 0 for those of quotations; `sentences` the places where one begins.
    """

    said: str
    starts: Sequence[int]
    ends: Sequence[int]
    counts: bytes
    sentences: Sequence[int]

    @property
    def total(self) -> int:
        """How many tokens count."""
        return sum(self.counts)


class _Folding(dict[int, str]):
    """One character for one, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        wide = unicodedata.normalize("NFKC", char)
        plain = unicodedata.normalize("NFKD", wide if len(wide) == 1 else char)
        base = "".join(each for each in plain if not unicodedata.combining(each)).lower()
        folded = self[code] = base if len(base) == 1 else char
        return folded


_FOLDING = _Folding()


def tokenise(plain: Plain, simplify: Callable[[str], str]) -> Tokens:
    """The tokens of a text; `simplify` writes traditional characters as simplified ones, one for one."""
    folded = plain.text.translate(_FOLDING)
    simple = simplify(folded)
    if len(simple) == len(folded):
        folded = simple
    said, starts, ends = [], [], []
    for match in _TOKEN.finditer(folded):
        starts.append(match.start())
        ends.append(match.end())
        said.append(_one(match[0]))
    return Tokens("".join(said), starts, ends, _counts(starts, plain.left), tuple(_sentences(plain.text, starts)))


def windows(tokens: Tokens) -> Iterator[str]:
    """The text in windows of whole sentences: what is fingerprinted.

    A window begins with a sentence and takes in the next ones until it is long enough, so that a copied passage has
    the same windows wherever it stands.
    """
    yield from _windows(tokens, step_by_window=True)


def all_windows(tokens: Tokens) -> Iterator[str]:
    """A window from every sentence on: what a text is looked for with, so that one of them begins where theirs does."""
    yield from _windows(tokens, step_by_window=False)


def _windows(tokens: Tokens, *, step_by_window: bool) -> Iterator[str]:
    bounds = [*tokens.sentences, len(tokens.said)]
    number = 0
    while number < len(bounds) - 1:
        after = number + 1
        while after < len(bounds) - 1 and bounds[after] - bounds[number] < SHORTEST_WINDOW:
            after += 1
        yield from _pieces(tokens, bounds[number], bounds[after])
        number = after if step_by_window else number + 1


def _pieces(tokens: Tokens, start: int, end: int) -> Iterator[str]:
    """A window, or several where a sentence goes on and on; none of a quotation, and none that says too little."""
    for at in range(start, end, LONGEST_WINDOW):
        stop = min(at + LONGEST_WINDOW, end)
        if sum(tokens.counts[at:stop]) >= SHORTEST_WINDOW // 2:
            yield tokens.said[at:stop]


def _one(word: str) -> str:
    return word if len(word) == 1 else chr(_PLANES + crc32(word.encode()) % _ROOM)


def _counts(starts: Sequence[int], left: Sequence[Left]) -> bytes:
    counts = bytearray(b"\1" * len(starts))
    number = 0
    for place, start in enumerate(starts):
        while number < len(left) and left[number].end <= start:
            number += 1
        if number < len(left) and left[number].start <= start:
            counts[place] = 0
    return bytes(counts)


def _sentences(text: str, starts: Sequence[int]) -> Iterator[int]:
    """The places in the tokens where a sentence begins."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    number, fresh = 0, True
    for place, start in enumerate(starts):
        while number < len(ends) and ends[number] <= start:
            number, fresh = number + 1, True
        if fresh:
            yield place
            fresh = False

"""When two questions say nearly the same: shingles of folded text, and fingerprints that find candidates quickly.

Folded text holds letters and figures only, in one width and case, so that spaces, punctuation and mark-up make no
difference; a shingle is three characters of it in a row. Likeness is the share of shingles that two texts have in
common (Jaccard, 0 to 1). The fingerprints are the smallest hashes of 24 equal parts of all shingles (one-permutation
min-hash), two to a band: texts of likeness 0.7 share one of the 12 bands in 999 of 1,000 cases, and a bank is asked
for equal bands instead of being read.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

SHINGLE = 3
ROWS, BANDS = 2, 12
NEAR = 0.7
"""From this likeness on, an author is told that a question stands in the bank already, or nearly."""
LONGEST = 4000
"""Characters of a folded text that are looked at; what stands behind them changes nothing."""

_PLACES = ROWS * BANDS
_TAGS = re.compile(r"<[^<>]{0,500}>")
_LINKS = re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\n]{0,1000}\)")
_EMPTY = 1 << 64


def folded(texts: Iterable[str]) -> str:
    """The texts as they are compared and searched: letters and figures, the texts parted by a space."""
    words = (_fold(text) for text in texts)
    return " ".join(word for word in words if word)[:LONGEST]


def compared(stem: str, answers: Iterable[str]) -> str:
    """A question as it is compared: its answers in one order, so that shuffling them makes no other question."""
    return folded([stem, *sorted(answers)])


def shingles(text: str) -> frozenset[str]:
    """Every three characters in a row of a folded text; a shorter text is one shingle."""
    plain = text.replace(" ", "")
    if len(plain) <= SHINGLE:
        return frozenset([plain]) if plain else frozenset()
    return frozenset(plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of shingles that two texts have in common, from 0 to 1."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def prints(text: str) -> tuple[int, ...]:
    """The fingerprints of a folded text, one for each band; none for an empty text. They fit a signed 64-bit column."""
    pieces = shingles(text)
    if not pieces:
        return ()
    least = [_EMPTY] * _PLACES
    for piece in pieces:
        value = int.from_bytes(blake2b(piece.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        place = value % _PLACES
        least[place] = min(least[place], value)
    filled = _filled(least)
    return tuple(_band(number, filled[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS))


def _filled(least: list[int]) -> list[int]:
    """Parts into which no shingle fell borrow from the next one that has any, and say from how far."""
    found = []
    for place in range(_PLACES):
        step = 0
        while least[(place + step) % _PLACES] == _EMPTY:
            step += 1
        found.append(least[(place + step) % _PLACES] + step)
    return found


def _band(number: int, values: list[int]) -> int:
    said = f"{number}|" + "|".join(map(str, values))
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), signed=True)


def _fold(text: str) -> str:
    plain = _TAGS.sub(" ", _LINKS.sub(r"\1", text[: LONGEST * 4]))
    composed = unicodedata.normalize("NFKC", plain).casefold()
    return "".join(sign for sign in composed if sign.isalnum())

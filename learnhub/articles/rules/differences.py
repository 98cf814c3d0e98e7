"""What changed between two wordings of an article: line by line, and inside a changed line word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Beyond these, lines or words are not compared one by one: what differs is shown as replaced.
MOST_PAIRS_OF_LINES = 4_000_000
MOST_WORDS = 1_500
MOST_PAIRS_OF_WORDS = 6_000_000
ALIKE = 0.25
# Lines that stayed are shown up to here on each side of a change.
AROUND = 2

_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+(?:[-'’.][A-Za-zÀ-ɏ0-9]+)*|\s+|.", re.DOTALL)


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines: changed ones in pieces, or `folded` ones that stayed and that nobody needs to see."""

    pieces: tuple[Piece, ...]
    changed: bool
    folded: int = 0


@dataclass
class _Budget:
    """How many comparisons are left; a hostile pair of texts must not take minutes."""

    pairs: int = MOST_PAIRS_OF_WORDS

    def takes(self, one: int, other: int) -> bool:
        fits = max(one, other) <= MOST_WORDS and one * other <= self.pairs
        self.pairs -= one * other if fits else 0
        return fits


def compare_line(before: str, after: str) -> tuple[Piece, ...]:
    """The difference of two short texts, such as titles; Latin words stay whole, Chinese goes by character."""
    return _words(before, after, _Budget())


def compare(before: str, after: str) -> tuple[Stretch, ...]:
    """The difference of two texts, with the lines that stayed folded away from the changes."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    budget = _Budget()
    found: list[Stretch] = []
    for kind, a, b, c, d in _steps(old, new):
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            found += _kept(new[c:d], first=not found, last=d == len(new) and b == len(old))
        else:
            found.append(Stretch(_words(gone, came, budget), changed=True))
    return tuple(found)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The steps from one row of lines to another; what is the same at both ends costs nothing."""
    short = min(len(old), len(new))
    head = next((n for n in range(short) if old[n] != new[n]), short)
    rest = short - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    if head:
        yield "equal", 0, head, 0, head
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if left and right and len(left) * len(right) <= MOST_PAIRS_OF_LINES:
        for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            yield kind, a + head, b + head, c + head, d + head
    elif left or right:
        yield "replace", head, len(old) - tail, head, len(new) - tail
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _kept(lines: Sequence[str], *, first: bool, last: bool) -> list[Stretch]:
    above, below = 0 if first else AROUND, 0 if last else AROUND
    if len(lines) <= above + below + 1:
        return [_same(lines)]
    parts = [_same(lines[:above])] if above else []
    parts.append(Stretch((), changed=False, folded=len(lines) - above - below))
    return [*parts, _same(lines[-below:])] if below else parts


def _same(lines: Sequence[str]) -> Stretch:
    return Stretch((Piece(Change.SAME, "".join(lines)),), changed=False)


def _words(gone: str, came: str, budget: _Budget) -> tuple[Piece, ...]:
    before, after = _WORD.findall(gone), _WORD.findall(came)
    if gone == came:
        return (Piece(Change.SAME, came),) if came else ()
    if not before or not after or not budget.takes(len(before), len(after)):
        return _replaced(gone, came)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _replaced(gone, came)
    found: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(Change.SAME, "".join(after[c:d])))
        else:
            found += _replaced("".join(before[a:b]), "".join(after[c:d]))
    return tuple(found)


def _replaced(gone: str, came: str) -> tuple[Piece, ...]:
    both = (Piece(Change.GONE, gone), Piece(Change.NEW, came))
    return tuple(piece for piece in both if piece.text)

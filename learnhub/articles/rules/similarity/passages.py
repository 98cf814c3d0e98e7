"""Finds the passages that two texts share: longest common runs, with a word exchanged here and there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from learnhub.articles.rules.similarity.tokens import Tokens

SEED = 6
"""Tokens in a row that must be equal for a passage to be looked at."""
GAP = 6
"""Tokens that may differ, on either side, between two equal runs of one passage."""
SHORTEST = 21
"""Equal tokens from which on a passage is shown. Set phrases of official language are up to 20 characters long."""
MOST_PLACES = 8
MOST_PASSAGES = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """Where the same stands in this text and in the other one, in characters; `tokens` are the equal places."""

    here: tuple[int, int]
    there: tuple[int, int]
    tokens: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Run:
    here: int
    there: int
    length: int


class Finder:
    """A text that others are compared with, one after the other."""

    def __init__(self, here: Tokens) -> None:
        self.here = here
        self._places: dict[str, list[int]] = {}
        for at in range(len(here.said) - SEED + 1):
            places = self._places.setdefault(here.said[at : at + SEED], [])
            if len(places) < MOST_PLACES:
                places.append(at)

    def passages(self, there: Tokens) -> list[Passage]:
        """What both texts say, in the order of this one; what is quoted here does not make a passage."""
        found = [self._passage(chain, there) for chain in _chains(self._runs(there.said))]
        long = [each for each in found if self._counted(each) >= SHORTEST]
        return _without_inner(long)[:MOST_PASSAGES]

    def mask(self, passages: Sequence[Passage]) -> bytearray:
        """1 for each token of this text that one of the passages holds and that counts."""
        mask = bytearray(len(self.here.said))
        for passage in passages:
            for start, end in passage.tokens:
                mask[start:end] = self.here.counts[start:end]
        return mask

    def _runs(self, there: str) -> Iterator[_Run]:
        """Every run of equal tokens that is at least a seed long and cannot be longer, in the order of the other."""
        here, covered = self.here.said, dict[int, int]()
        for at in range(len(there) - SEED + 1):
            for place in self._places.get(there[at : at + SEED], ()):
                diagonal = place - at
                if covered.get(diagonal, -1) > at:
                    continue
                length, most = SEED, min(len(here) - place, len(there) - at)
                while length < most and here[place + length] == there[at + length]:
                    length += 1
                covered[diagonal] = at + length
                yield _Run(place, at, length)

    def _passage(self, chain: list[_Run], there: Tokens) -> Passage:
        first, last = chain[0], chain[-1]
        return Passage(
            (self.here.starts[first.here], self.here.ends[last.here + last.length - 1]),
            (there.starts[first.there], there.ends[last.there + last.length - 1]),
            tuple((run.here, run.here + run.length) for run in chain),
        )

    def _counted(self, passage: Passage) -> int:
        return sum(sum(self.here.counts[start:end]) for start, end in passage.tokens)


def _chains(runs: Iterator[_Run]) -> Iterator[list[_Run]]:
    """Runs that follow each other closely in both texts belong together."""
    open_: list[list[_Run]] = []
    for run in runs:
        still = []
        best: list[_Run] | None = None
        for chain in open_:
            last = chain[-1]
            if run.there - (last.there + last.length) > GAP:
                yield chain
                continue
            still.append(chain)
            gap = run.here - (last.here + last.length)
            if 0 <= gap <= GAP and run.there >= last.there + last.length and best is None:
                best = chain
        open_ = still
        if best is None:
            open_.append([run])
        else:
            best.append(run)
    yield from open_


def _without_inner(passages: list[Passage]) -> list[Passage]:
    """Without those that lie inside a longer one: what the other text says twice is shown once."""
    kept: list[Passage] = []
    for passage in sorted(passages, key=lambda each: (each.here[0], -each.here[1])):
        if not kept or passage.here[1] > kept[-1].here[1]:
            kept.append(passage)
    return kept

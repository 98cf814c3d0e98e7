"""Which questions an attempt gets, and in which order they and their options stand.

Everything follows from the attempt's stored seed by SHA-256, so that an attempt looks the same after a reload, on
another device, and under every version of Python.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest

from learnhub.quizzes.rules.settings import Part


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn: how often this person has had it, what it is about, which parts it fits.

    `source` is the lesson or the category that it comes from; `parts` are places in the list of parts.
    """

    id: int
    seen: int = 0
    tags: frozenset[str] = frozenset()
    level: str = ""
    section: str = ""
    source: int = 0
    parts: frozenset[int] = frozenset()

    @property
    def group(self) -> tuple[int, tuple[str, ...], str]:
        """Draws take as many of each group as of any other: source, topic (else section) and level."""
        return self.source, tuple(sorted(self.tags)) or (self.section,), self.level


def draw(seen: Mapping[int, int], count: int, *, seed: str) -> tuple[int, ...]:
    """Draw `count` question ids in the order in which they are asked, all of them where there are no more.

    `seen` maps each question of the bank to how often this person has had it: those had least come first, chance
    decides between equals.
    """
    return in_order(_pick([Candidate(ident, times) for ident, times in seen.items()], count, seed=seed), seed=seed)


def draw_parts(
    candidates: Sequence[Candidate], parts: Sequence[Part], count: int, *, seed: str
) -> tuple[int, ...]:  # fmt: skip
    """Draw an attempt by the parts of a quiz, else `count` out of all; no question comes twice.

    What is named comes first, then the part that the fewest fit, so that no wider one takes from it. A part that finds
    too few takes what there is; what is missing then is filled from the rest, so that everybody gets as many questions
    as was announced.
    """
    if not parts:
        return in_order(_pick(candidates, count, seed=seed), seed=seed)
    left = {each.id: each for each in candidates}
    chosen = [ident for part in parts for ident in part.questions if left.pop(ident, None)]
    fitting = Counter(place for each in candidates for place in each.parts)
    for place, part in sorted(enumerate(parts), key=lambda found: fitting[found[0]]):
        taken = _pick([each for each in left.values() if place in each.parts], part.count, seed=seed)
        for ident in taken:
            del left[ident]
        chosen += taken
    chosen += _pick(list(left.values()), sum(part.wanted for part in parts) - len(chosen), seed=seed)
    return in_order(chosen, seed=seed)


def repeated(said: Mapping[int, Hashable], first: Iterable[int]) -> tuple[int, ...]:
    """The questions that say what another one says, all but one of each: the one that stands foremost in `first`."""
    place = {ident: number for number, ident in enumerate(first)}
    known: set[Hashable] = set()
    found = []
    for ident in sorted(said, key=lambda each: (place.get(each, len(place)), each)):
        if said[ident] in known:
            found.append(ident)
        known.add(said[ident])
    return tuple(found)


def in_order(chosen: Iterable[int], *, seed: str) -> tuple[int, ...]:
    """The order in which drawn questions are asked."""
    return tuple(sorted(chosen, key=lambda question: _rank(seed, "order", question)))


def option_order(keys: Sequence[str], *, seed: str, question_id: int) -> tuple[str, ...]:
    """The keys of a question's options in the order in which this attempt shows them."""
    return tuple(sorted(keys, key=lambda key: _rank(seed, f"options of {question_id}", key)))


def _pick(candidates: Sequence[Candidate], count: int, *, seed: str) -> list[int]:
    """Those had least first; among them evenly from every group, chance deciding between equals."""
    if count <= 0:
        return []
    left = sorted(candidates, key=lambda each: (each.seen, _rank(seed, "draw", each.id)))
    taken: Counter[tuple[int, tuple[str, ...], str]] = Counter()
    places: list[tuple[int, int, int, Candidate]] = []
    for place, each in enumerate(left):
        # The n-th of its group comes after every (n-1)-th of the others that was had as seldom.
        group = each.group
        places.append((each.seen, taken[group], place, each))
        taken[group] += 1
    return [each.id for *_, each in nsmallest(count, places, key=lambda found: found[:3])]


def _rank(seed: str, purpose: str, thing: object) -> bytes:
    return sha256(f"{seed}|{purpose}|{thing}".encode("utf-8", "surrogatepass")).digest()

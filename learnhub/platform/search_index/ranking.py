"""Puts what matched in order, counts it and cuts pages out of it: the same for every engine."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from learnhub.platform.search_index.contract import FACETS, Hit, Hits, Query

Shape = tuple[str, str, str, str]
"""The values of a document for each facet, in their order."""

About = tuple[str, Shape, str]
"""What is asked of every hit: key, shape and folded title; engines hold them ready, because there may be thousands."""

Row = tuple[float, About]
"""A document that matched and that the asker may find, with its score."""

# A document whose title is what was asked for comes before one that says it often.
COVERED_TITLE = 3.0
SAME_TITLE = 5.0
# Of two that fit alike the one in the asker's language comes first; one that fits clearly better still leads.
OWN_LANGUAGE = 1.15
KEPT, MOST_ROWS_KEPT = 32, 5000


class Ranking:
    """Everything that matched, the best first."""

    def __init__(self, found: list[Row]) -> None:
        """Takes them with their scores turned round, so that the best is the least."""
        found.sort()
        self._found = found
        self._shapes = Counter(about[1] for _, about in found)

    def __len__(self) -> int:
        return len(self._found)

    def page(self, *, kinds: Sequence[str], filters: Mapping[str, str] | None, limit: int, offset: int) -> Hits:
        """One page of what the filters leave; each facet is counted without its own filter."""
        chosen: dict[str, frozenset[str]] = {name: frozenset((value,)) for name, value in (filters or {}).items()}
        if kinds:
            chosen["kind"] = frozenset(kinds)
        found = self._found
        if chosen:
            left = {shape for shape in self._shapes if not _missing(shape, chosen)}
            found = [each for each in found if each[1][1] in left]
        page = tuple(Hit(about[0], -score) for score, about in found[offset : offset + limit])
        return Hits(len(found), page, _counts(self._shapes, chosen))


class Rankings:
    """The rankings of the last searches, as long as the index is as it was: who turns a page asks the same again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._kept: dict[Hashable, Ranking] = {}

    def take(self, state: Hashable, asked: Hashable, work: Callable[[], Ranking]) -> Ranking:
        """What was found for this when the index was in this state; `work` finds it where it is not known."""
        with self._lock:
            if state != self._state:
                self._state, self._kept = state, {}
            known = self._kept.pop(asked, None)
            if known is not None:
                self._kept[asked] = known
        if known is not None:
            return known
        made = work()
        with self._lock:
            if state == self._state and len(made) <= MOST_ROWS_KEPT:
                self._kept[asked] = made
                if len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        return made


def rank(rows: Iterable[Row], query: Query, language: str = "") -> Ranking:
    """Sort what matched; a title that holds what was asked counts, and so does the asker's language."""
    text, literals = query.text, tuple({clause.literal for clause in query.clauses})
    found: list[Row] = []
    for score, about in rows:
        _, shape, title = about
        worth = -score if shape[1] != language else -score * OWN_LANGUAGE
        for literal in literals:
            if literal in title or title == text:
                worth *= 1 + _title_bonus(title, text, literals)
                break
        found.append((worth, about))
    return Ranking(found)


def mostly(found: Iterable[Iterable[Row]], needed: int) -> Iterator[Row]:
    """The rows that at least so many clauses found, with their scores together; each clause counts twice over."""
    best: dict[str, tuple[int, float, About]] = {}
    for rows in found:
        for worth, about in rows:
            times, score, _ = best.get(about[0], (0, 0.0, about))
            best[about[0]] = (times + 1, score + worth, about)
    for times, score, about in best.values():
        if times >= needed:
            yield score * times, about


def _missing(shape: Shape, chosen: Mapping[str, frozenset[str]]) -> list[str]:
    """The facets by whose filter a document is left out."""
    return [name for name, value in zip(FACETS, shape, strict=True) if name in chosen and value not in chosen[name]]


def _counts(shapes: Mapping[Shape, int], chosen: Mapping[str, frozenset[str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for shape, number in shapes.items():
        missing = _missing(shape, chosen) if chosen else []
        for name, value in zip(FACETS, shape, strict=True):
            if value and (not missing or missing == [name]):
                counts[name][value] += number
    return {name: dict(values) for name, values in counts.items()}


def _title_bonus(title: str, text: str, literals: Sequence[str]) -> float:
    if title == text:
        return COVERED_TITLE + SAME_TITLE
    covered = sum(len(literal) for literal in literals if literal in title)
    return COVERED_TITLE * min(1.0, covered / len(title)) if covered else 0.0

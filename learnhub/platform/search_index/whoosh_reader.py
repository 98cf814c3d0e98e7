"""Finds phrases in Whoosh's postings and scores them by BM25, as the other engines do."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from learnhub.platform.search_index.contract import Clause, Query
from learnhub.platform.search_index.ranking import About, Row, Shape
from learnhub.platform.search_index.whoosh_terms import W3LeafMatcher, places

TITLE_WEIGHT = 4.0
# The usual constants of BM25: how soon more of the same counts no more, and how much the length of a text counts.
K1, B = 1.2, 0.75
# What may be kept of the postings of a segment, in lists of a term; the common terms are asked for again and again.
POSTINGS_KEPT = 512
Often = dict[int, float]
Standing = dict[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Held:
    """What is asked of every hit, in memory for all documents of a segment; who may find it, and how long it is."""

    about: About
    labels: tuple[str, ...]
    length: int


class Segment:
    """One segment of the index, which is never changed; only its list of deleted documents is."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        stored = (reader.stored_fields(at) for at in range(reader.doc_count_all()))
        self.held = [_held(*kept["about"]) for kept in stored]
        self._postings = lru_cache(POSTINGS_KEPT)(self._read)
        self._gone = _gone(reader)

    def replaced(self, reader: Any) -> "Segment":
        """The same with a newer list of deleted documents."""
        self._reader, self._gone = reader, _gone(reader)
        self._postings.cache_clear()
        return self

    def living(self) -> Iterator[Held]:
        """The documents that were not deleted."""
        return (held for at, held in enumerate(self.held) if at not in self._gone)

    def often(self, clause: Clause) -> Often:
        """In which documents a clause stands, and how often; in a title it counts more."""
        found: Often = {}
        for field, weight in (("title", TITLE_WEIGHT), ("body", 1.0)):
            for doc, times in self._times(field, clause):
                found[doc] = found.get(doc, 0.0) + weight * times
        return found

    def _times(self, field: str, clause: Clause) -> Iterator[tuple[int, int]]:
        yield from self._phrase(field, clause)
        for word in clause.others:
            yield from ((doc, len(value) // 4) for doc, value in self._postings(field, word).items())

    def _phrase(self, field: str, clause: Clause) -> Iterable[tuple[int, int]]:
        """Documents in which the terms stand one after another; the rarest term decides which are looked at."""
        lists = [self._postings(field, term) for term in clause.terms[: -1 if clause.is_prefix else None]]
        if clause.is_prefix:
            lists.append(self._beginning(field, clause.terms[-1]))
        if len(lists) == 1:
            return ((doc, len(value) // 4) for doc, value in lists[0].items())
        rarest = min(lists, key=len)
        docs = [doc for doc in rarest if all(doc in each for each in lists)]
        return ((doc, times) for doc in docs if (times := _in_order([each[doc] for each in lists])))

    def _beginning(self, field: str, beginning: str) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for term in self._reader.expand_prefix(field, beginning):
            for doc, value in self._postings(field, term.decode()).items():
                found[doc] = found.get(doc, b"") + value
        return found

    def _read(self, field: str, term: str) -> dict[int, bytes]:
        """The postings of a term in documents that were not deleted: the places as they are kept, by document."""
        if (field, term) not in self._reader:
            return {}
        found: dict[int, bytes] = {}
        matcher = self._reader.postings(field, term)
        leaf = getattr(matcher, "child", matcher)  # without the one that leaves out what was deleted
        if isinstance(leaf, W3LeafMatcher):
            for docs, values in _blocks(leaf):
                found.update(zip(docs, values, strict=True))
            for doc in self._gone:
                found.pop(doc, None)
            return found
        while matcher.is_active():
            found[matcher.id()] = matcher.value()
            matcher.next()
        return found

    def words(self) -> Iterator[tuple[str, int]]:
        """The words in letters of the body, with how many documents hold each."""
        for field, term in self._reader.terms_from("body", "a"):
            word = term.decode()
            if field != "body" or word >= "{":
                return
            yield word, self._reader.doc_frequency("body", term)


class Reader:
    """One state of the index, segment by segment."""

    def __init__(self, reader: Any, earlier: "Reader | None") -> None:
        kept = earlier.segments if earlier else {}
        self.segments: dict[str, Segment] = {}
        for leaf, _ in reader.leaf_readers():
            name = leaf.segment().segment_id() if leaf.doc_count_all() else ""
            if name:
                self.segments[name] = kept[name].replaced(leaf) if name in kept else Segment(leaf)
        lengths = [held.length for segment in self.segments.values() for held in segment.living()]
        self._count, self._average = len(lengths), max(1.0, sum(lengths) / max(1, len(lengths)))

    def rows(self, query: Query, access: frozenset[str]) -> list[Row]:
        """The documents that match and carry one of these labels, scored."""
        found = [(segment, [segment.often(clause) for clause in query.clauses]) for segment in self.segments.values()]
        rarity = [
            self._rarity(sum(len(often[at]) for _, often in found)) for at in range(len(query.clauses))
        ]  # fmt: skip
        rows: list[Row] = []
        for segment, often in found:
            for doc, standing in _matching(often, query.needed):
                held = segment.held[doc]
                if not access.isdisjoint(held.labels):
                    score = sum(rarity[at] * self._weight(times, held.length) for at, times in standing)
                    rows.append((score, held.about))
        return rows

    def words(self) -> dict[str, int]:
        """The words in letters of all segments."""
        found: dict[str, int] = {}
        for segment in self.segments.values():
            for word, count in segment.words():
                found[word] = found.get(word, 0) + count
        return found

    def _rarity(self, holding: int) -> float:
        return max(1e-6, math.log((self._count - holding + 0.5) / (holding + 0.5)))

    def _weight(self, times: float, length: int) -> float:
        return times * (K1 + 1) / (times + K1 * (1 - B + B * length / self._average))


def _gone(reader: Any) -> frozenset[int]:
    deleted = reader.is_deleted
    return frozenset(filter(deleted, range(reader.doc_count_all()))) if reader.has_deletions() else frozenset()


def _blocks(leaf: Any) -> Iterator[tuple[Sequence[int], Sequence[bytes]]]:
    """A common term stands in thousands of postings: taking a block at a time spares four calls for each."""
    while leaf.is_active():
        leaf._read_ids()
        leaf._read_values()
        yield leaf._ids, leaf._values
        leaf._next_block()


def _held(key: str, shape: Shape, title: str, labels: tuple[str, ...], length: int) -> Held:
    return Held((key, shape, title), labels, length)


def _matching(often: Sequence[Often], needed: int) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """The documents that enough clauses hold, with how often each does."""
    if not often:
        return
    if len(often) == 1:
        yield from ((doc, [(0, times)]) for doc, times in often[0].items())
        return
    if needed >= len(often):
        rarest = min(often, key=len)
        for doc in rarest:
            if all(doc in each for each in often):
                yield doc, [(at, each[doc]) for at, each in enumerate(often)]
        return
    for doc in set().union(*often):
        held = [(at, each[doc]) for at, each in enumerate(often) if doc in each]
        if len(held) >= needed:
            yield doc, held


def _in_order(values: Sequence[bytes]) -> int:
    """How often terms stand one after another; the rarest are put together first, since most pairs never meet."""
    first, *others = sorted(enumerate(values), key=lambda each: len(each[1]))
    starts = {place - first[0] for place in places(first[1])}
    for at, value in others:
        starts &= {place - at for place in places(value)}
        if not starts:
            return 0
    return len(starts)

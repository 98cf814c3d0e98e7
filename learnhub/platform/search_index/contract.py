"""What every search engine promises: documents in terms, queries in terms, and hits by right of access."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

FACETS = ("kind", "language", "category")
# A document whose title is what was asked for comes before one that says it often.
COVERED_TITLE = 3.0
SAME_TITLE = 5.0


class IndexUnavailable(Exception):
    """The index is missing, damaged or of another version; it is built anew, and until then the database is asked."""


class Clause(Protocol):
    """Terms that must stand next to each other; each of `others` is a term as good as all of them."""

    @property
    def terms(self) -> tuple[str, ...]: ...
    @property
    def literal(self) -> str: ...
    @property
    def is_prefix(self) -> bool: ...
    @property
    def others(self) -> tuple[str, ...]: ...


class Query(Protocol):
    """Clauses, of which at least `needed` must match; `text` is all that was asked, folded."""

    @property
    def text(self) -> str: ...
    @property
    def clauses(self) -> Sequence[Clause]: ...
    @property
    def needed(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of a document: terms of its title and of each part, and who may find it.

    `title` is folded as queries are. A document is found by whoever brings one of its `labels`.
    """

    key: str
    kind: str
    language: str
    category: str
    labels: frozenset[str]
    title: str
    title_terms: Sequence[str]
    parts: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found; a higher score is a better one."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found; `counts` say for each facet how many there are of each value without its filter."""

    total: int = 0
    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A document that matched and that the asker may find, before it is filtered and sorted."""

    key: str
    score: float
    kind: str
    language: str
    category: str
    title: str


class SearchEngine(Protocol):
    """An index of documents. Only the job worker writes it; every method may raise IndexUnavailable."""

    name: str

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, or replace those of the same key; durable when it returns."""

    def remove(self, keys: Iterable[str]) -> None:
        """Forget documents; a key that is not there is none."""

    def search(
        self,
        query: Query,
        *,
        access: frozenset[str],
        kinds: Sequence[str] = (),
        filters: Mapping[str, str] | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Hits:
        """What matches and carries a label of `access`; `filters` are of `language` and `category`."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the one in use and switch to it in one step; returns how many it holds."""

    def words(self) -> Mapping[str, int]:
        """The words in letters that are indexed, with how many documents hold each; may be a minute old."""

    def healthy(self) -> bool:
        """Whether there is an index that can be read; cheap enough for every turn of the worker."""

    def size(self) -> int:
        """How many bytes the index takes."""


def gather(
    rows: Iterable[Row],
    query: Query,
    *,
    kinds: Sequence[str] = (),
    filters: Mapping[str, str] | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Hits:
    """Count, filter and sort what matched; each facet is counted without its own filter."""
    chosen: dict[str, frozenset[str]] = {name: frozenset((value,)) for name, value in (filters or {}).items()}
    if kinds:
        chosen["kind"] = frozenset(kinds)
    literals = tuple({clause.literal for clause in query.clauses})
    found: list[tuple[float, str]] = []
    shapes: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        shape = (row.kind, row.language, row.category)
        shapes[shape] += 1
        if not chosen or _missing(shape, chosen) == []:
            found.append((-row.score * (1 + _title_bonus(row.title, query.text, literals)), row.key))
    found.sort()
    page = tuple(Hit(key, -score) for score, key in found[offset : offset + limit])
    return Hits(len(found), page, _counts(shapes, chosen))


def mostly(found: Iterable[Iterable[Row]], needed: int) -> Iterator[Row]:
    """The rows that at least so many clauses found, with their scores together; each clause counts twice over."""
    best: dict[str, tuple[int, float, Row]] = {}
    for rows in found:
        for row in rows:
            times, score, _ = best.get(row.key, (0, 0.0, row))
            best[row.key] = (times + 1, score + row.score, row)
    for times, score, row in best.values():
        if times >= needed:
            yield Row(row.key, score * times, row.kind, row.language, row.category, row.title)


def _missing(shape: tuple[str, str, str], chosen: Mapping[str, frozenset[str]]) -> list[str]:
    """The facets by whose filter a document is left out."""
    return [name for name, value in zip(FACETS, shape, strict=True) if name in chosen and value not in chosen[name]]


def _counts(
    shapes: Mapping[tuple[str, str, str], int], chosen: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for shape, number in shapes.items():
        missing = _missing(shape, chosen)
        for name, value in zip(FACETS, shape, strict=True):
            if value and set(missing) <= {name}:
                counts[name][value] += number
    return {name: dict(values) for name, values in counts.items()}


def _title_bonus(title: str, text: str, literals: Sequence[str]) -> float:
    if title == text:
        return COVERED_TITLE + SAME_TITLE
    covered = sum(len(literal) for literal in literals if literal in title)
    return COVERED_TITLE * min(1.0, covered / len(title)) if covered else 0.0

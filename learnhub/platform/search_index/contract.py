"""What every search engine promises: documents in terms, queries in terms, and hits by right of access."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

FACETS = ("kind", "language", "category", "course")
# Rises whenever an engine keeps something otherwise; an index of another number is built anew.
FORMAT = 2


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
    course: str = ""

    @property
    def shape(self) -> tuple[str, str, str, str]:
        """Its value for each facet."""
        return self.kind, self.language, self.category, self.course


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
        language: str = "",
    ) -> Hits:
        """What matches and carries a label of `access`; `filters` are of the facets but `kind`.

        Of what fits alike, that in `language` comes first.
        """

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the one in use and switch to it in one step; returns how many it holds."""

    def words(self) -> Mapping[str, int]:
        """The words in letters that are indexed, with how many documents hold each; may be a minute old."""

    def build(self) -> str:
        """Which build this is, of which engine and format, in at most 32 characters; empty where there is none."""

    def healthy(self) -> bool:
        """Whether there is an index that can be read; cheap enough for every turn of the worker."""

    def size(self) -> int:
        """How many bytes the index takes."""

"""The index in PostgreSQL's full text search, on the same terms as the other engines; its tables are in a migration.

A text search vector knows places up to 16,383 and 256 of each term, so a document is kept in pieces far below that. A
piece begins with the terms that end the one before, so that no phrase is cut in two.
"""

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from learnhub.platform.db import session, transaction
from learnhub.platform.search_index.contract import (
    FORMAT,
    Clause,
    Document,
    Hits,
    IndexUnavailable,
    Query,
)
from learnhub.platform.search_index.ranking import Row, mostly, rank

PIECE = 400
OVERLAP = 63
BATCH = 100
WORDS_KEPT_S = 60.0
TITLE_WEIGHT = 4.0
K1, B = 1.2, 0.75

_GENERATION = "(SELECT generation FROM learnhub_search.state)"
_MATCHING = sa.text(f"""
SELECT d.key, d.kind, d.language, d.category, d.course, d.title, d.length,
       d.labels && CAST(:access AS text[]) AS allowed, count(*) FILTER (WHERE NOT p.is_title) AS pieces,
       bool_or(p.is_title) AS in_title
FROM learnhub_search.parts AS p JOIN learnhub_search.docs AS d ON d.id = p.doc
WHERE p.terms @@ CAST(:asked AS tsquery) AND d.generation = {_GENERATION} GROUP BY d.id
""")  # noqa: S608 - nothing is put in but the constant above
_ABOUT = sa.text(
    f"SELECT count(*), coalesce(avg(length), 1) FROM learnhub_search.docs WHERE generation = {_GENERATION}"  # noqa: S608
)
_CURRENT = sa.text("SELECT generation FROM learnhub_search.state")
_FORGET = sa.text("DELETE FROM learnhub_search.docs WHERE generation = :generation AND key = ANY(:keys)")
_ADD = sa.text(
    "INSERT INTO learnhub_search.docs (generation, key, kind, language, category, course, title, labels, length) "
    "VALUES (:generation, :key, :kind, :language, :category, :course, :title, :labels, :length) RETURNING id"
)
_ADD_PART = sa.text(
    "INSERT INTO learnhub_search.parts (doc, is_title, terms) VALUES (:doc, :is_title, CAST(:terms AS tsvector))"
)
_ADD_WORDS = sa.text(
    "INSERT INTO learnhub_search.words SELECT :generation, unnest(CAST(:words AS text[])) ON CONFLICT DO NOTHING"
)
# Of two builds at once the one that began last stays, whichever ends first, and neither touches what the other writes.
_SWITCH = (
    sa.text("UPDATE learnhub_search.state SET generation = :generation WHERE generation < :generation"),
    sa.text("DELETE FROM learnhub_search.docs WHERE generation < (SELECT generation FROM learnhub_search.state)"),
    sa.text("DELETE FROM learnhub_search.words WHERE generation < (SELECT generation FROM learnhub_search.state)"),
)
_SIZE = sa.text(
    "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class AS c "
    "JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = 'learnhub_search' AND c.relkind = 'r'"
)


class PostgresqlEngine:
    """An index in tables of the application's own database, in a schema of its own."""

    name = "postgresql"

    def __init__(self) -> None:
        self._words: tuple[int, float, dict[str, int]] | None = None

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents, all of them or none."""
        found = list(documents)
        generation = self._generation()
        with transaction():
            session().execute(_FORGET, {"generation": generation, "keys": [document.key for document in found]})
            _add(found, generation)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget documents."""
        generation = self._generation()
        with transaction():
            session().execute(_FORGET, {"generation": generation, "keys": list(keys)})

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
        """What matches and may be found."""
        self._generation()
        count, average = session().execute(_ABOUT).one()
        found = [_rows(clause, access, count, float(average)) for clause in query.clauses]
        ranking = rank(mostly(found, query.needed), query, language)
        return ranking.page(kinds=kinds, filters=filters, limit=limit, offset=offset)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Write all documents beside those in use, then switch in one transaction."""
        generation = max(time.time_ns(), (session().scalar(_CURRENT) or 0) + 1)
        count, walk = 0, iter(documents)
        while batch := list(islice(walk, BATCH)):
            with transaction():
                _add(batch, generation)
            count += len(batch)
        with transaction():
            switch, *clean = _SWITCH
            session().execute(switch, {"generation": generation})
            for statement in clean:
                session().execute(statement)
        return count

    def words(self) -> Mapping[str, int]:
        """The words in letters that were indexed since the last rebuild; each counts as one."""
        generation, known = self._generation(), self._words
        if known is None or known[0] != generation or time.monotonic() - known[1] > WORDS_KEPT_S:
            words = session().execute(
                sa.text("SELECT word FROM learnhub_search.words WHERE generation = :generation"),
                {"generation": generation},
            )
            known = self._words = (generation, time.monotonic(), dict.fromkeys(words.scalars(), 1))
        return known[2]

    def build(self) -> str:
        """Which generation is in use."""
        found = session().scalar(_CURRENT)
        return f"{self.name}{FORMAT}:{found}" if found else ""

    def healthy(self) -> bool:
        """Whether there is an index."""
        try:
            self._generation()
        except IndexUnavailable:
            return False
        return True

    def size(self) -> int:
        """Bytes of the tables with their indexes."""
        return int(session().scalar(_SIZE) or 0)

    def _generation(self) -> int:
        """Which documents are in use; raises IndexUnavailable before the first build."""
        found = session().scalar(_CURRENT)
        if not found:
            raise IndexUnavailable("there is no index")
        return int(found)


def _rows(clause: Clause, access: frozenset[str], count: int, average: float) -> Iterator[Row]:
    """What a clause matches, scored by BM25 with pieces counted instead of places."""
    found = session().execute(_MATCHING, {"asked": _asked(clause), "access": sorted(access)}).all()
    rarity = max(1e-6, math.log((count - len(found) + 0.5) / (len(found) + 0.5)))
    for row in found:
        if row.allowed:
            often = row.pieces + (TITLE_WEIGHT if row.in_title else 0.0)
            weight = often * (K1 + 1) / (often + K1 * (1 - B + B * row.length / average))
            yield rarity * weight, (row.key, (row.kind, row.language, row.category, row.course), row.title)


def _asked(clause: Clause) -> str:
    """A clause in the language of text search; terms hold nothing but letters and digits."""
    terms = [f"'{term}'" for term in clause.terms]
    if clause.is_prefix:
        terms[-1] += ":*"
    return " | ".join([f"({' <-> '.join(terms)})", *(f"'{word}'" for word in clause.others)])


def _add(documents: Sequence[Document], generation: int) -> None:
    words: set[str] = set()
    for document in documents:
        pieces = [piece for part in document.parts for piece in _pieces(part)]
        about = {name: getattr(document, name) for name in ("key", "kind", "language", "category", "course", "title")}
        about |= {"generation": generation, "labels": sorted(document.labels), "length": max(1, len(pieces))}
        doc = session().execute(_ADD, about).scalar_one()
        parts = [{"doc": doc, "is_title": False, "terms": _vector(piece)} for piece in pieces]
        parts += [{"doc": doc, "is_title": True, "terms": _vector(piece)} for piece in _pieces(document.title_terms)]
        if parts:
            session().execute(_ADD_PART, parts)
        words |= {term for part in document.parts for term in part if "a" <= term < "{"}
    if words:
        session().execute(_ADD_WORDS, {"generation": generation, "words": sorted(words)})


def _pieces(terms: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(terms), PIECE):
        yield terms[max(0, start - OVERLAP) : start + PIECE]


def _vector(terms: Sequence[str]) -> str:
    """The terms with their places, as a text search vector is written."""
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms, 1):
        places.setdefault(term, []).append(str(place))
    return " ".join(f"'{term}':{','.join(standing)}" for term, standing in places.items())

"""Asks the index, or while that is missing the database itself, and shows what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa

from learnhub.platform.db import fetch
from learnhub.platform.search_index import Hits, IndexUnavailable, SearchEngine, engine
from learnhub.search.models import IndexChange, SearchDocument, SearchLabel, SearchPart
from learnhub.search.queries.present import still_present
from learnhub.search.queries.without_index import search_texts
from learnhub.search.rules.snippets import Snippet, best_snippet, marked
from learnhub.search.rules.spelling import like
from learnhub.search.rules.tokens import Clause, Query, loosened, query_terms, respelt


class Notice(StrEnum):
    """What the reader is told about how something was found."""

    RESPELT = "respelt"
    LOOSENED = "loosened"
    NO_INDEX = "no_index"


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found: `place` is the address of its best section, whose title is `section`."""

    kind: str
    ident: int
    title: Snippet
    beside: str
    language: str
    category: str
    source_path: str
    place: str
    section: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what was found; `counts` are for `kind`, `language` and `category`, each without its own filter.

    `respelt` are the words that were also looked for where one seemed misspelt.
    """

    query: Query
    total: int
    found: tuple[Found, ...]
    counts: Mapping[str, Mapping[str, int]]
    notices: frozenset[Notice] = frozenset()
    respelt: Mapping[str, tuple[str, ...]] | None = None


_DOCUMENTS = sa.select(
    SearchDocument.id, SearchDocument.key, SearchDocument.kind, SearchDocument.ident, SearchDocument.title,
    SearchDocument.beside, SearchDocument.language, SearchDocument.category, SearchDocument.source_path,
    SearchDocument.place,
    sa.exists()
    .where(IndexChange.kind == SearchDocument.kind, IndexChange.ident == SearchDocument.ident)
    .label("is_changing"),
).where(
    SearchDocument.key.in_(sa.bindparam("keys", expanding=True)),
    # Asked again of the present: the index may be a moment older.
    sa.exists().where(
        SearchLabel.document_id == SearchDocument.id, SearchLabel.label.in_(sa.bindparam("access", expanding=True))
    ),
)  # fmt: skip
_PARTS = (
    sa.select(SearchPart.document_id, SearchPart.title, SearchPart.anchor, SearchPart.text)
    .where(SearchPart.document_id.in_(sa.bindparam("documents", expanding=True)))
    .order_by(SearchPart.document_id, SearchPart.position)
)


def find(
    text: str,
    *,
    access: frozenset[str],
    kinds: Sequence[str] = (),
    filters: Mapping[str, str] | None = None,
    limit: int = 10,
    offset: int = 0,
    language: str = "",
) -> Findings:
    """What somebody with these labels, who reads this language, finds; raises Invalid for a query that is too long.

    What stands nowhere as it was asked is looked for with other spellings, and then in single terms.
    """
    asked = query_terms(text)
    if not asked:
        return Findings(asked, 0, (), {})
    wanted = _Wanted(access, kinds, filters or {}, limit, offset, language)
    try:
        return _in_index(engine(), asked, wanted)
    except IndexUnavailable:
        hits = search_texts(
            asked, access=access, kinds=kinds, filters=filters or {}, limit=limit, offset=offset, language=language
        )
        return _shown(asked, hits, access, frozenset({Notice.NO_INDEX}))


@dataclass(frozen=True, slots=True)
class _Wanted:
    access: frozenset[str]
    kinds: Sequence[str]
    filters: Mapping[str, str]
    limit: int
    offset: int
    language: str

    def ask(self, index: SearchEngine, query: Query) -> Hits:
        return index.search(
            query, access=self.access, kinds=self.kinds, filters=self.filters, limit=self.limit, offset=self.offset,
            language=self.language,
        )  # fmt: skip


def _in_index(index: SearchEngine, asked: Query, wanted: _Wanted) -> Findings:
    hits = wanted.ask(index, asked)
    if _any(hits):
        return _shown(asked, hits, wanted.access, frozenset())
    spellings = _spellings(index, asked, wanted.access)
    notices = frozenset({Notice.RESPELT}) if spellings else frozenset()
    other = respelt(asked, spellings)
    if spellings and _any(hits := wanted.ask(index, other)):
        return replace(_shown(other, hits, wanted.access, notices), respelt=spellings)
    loose = loosened(other)
    if loose.clauses != other.clauses or loose.needed < other.needed:
        hits = wanted.ask(index, loose)
        notices |= {Notice.LOOSENED}
    return replace(
        _shown(loose, hits, wanted.access, notices if _any(hits) else frozenset()), respelt=spellings or None
    )


def _any(hits: Hits) -> bool:
    """Whether something matches, be it of a kind that is filtered out."""
    return hits.total > 0 or any(hits.counts.get("kind", {}).values())


def _spellings(index: SearchEngine, asked: Query, access: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """For each word that stands nowhere: those that it may have meant, out of texts that the asker may see."""
    words = [clause.terms[0] for clause in asked.clauses if clause.is_word]
    if not words:
        return {}

    @cache
    def is_seen(word: str) -> bool:
        return index.search(Query(word, (Clause((word,), word),), 1), access=access, limit=0).total > 0

    known = index.words()
    return {word: others for word in words if not is_seen(word) and (others := like(word, known, is_seen))}


def _shown(query: Query, hits: Hits, access: frozenset[str], notices: frozenset[Notice]) -> Findings:
    keys = [hit.key for hit in hits.hits]
    documents = _documents(keys, access) if keys else {}
    parts: dict[int, list[sa.Row[tuple[int, str, str, str]]]] = {}
    for part in fetch(_PARTS, documents=[row.id for row in documents.values()]) if documents else ():
        parts.setdefault(part.document_id, []).append(part)
    # A document that went away a moment ago may still be in the index; it is neither shown nor counted.
    rows = [documents[key] for key in keys if key in documents]
    total = hits.total - (len(keys) - len(rows))
    found = tuple(_found(row, parts.get(row.id, []), query) for row in rows)
    return Findings(query, total, found, hits.counts, notices)


def _documents(keys: Sequence[str], access: frozenset[str]) -> dict[str, Any]:
    """What may be shown of what was found; what is changing at this moment is looked at itself."""
    rows = fetch(_DOCUMENTS, keys=keys, access=sorted(access))
    changing: dict[str, list[int]] = {}
    for row in rows:
        if row.is_changing:
            changing.setdefault(row.kind, []).append(row.ident)
    present = {kind: still_present(kind, idents, access) for kind, idents in changing.items()}
    return {row.key: row for row in rows if not row.is_changing or row.ident in present[row.kind]}


def _found(row: sa.Row[tuple[object, ...]], parts: Sequence[sa.Row[tuple[int, str, str, str]]], query: Query) -> Found:
    place, words = best_snippet([part.text for part in parts], query)
    best = parts[place] if parts else None
    return Found(
        kind=row.kind,
        ident=row.ident,
        title=marked(row.title, query),
        beside=row.beside,
        language=row.language,
        category=row.category,
        source_path=row.source_path,
        place=f"{row.place}#{best.anchor}" if best is not None and best.anchor else row.place,
        section=best.title if best is not None else "",
        snippet=words,
    )

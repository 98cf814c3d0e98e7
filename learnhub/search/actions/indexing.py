"""Keeps the documents that can be found as their sources have them, and hands them to the index in terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import sqlalchemy as sa

from learnhub.kernel.text import normalise, one_line
from learnhub.platform.db import session
from learnhub.platform.search_index import Document
from learnhub.search.actions.sources import SOURCES, Entry
from learnhub.search.models import IndexChange, SearchDocument, SearchLabel, SearchPart
from learnhub.search.rules.folding import fold, seen
from learnhub.search.rules.tokens import index_terms

BATCH = 100
LONGEST_TEXT = 2_000_000

_DOCUMENTS = sa.select(
    SearchDocument.id, SearchDocument.key, SearchDocument.kind, SearchDocument.language, SearchDocument.category,
    SearchDocument.course, SearchDocument.title,
).where(SearchDocument.key.in_(sa.bindparam("keys", expanding=True)))  # fmt: skip
_LABELS = sa.select(SearchLabel.document_id, SearchLabel.label).where(
    SearchLabel.document_id.in_(sa.bindparam("documents", expanding=True))
)
_TEXTS = (
    sa.select(SearchPart.document_id, SearchPart.text)
    .where(SearchPart.document_id.in_(sa.bindparam("documents", expanding=True)))
    .order_by(SearchPart.document_id, SearchPart.position)
)


@dataclass(frozen=True)
class Batch:
    """Some changes, in the order in which they were noted, each thing once."""

    changes: tuple[int, ...]
    idents: dict[str, list[int]]


@dataclass(frozen=True)
class Renewed:
    """What the index must learn: keys that hold something now, and keys that went."""

    keys: tuple[str, ...]
    gone: tuple[str, ...]


def next_batch() -> Batch | None:
    """The oldest changes that the index does not have, up to a batch of different things; None where there are none."""
    noted = sa.select(IndexChange.id, IndexChange.kind, IndexChange.ident).order_by(IndexChange.id)
    changes: list[int] = []
    things: dict[tuple[str, int], None] = {}
    for change, kind, ident in session().execute(noted.limit(BATCH * 10)):
        if (kind, ident) not in things and len(things) == BATCH:
            break
        things[(kind, ident)] = None
        changes.append(change)
    idents: dict[str, list[int]] = {}
    for kind, ident in things:
        idents.setdefault(kind, []).append(ident)
    return Batch(tuple(changes), idents) if changes else None


def noted_so_far() -> Sequence[int]:
    """Every change that is noted now."""
    return session().scalars(sa.select(IndexChange.id)).all()


def forget_changes(changes: Sequence[int]) -> None:
    """These changes are in the index."""
    for start in range(0, len(changes), BATCH * 10):
        session().execute(sa.delete(IndexChange).where(IndexChange.id.in_(changes[start : start + BATCH * 10])))


def renew_documents(kind: str, idents: Sequence[int], *, now: datetime) -> Renewed:
    """Make the documents of these things anew as their source has them now; those that went are not deleted yet."""
    source = SOURCES.get(kind)
    entries = {_key(kind, entry): entry for entry in source.collect(idents)} if source else {}
    known = sa.select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ident.in_(idents))
    documents = {document.key: document for document in session().scalars(known)}
    for key, entry in entries.items():
        document = documents.get(key)
        if document is None:
            document = SearchDocument(key=key, kind=kind)
            session().add(document)
        _fill(document, entry, now)
    session().flush()
    return Renewed(tuple(entries), tuple(sorted(documents.keys() - entries.keys())))


def delete_documents(keys: Iterable[str]) -> None:
    """Delete documents, once the index no longer has them."""
    for document in session().scalars(sa.select(SearchDocument).where(SearchDocument.key.in_(list(keys)))):
        session().delete(document)
    session().flush()


def idents_of(kind: str) -> list[int]:
    """Everything of a kind that can be found, and what was found before and has to go."""
    known = set(session().scalars(sa.select(SearchDocument.ident).where(SearchDocument.kind == kind)))
    source = SOURCES.get(kind)
    return sorted(known.union(source.everything() if source else ()))


def kinds() -> list[str]:
    """Every kind that has a source or documents."""
    return sorted({*SOURCES, *session().scalars(sa.select(SearchDocument.kind).distinct())})


def all_keys() -> Sequence[str]:
    """The keys of everything that can be found."""
    return session().scalars(sa.select(SearchDocument.key).order_by(SearchDocument.id)).all()


def documents(keys: Iterable[str]) -> Iterator[Document]:
    """These documents in terms, a batch at a time; those that are no longer there are left out."""
    walk = iter(keys)
    while batch := list(islice(walk, BATCH)):
        yield from _in_terms(batch)


def note_what_changed(since: datetime) -> int:
    """Note again what changed while an index was built, since that has only some of it; returns how much it is."""
    changed = sa.select(SearchDocument.kind, SearchDocument.ident).where(SearchDocument.collected_at >= since)
    rows = session().execute(changed.distinct()).all()
    session().add_all(IndexChange(kind=kind, ident=ident, noted_at=since) for kind, ident in rows)
    session().flush()
    return len(rows)


def _key(kind: str, entry: Entry) -> str:
    return f"{kind}:{entry.ident}:{entry.name}" if entry.name else f"{kind}:{entry.ident}"


def _fill(document: SearchDocument, entry: Entry, now: datetime) -> None:
    document.ident, document.title = entry.ident, seen(one_line(entry.title))[:300]
    document.beside, document.place = one_line(entry.beside)[:300], entry.place
    document.language, document.category, document.source_path = entry.language, entry.category, entry.source_path
    document.course, document.collected_at = entry.course, now
    kept = [held for held in document.labels if held.label in entry.labels]
    new = sorted(entry.labels - {held.label for held in kept})
    document.labels = [*kept, *(SearchLabel(label=label) for label in new)]
    session().flush()
    session().execute(sa.delete(SearchPart).where(SearchPart.document_id == document.id))
    if rows := list(_rows(document.id, entry)):
        session().execute(sa.insert(SearchPart), rows)


def _rows(document_id: int, entry: Entry) -> Iterator[dict[str, object]]:
    left = LONGEST_TEXT
    for position, part in enumerate(entry.parts):
        text = seen(normalise(part.text))[:left]
        left -= len(text)
        about = {"title": one_line(part.title)[:300], "anchor": part.anchor}
        yield {"document_id": document_id, "position": position, "text": text, **about}


def _in_terms(keys: Sequence[str]) -> Iterator[Document]:
    rows = session().execute(_DOCUMENTS, {"keys": keys}).all()
    idents = [row.id for row in rows]
    labels, texts = defaultdict(list), defaultdict(list)
    for document_id, label in session().execute(_LABELS, {"documents": idents}):
        labels[document_id].append(label)
    for document_id, text in session().execute(_TEXTS, {"documents": idents}):
        texts[document_id].append(text)
    for row in rows:
        yield Document(
            key=row.key,
            kind=row.kind,
            language=row.language,
            category=row.category,
            course=row.course,
            labels=frozenset(labels[row.id]),
            title=fold(row.title),
            title_terms=index_terms(row.title),
            parts=[index_terms(text) for text in texts[row.id]],
        )

"""The index in a file of SQLite's full text search: fast to write and to ask."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from learnhub.kernel import ids
from learnhub.platform.db import sqlite_module
from learnhub.platform.search_index.contract import FORMAT, Clause, Document, Hits, IndexUnavailable, Query
from learnhub.platform.search_index.generations import Generations
from learnhub.platform.search_index.ranking import About, Ranking, Rankings, Row, mostly, rank

FILE = "index.sqlite3"
BREAK = "¶"
WORDS_KEPT_S = 60.0
# Deleting from an index without its texts came with this release; before, the terms are kept twice.
CONTENTLESS = (3, 43, 0)
_SCHEMA = """
CREATE TABLE state (token TEXT NOT NULL);
CREATE TABLE docs (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
                   language TEXT NOT NULL, category TEXT NOT NULL, course TEXT NOT NULL, title TEXT NOT NULL,
                   labels TEXT NOT NULL);
CREATE VIRTUAL TABLE terms USING fts5 (title, body, tokenize = 'ascii'{content});
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (terms, 'row');
"""
_MATCHING = "SELECT rowid, -bm25(terms, 4.0, 1.0) FROM terms WHERE terms MATCH ?"
_STATE = "SELECT token FROM state"
_NEWER = "SELECT id, key, kind, language, category, course, title, labels FROM docs WHERE id > ? ORDER BY id"
Held = tuple[About, frozenset[str]]
"""What is asked of a document, and the labels of those who may find it."""


@dataclass(slots=True)
class Known:
    """What is asked of every hit, held in memory: key, shape, title and labels of each document.

    An id is never given twice, so what came since the last look is all that is missing; what went is not matched.
    """

    path: Path
    token: str = ""
    last: int = 0
    docs: dict[int, Held] = field(default_factory=dict)
    labels: dict[str, frozenset[str]] = field(default_factory=dict)


class Fts5Engine:
    """An index in one SQLite file; readers and the one writer do not wait for each other."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._known: Known | None = None
        self._rankings = Rankings()
        self._words: tuple[str, float, dict[str, int]] | None = None

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents, all of them or none."""
        with self._writing() as connection:
            for document in documents:
                _forget(connection, document.key)
                _add(connection, document)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget documents."""
        with self._writing() as connection:
            for key in keys:
                _forget(connection, key)

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
        if not query.clauses:
            return Hits()
        with self._reading() as connection:
            known = self._knowledge(connection)
            found = self._rankings.take(
                (str(known.path), known.token),
                (query, access, language),
                lambda: _ranked(connection, query, access, known.docs, language),
            )
        return found.page(kinds=kinds, filters=filters, limit=limit, offset=offset)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new file and switch to it."""
        with self.generations.alone():
            return self._rebuild(documents)

    def _rebuild(self, documents: Iterable[Document]) -> int:
        made, count = self.generations.new(), 0
        connection = _opened(made / FILE)
        try:
            options = ", content = '', contentless_delete = 1" if _is_contentless() else ""
            connection.executescript(_SCHEMA.format(content=options))
            connection.execute("BEGIN")
            connection.execute("INSERT INTO state (token) VALUES (?)", (ids.token(8),))
            for document in documents:
                _add(connection, document)
                count += 1
            connection.execute("COMMIT")
        finally:
            connection.close()
        self.generations.switch(made)
        return count

    def words(self) -> Mapping[str, int]:
        """The indexed words in letters."""
        path, known = self._path(), self._words
        if known is None or known[0] != str(path) or time.monotonic() - known[1] > WORDS_KEPT_S:
            with self._reading() as connection:
                found = connection.execute("SELECT term, doc FROM vocabulary WHERE term >= 'a' AND term < '{'")
                known = self._words = (str(path), time.monotonic(), dict(found.fetchall()))
        return known[2]

    def build(self) -> str:
        """Which file is in use."""
        found = self.generations.current()
        return f"{self.name}{FORMAT}:{found.name}" if found else ""

    def healthy(self) -> bool:
        """Whether there is a file that can be read and that nobody found damaged."""
        if self.generations.is_noted_broken():
            return False
        try:
            with self._reading() as connection:
                connection.execute("SELECT rowid FROM terms LIMIT 1").fetchone()
        except IndexUnavailable:
            return False
        return True

    def size(self) -> int:
        """Bytes of the file in use."""
        return self.generations.size()

    def _knowledge(self, connection: Any) -> Known:
        """What is known of the documents of the file in use, up to its present state."""
        path, token = self._path(), connection.execute(_STATE).fetchone()[0]
        with self._lock:
            known = self._known
            if known is None or known.path != path:
                known = self._known = Known(path)
            if known.token != token:
                for doc, key, kind, language, category, course, title, labels in connection.execute(
                    _NEWER, (known.last,)
                ):
                    held = known.labels.setdefault(labels, frozenset(labels.split()))
                    known.docs[doc] = (key, (kind, language, category, course), title), held
                    known.last = doc
                known.token = token
        return known

    def _path(self) -> Path:
        found = self.generations.current()
        if found is None or not (found / FILE).is_file():
            raise IndexUnavailable("there is no index")
        return found / FILE

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """This thread's connection to the file in use."""
        path = self._path()
        known = getattr(self._mine, "known", None)
        try:
            if known is None or known[0] != path:
                if known is not None:
                    known[1].close()
                known = self._mine.known = (path, _opened(path))
                known[1].execute("PRAGMA query_only = 1")
            yield known[1]
        except Exception as error:  # a damaged file fails in any way, even in the text of SQLite's own message
            self._mine.known = None
            self._note_broken(error)
            raise IndexUnavailable(str(error)) from error

    def _note_broken(self, error: Exception) -> None:
        """A busy file is not a broken one."""
        if "locked" not in str(error):
            self.generations.note_broken()

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        path = self._path()
        try:
            connection = _opened(path)
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE state SET token = ?", (ids.token(8),))
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
        except Exception as error:
            self._note_broken(error)
            raise IndexUnavailable(str(error)) from error


def _opened(path: Path) -> Any:
    connection = sqlite_module().connect(str(path), isolation_level=None, timeout=10, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _is_contentless() -> bool:
    return bool(tuple(sqlite_module().sqlite_version_info) >= CONTENTLESS)


def _ranked(connection: Any, query: Query, access: frozenset[str], docs: Mapping[int, Held], language: str) -> Ranking:
    if query.needed >= len(query.clauses):
        asked = " AND ".join(_match(clause) for clause in query.clauses)
        return rank(_rows(connection, asked, access, docs), query, language)
    each = [_rows(connection, _match(clause), access, docs) for clause in query.clauses]
    return rank(mostly(each, query.needed), query, language)


def _rows(connection: Any, match: str, access: frozenset[str], docs: Mapping[int, Held]) -> list[Row]:
    return [
        (score, held[0])
        for doc, score in connection.execute(_MATCHING, (match,))
        if (held := docs.get(doc)) is not None and not access.isdisjoint(held[1])
    ]


def _match(clause: Clause) -> str:
    """A clause in the language of FTS5; terms hold nothing but letters and digits."""
    asked = f'"{" ".join(clause.terms)}"' + (" *" if clause.is_prefix else "")
    return "(" + " OR ".join([asked, *(f'"{word}"' for word in clause.others)]) + ")"


def _forget(connection: Any, key: str) -> None:
    found = connection.execute("SELECT id FROM docs WHERE key = ?", (key,)).fetchone()
    if found:
        connection.execute("DELETE FROM terms WHERE rowid = ?", found)
        connection.execute("DELETE FROM docs WHERE id = ?", found)


def _add(connection: Any, document: Document) -> None:
    made = connection.execute(
        "INSERT INTO docs (key, kind, language, category, course, title, labels) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document.key, *document.shape, document.title, " ".join(sorted(document.labels))),
    )
    body = f" {BREAK} ".join(" ".join(part) for part in document.parts)
    connection.execute(
        "INSERT INTO terms (rowid, title, body) VALUES (?, ?, ?)",
        (made.lastrowid, " ".join(document.title_terms), body),
    )

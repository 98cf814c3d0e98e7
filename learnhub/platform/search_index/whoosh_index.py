"""The index in Whoosh's files, all of it plain Python: the default where the database is SQLite.

Whoosh keeps postings as pickles, and reading a pickle runs what is in it. So a list of the files with their sizes and
times is kept beside them, and files that are not the ones that were written are never read.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from learnhub.platform.search_index.contract import FORMAT, Document, Hits, IndexUnavailable, Query
from learnhub.platform.search_index.generations import Generations, sync
from learnhub.platform.search_index.ranking import Rankings, Row, rank
from learnhub.platform.search_index.whoosh_reader import Reader
from learnhub.platform.search_index.whoosh_terms import index, schema

BREAK = "¶"
FILES = "files.json"
WORDS_KEPT_S = 60.0
SETTLES_IN, SETTLE_S = 10, 0.03
# More memory means fewer runs to merge at the end of a build.
BUILD_MEMORY_MB = 128


class WhooshEngine:
    """An index in a folder of files; one writer, and readers that see the last commit."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self._lock = threading.Lock()
        self._rankings = Rankings()
        self._opened: tuple[tuple[str, int], Reader] | None = None
        self._words: tuple[str, float, dict[str, int]] | None = None

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents, all of them or none."""
        with self._writing() as writer:
            for document in documents:
                writer.update_document(**_fields(document))

    def remove(self, keys: Iterable[str]) -> None:
        """Forget documents."""
        with self._writing() as writer:
            for key in keys:
                writer.delete_by_term("key", key)

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
        with self._reading() as reader:
            found = self._rankings.take(
                reader, (query, access, language), lambda: rank(self._rows(reader, query, access), query, language)
            )
        return found.page(kinds=kinds, filters=filters, limit=limit, offset=offset)

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new folder and switch to it."""
        with self.generations.alone():
            return self._rebuild(documents)

    def _rebuild(self, documents: Iterable[Document]) -> int:
        made, count = self.generations.new(), 0
        with _committed(index.create_in(str(made), schema()), memory=BUILD_MEMORY_MB) as writer:
            for document in documents:
                writer.add_document(**_fields(document))
                count += 1
        _note_files(made)
        self.generations.switch(made)
        return count

    def words(self) -> Mapping[str, int]:
        """The indexed words in letters."""
        known, path = self._words, str(self.generations.current())
        if known is None or known[0] != path or time.monotonic() - known[1] > WORDS_KEPT_S:
            with self._reading() as reader, self._lock:
                known = self._words = (path, time.monotonic(), reader.words())
        return known[2]

    def build(self) -> str:
        """Which folder is in use."""
        found = self.generations.current()
        return f"{self.name}{FORMAT}:{found.name}" if found else ""

    def healthy(self) -> bool:
        """Whether the files are the ones that were written, and nobody found them damaged."""
        if self.generations.is_noted_broken():
            return False
        try:
            with self._reading(checked=True):
                return True
        except IndexUnavailable:
            return False

    def size(self) -> int:
        """Bytes of the folder in use."""
        return self.generations.size()

    def _rows(self, reader: Reader, query: Query, access: frozenset[str]) -> list[Row]:
        with self._lock:
            return reader.rows(query, access)

    @contextmanager
    def _reading(self, *, checked: bool = False) -> Iterator[Reader]:
        used = self.generations.current()
        try:
            yield self._reader(checked=checked)
        except IndexUnavailable:
            raise
        except Exception as error:  # damaged files fail in any way: in structs, pickles, offsets, memory
            self._opened = None
            # A reader that was overtaken by a new build says nothing about that one.
            if used is not None and used == self.generations.current():
                self.generations.note_broken()
            raise IndexUnavailable(f"{type(error).__name__}: {error}") from error

    def _reader(self, *, checked: bool) -> Reader:
        """The reader of the last commit, shared by the threads; opened again when the list of files has changed.

        An open reader goes on while the writer commits, because the list is written last; `checked` looks at the files
        all the same.
        """
        current, known = self.generations.current(), self._opened
        if not checked and known is not None and current is not None and known[0] == _stamp(current):
            return known[1]
        found = self._settled_folder()
        stamp = _stamp(found)
        with self._lock:
            known = self._opened
            if known is None or known[0] != stamp:
                earlier = known[1] if known is not None and known[0][0] == stamp[0] else None
                known = self._opened = (stamp, Reader(index.open_dir(str(found)).reader(), earlier))
        return known[1]

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        found = self._folder()
        try:
            with _committed(index.open_dir(str(found))) as writer:
                yield writer
            _note_files(found)
        except index.LockError as error:  # somebody else is writing: the index is as good as before
            raise IndexUnavailable("the index is being written") from error
        except Exception as error:
            self.generations.note_broken()
            raise IndexUnavailable(f"{type(error).__name__}: {error}") from error

    def _settled_folder(self) -> Path:
        """The folder in use; who has read in it waits until a commit that is under way has written its list."""
        for _ in range(SETTLES_IN if self._opened is not None else 0):
            try:
                return self._folder()
            except IndexUnavailable:
                if self.generations.current() is None or self.generations.is_noted_broken():
                    raise
            time.sleep(SETTLE_S)
        return self._folder()

    def _folder(self) -> Path:
        """The folder in use; raises IndexUnavailable where its files are not the ones that were written."""
        found = self.generations.current()
        if found is None:
            raise IndexUnavailable("there is no index")
        try:
            written = json.loads((found / FILES).read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise IndexUnavailable("the list of files is missing") from error
        for name, size_and_time in written.items():
            if _look(found / name) != size_and_time:
                raise IndexUnavailable(f"{name} is not the file that was written")
        # Whoosh reads the newest table of contents, also one that somebody laid beside those that it wrote.
        if strange := {path.name for path in found.glob("*.toc")} - written.keys():
            raise IndexUnavailable(f"{min(strange)} was not written here")
        return found


def _stamp(folder: Path) -> tuple[str, int]:
    try:
        return str(folder), (folder / FILES).stat().st_mtime_ns
    except OSError as error:
        raise IndexUnavailable("the list of files is missing") from error


@contextmanager
def _committed(opened: Any, *, memory: int = 32) -> Iterator[Any]:
    """A writer that commits at the end, and leaves the index as it was when something goes wrong."""
    with opened.writer(timeout=10.0, limitmb=memory) as writer:
        yield writer


def _note_files(folder: Path) -> None:
    """Bring the files to the disk, which Whoosh leaves to the system, and note which they are."""
    files = sorted(path for path in folder.iterdir() if path.name.endswith((".seg", ".toc")))
    for path in files:
        sync(path)
    part = folder / f"{FILES}.part"
    part.write_text(json.dumps({path.name: _look(path) for path in files}), encoding="ascii")
    sync(part)
    part.replace(folder / FILES)
    sync(folder)


def _look(path: Path) -> list[int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return [seen.st_size, seen.st_mtime_ns]


def _fields(document: Document) -> dict[str, Any]:
    body = [term for part in document.parts for term in (*part, BREAK)]
    about = (document.key, document.shape, document.title)
    length = len(body) + len(document.title_terms)
    return {
        "key": document.key,
        "title": list(document.title_terms),
        "body": body,
        "about": (*about, tuple(sorted(document.labels)), length),
    }

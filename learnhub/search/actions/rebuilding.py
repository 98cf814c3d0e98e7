"""Builds an index of everything that can be found, while the one before still answers."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext
from learnhub.platform.search_index import engine
from learnhub.platform.stamps import Stamp, current
from learnhub.search.actions import indexing
from learnhub.search.actions.spoken import speak_titles

Show = Callable[[Sequence[Any], str], Iterable[Any]]
_BUILD = "search_build"
Write = Callable[[], AbstractContextManager[Any]]


def rebuild(write: Write, show: Show = lambda items, _label: items) -> int:
    """Collect every document anew and build an index of them beside the one in use; returns how many it holds.

    Call it outside a transaction; it opens its own with `write`, one for each batch. What changes meanwhile is noted
    again at the end, so that nothing is missed.
    """
    noted = indexing.noted_so_far()
    for kind in indexing.kinds():
        _collect(kind, write, show)
    started, keys = clock.now(), indexing.all_keys()
    count = engine().rebuild(indexing.documents(show(keys, gettext("Index"))))
    session().rollback()
    with write():
        note_build()
    gone = sorted(set(keys) - set(indexing.all_keys()))
    session().rollback()
    if gone:
        engine().remove(gone)
    with write():
        indexing.forget_changes(noted)
        indexing.note_what_changed(started)
        speak_titles()
    return count


def is_due() -> bool:
    """Whether there is no index that can be read, or not the one that changes were brought into last.

    Another engine was chosen meanwhile, an older release kept its index otherwise, or the database came back from a
    backup: each time the index that lies there knows nothing of what changed since.
    """
    index = engine()
    return not index.healthy() or index.build() != current(_BUILD)


def note_build() -> None:
    """Say that the index in use has, or will be brought, everything that is noted."""
    session().merge(Stamp(topic=_BUILD, value=engine().build()))
    session().flush()


def _collect(kind: str, write: Write, show: Show) -> None:
    """Make the documents of a kind anew, a batch at a time so that nobody waits long for the database."""
    idents = indexing.idents_of(kind)
    session().rollback()
    for start in show(range(0, len(idents), indexing.BATCH), kind):
        with write():
            renewed = indexing.renew_documents(kind, idents[start : start + indexing.BATCH], now=clock.now())
            indexing.delete_documents(renewed.gone)

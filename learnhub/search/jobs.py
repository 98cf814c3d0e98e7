"""What the worker does for the search: brings changes into the index, and builds an index where there is none."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import structlog

from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.i18n import gettext
from learnhub.platform.jobs import enqueue, job, waker
from learnhub.platform.search_index import IndexUnavailable, engine
from learnhub.search.actions import indexing, speak_titles
from learnhub.search.actions.changes import waiting

SPOKEN = {"course", "lesson"}
log = structlog.get_logger("search")
Show = Callable[[Sequence[Any], str], Iterable[Any]]


@waker
def look() -> None:
    """Ask for what is to be done now: at every turn of the worker, so that a change is found within two seconds."""
    wanted = "search.rebuild" if not engine().healthy() else "search.update" if waiting() else None
    session().rollback()
    if wanted is not None:
        with transaction():
            enqueue(wanted, unique="now")


@job("search.update")
def update() -> None:
    """Bring what changed into the index, oldest first; a change is forgotten only when the index has it for good."""
    spoken = False
    while engine().healthy() and (batch := indexing.next_batch()) is not None:
        session().rollback()
        try:
            _bring(batch)
        except IndexUnavailable:
            return  # it broke, or was replaced this moment: the changes are still noted, and the next turn sees which
        spoken = spoken or not SPOKEN.isdisjoint(batch.idents)
    if spoken:
        with transaction():
            speak_titles()


def _bring(batch: indexing.Batch) -> None:
    with transaction():
        now = clock.now()
        renewed = [indexing.renew_documents(kind, idents, now=now) for kind, idents in batch.idents.items()]
    gone = [key for each in renewed for key in each.gone]
    found = list(indexing.documents([key for each in renewed for key in each.keys]))
    session().rollback()
    engine().put(found)
    if gone:
        engine().remove(gone)
    with transaction():
        indexing.delete_documents(gone)
        indexing.forget_changes(batch)


@job("search.rebuild")
def rebuild_index() -> None:
    """Build the index where it is missing or damaged."""
    if not engine().healthy():
        log.warning("the index of the search is missing or damaged; it is built anew")
        log.info("the index of the search is built", documents=rebuild())


def rebuild(show: Show = lambda items, _label: items) -> int:
    """Collect every document anew and build an index of them beside the one in use; returns how many it holds.

    Call it outside a transaction. What changes meanwhile is noted again at the end, so that nothing is missed.
    """
    started = clock.now()
    for kind in indexing.kinds():
        _collect(kind, show)
    keys = indexing.all_keys()
    count = engine().rebuild(indexing.documents(show(keys, gettext("Index"))))
    session().rollback()
    gone = sorted(set(keys) - set(indexing.all_keys()))
    session().rollback()
    if gone:
        engine().remove(gone)
    with transaction():
        indexing.note_what_changed(started)
        speak_titles()
    return count


def _collect(kind: str, show: Show) -> None:
    """Make the documents of a kind anew, a batch at a time so that nobody waits long for the database."""
    idents = indexing.idents_of(kind)
    session().rollback()
    for start in show(range(0, len(idents), indexing.BATCH), kind):
        with transaction():
            renewed = indexing.renew_documents(kind, idents[start : start + indexing.BATCH], now=clock.now())
            indexing.delete_documents(renewed.gone)

"""What the worker does for the search: brings changes into the index, and builds an index where there is none."""

import structlog

from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import enqueue, job, waker
from learnhub.platform.search_index import IndexUnavailable, engine
from learnhub.search.actions import indexing, speak_titles
from learnhub.search.actions.changes import waiting
from learnhub.search.actions.rebuilding import is_due, rebuild

SPOKEN = {"course", "lesson", "article"}
log = structlog.get_logger("search")


@waker
def look() -> None:
    """Ask for what is to be done now: at every turn of the worker, so that a change is found within two seconds."""
    wanted = "search.rebuild" if is_due() else "search.update" if waiting() else None
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
        indexing.forget_changes(batch.changes)


@job("search.rebuild")
def rebuild_index() -> None:
    """Build the index where it is missing or damaged."""
    if is_due():
        log.warning("the index of the search is missing, damaged or of another time; it is built anew")
        log.info("the index of the search is built", documents=rebuild(transaction))

"""Makes the books of collections, and notices those that articles were withdrawn from."""

from datetime import timedelta

import structlog
from flask import current_app

from learnhub.articles.actions.binding import fail_book, keep_book, remake_stale
from learnhub.articles.actions.books import NOT_SET, NoBook, make_book
from learnhub.articles.models import Binding, Collection
from learnhub.articles.queries.books import book_source
from learnhub.articles.queries.collections import chapters_of, content_hash, shown_of
from learnhub.articles.rules.states import BindingState
from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import job

log = structlog.get_logger("books")


@job("articles.bind_collection")
def bind_collection(binding_id: int) -> None:
    """Make one book. What cannot be made says so on the page, and is tried again when somebody asks."""
    try:
        _bind(binding_id)
    except NoBook as refused:
        log.warning("book not made", binding=binding_id, error=str(refused))
        _fail(binding_id, refused.words)
    except Exception:
        _fail(binding_id, NOT_SET)
        raise


def _bind(binding_id: int) -> None:
    binding = session().get(Binding, binding_id)
    if binding is None or binding.state is BindingState.DONE:
        return
    form, collection = binding.format, session().get_one(Collection, binding.collection_id)
    shown = shown_of(chapters_of(collection))
    if collection.revision != binding.revision or not shown:
        return  # changed while this waited: the book of the newer state is asked for on its own
    source, contents, changed_at = book_source(collection, shown), content_hash(shown), collection.changed_at
    session().rollback()  # nothing is read while the pages are set, so nobody waits for this session
    site = current_app.extensions["learnhub.config"].public_url
    content = make_book(form, source, site=site, changed_at=changed_at)
    with transaction() as current:
        keep_book(current.get_one(Binding, binding_id), content, contents, now=clock.now())


def _fail(binding_id: int, words: str) -> None:
    session().rollback()
    with transaction() as current:
        fail_book(current.get_one(Binding, binding_id), words, now=clock.now())


@job("articles.remake_books", every=timedelta(hours=1))
def remake_books() -> None:
    """Books of released collections follow what is withdrawn from them, within the hour."""
    with transaction():
        remake_stale(clock.now())

"""Books of collections: asked for, made by a job, kept in the store, made again when what is in them changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.articles.events import ArticleWithdrawn
from learnhub.articles.models import ArticleFile, Binding, Collection, CollectionItem
from learnhub.articles.queries.collections import Shown, chapters_of, content_hash, shown_of
from learnhub.articles.rules.states import BindingFormat, BindingState
from learnhub.platform import storage
from learnhub.platform.db import on_commit, session
from learnhub.platform.jobs import enqueue

# Longer than any book takes: whoever made it has died, so it may be asked for again.
TOO_LONG = timedelta(minutes=10)


def is_stuck(binding: Binding, now: datetime) -> bool:
    """Whether a book that is being made has been for so long that it will not come."""
    return binding.state is BindingState.QUEUED and binding.asked_at < now - TOO_LONG


def ask_for_books(collection: Collection, shown: Sequence[Shown], *, by: int, now: datetime) -> None:
    """Let every book of a collection be made that is not there as the collection stands now."""
    for form in BindingFormat:
        ask_for_book(collection, shown, form, by=by, now=now)


def ask_for_book(
    collection: Collection, shown: Sequence[Shown], form: BindingFormat, *, by: int, now: datetime
) -> Binding | None:  # fmt: skip
    """Let a book be made; one that is there or being made already is left alone, a failed one is tried again."""
    if not shown:
        return None
    contents = content_hash(shown)
    # Readers who ask for the same book at once wait for the first: there is no row of it yet that could be locked.
    session().execute(sa.select(Collection.id).where(Collection.id == collection.id).with_for_update())
    same = sa.select(Binding).where(
        Binding.collection_id == collection.id, Binding.format == form, Binding.revision == collection.revision
    )
    binding = session().scalar(same)
    if binding is None:
        binding = Binding(collection_id=collection.id, format=form, revision=collection.revision)
        session().add(binding)
    elif binding.content_hash == contents and binding.state is not BindingState.FAILED and not is_stuck(binding, now):
        return binding
    binding.state, binding.content_hash, binding.error = BindingState.QUEUED, contents, ""
    binding.asked_by_id, binding.asked_at, binding.made_at = by, now, None
    session().flush()
    enqueue("articles.bind_collection", unique=f"{binding.id}-{contents[:16]}", binding_id=binding.id)
    return binding


def remake_stale(now: datetime) -> int:
    """Let the books of released collections be made again whose articles were withdrawn or narrowed since."""
    released = sa.select(Collection).where(Collection.released_at.is_not(None), Collection.withdrawn_at.is_(None))
    return _remake(session().scalars(released.order_by(Collection.id)).all(), now)


def leave_books(event: ArticleWithdrawn) -> None:
    """A withdrawn article leaves the books at once."""
    session().flush()
    holding = (
        sa.select(Collection)
        .join(CollectionItem, CollectionItem.collection_id == Collection.id)
        .where(CollectionItem.article_id == event.article_id)
        .where(Collection.released_at.is_not(None), Collection.withdrawn_at.is_(None))
        .order_by(Collection.id)
    )
    _remake(session().scalars(holding).all(), event.at)


def _remake(collections: Sequence[Collection], now: datetime) -> int:
    made = 0
    for collection in collections:
        shown = shown_of(chapters_of(collection))
        present = sa.select(Binding.format).where(
            Binding.collection_id == collection.id, Binding.revision == collection.revision,
            Binding.content_hash == content_hash(shown),
        )  # fmt: skip
        known = set(session().scalars(present))
        for form in BindingFormat:
            if form not in known and ask_for_book(collection, shown, form, by=collection.editor_id, now=now):
                made += 1
    return made


def keep_book(binding: Binding, content: bytes, contents: str, *, now: datetime) -> None:
    """Keep a finished book, and let go of those that it replaces."""
    binding.digest, binding.size = storage.put(content), len(content)
    binding.state, binding.content_hash, binding.error, binding.made_at = BindingState.DONE, contents, "", now
    older = sa.select(Binding).where(
        Binding.collection_id == binding.collection_id, Binding.format == binding.format, Binding.id != binding.id,
        Binding.revision < binding.revision,
    )  # fmt: skip
    gone = session().scalars(older).all()
    for each in gone:
        session().delete(each)
    session().flush()
    digests = {each.digest for each in gone if each.digest}
    on_commit(lambda: _forget(digests))


def _forget(digests: set[str]) -> None:
    """The bytes go with the last row that names them."""
    for table in (Binding, ArticleFile):
        digests = digests - set(session().scalars(sa.select(table.digest).where(table.digest.in_(digests))))
    for digest in digests:
        storage.path_of(digest).unlink(missing_ok=True)


def fail_book(binding: Binding, error: str, *, now: datetime) -> None:
    """Say why there is no book; it can be asked for again. `error` is a message id."""
    binding.state, binding.error, binding.made_at = BindingState.FAILED, error, now

"""Who sees a document that is to become an article: only who brought it."""

from learnhub.articles.models import ArticleImport
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session

NO_IMPORT = "There is no such document, or it was discarded or forgotten after a week."


def access_import(actor: Actor, import_id: int) -> ArticleImport:
    """A document that the actor brought; NotFound otherwise."""
    kept = session().get(ArticleImport, import_id)
    if kept is None or kept.by_id != actor.id:
        raise NotFound(NO_IMPORT)
    return kept


def access_import_to_settle(actor: Actor, import_id: int) -> ArticleImport:
    """The same, locked until the transaction ends."""
    kept = access_import(actor, import_id)
    session().refresh(kept, with_for_update=True)
    return kept

"""Who gets the files of an article: whoever sees its text, and while a file is scanned nobody but its uploader."""

from learnhub.articles.models import Article, ArticleFile
from learnhub.articles.policies.articles import (
    access_article,
    access_draft,
    can_read,
    can_write,
    sees_as_reviewer,
    sees_draft,
)
from learnhub.articles.rules.states import Scan, State
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, NotFound
from learnhub.platform.db import session

NO_FILE = "There is no such file, or it is not yours to see."
BEING_CHECKED = "This file is being checked for viruses. Try again in a moment."


def access_file(actor: Actor, article_id: int, attachment_id: int) -> ArticleFile:
    """A file that the actor may open; NotFound otherwise, Conflict while it is being scanned.

    Readers of a released article get the files that stand with what was released, whatever a correction adds or
    removes meanwhile. Of a withdrawn one its reviewers still do. All others only those get who may see the draft; a
    file with a virus, nobody.
    """
    article = access_article(actor, article_id)
    file = _file(article, attachment_id)
    seen = file.is_released and (can_read(actor, article) or sees_as_reviewer(actor, article))
    if not (seen or sees_draft(actor, article)) or file.scan is Scan.INFECTED:
        raise NotFound(NO_FILE)
    if file.scan is Scan.CHECKING and file.by_id != actor.id:
        raise Conflict(BEING_CHECKED)
    return file


def may_attach(actor: Actor, article: Article) -> bool:
    """Whether the actor may add and remove files now: as for its text."""
    return article.state is State.DRAFT and can_write(actor, article)


def access_file_to_remove(actor: Actor, article_id: int, attachment_id: int) -> ArticleFile:
    """A file of a draft that the actor writes on."""
    file = _file(access_draft(actor, article_id), attachment_id)
    if file.removed_at is not None:
        raise NotFound(NO_FILE)
    return file


def _file(article: Article, attachment_id: int) -> ArticleFile:
    file = session().get(ArticleFile, attachment_id)
    if file is None or file.article_id != article.id:
        raise NotFound(NO_FILE)
    return file

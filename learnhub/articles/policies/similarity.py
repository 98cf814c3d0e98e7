"""Who sees what the similarity check found, and who may ask to write along."""

import sqlalchemy as sa

from learnhub.articles.models import Article, CoAuthor
from learnhub.articles.policies.articles import (
    NO_ARTICLE,
    WITHDRAWN,
    access_article,
    access_own,
    can_read,
    can_view,
    can_write,
    sees_as_reviewer,
)
from learnhub.articles.rules.states import CoAuthorState, State
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform.db import session

NOT_FOR_READERS = "Its authors and its reviewers see what the similarity check found."
OWN_ARTICLE = "You write this article already."
NOBODY_ASKED = "Nobody of that name asked to write along."
REVIEWS_IT = "You review the articles of this unit. Whoever reviews an article does not write it."
SAID_NO = "The author declined to write this article together."


def access_similarity(actor: Actor, article_id: int) -> Article:
    """An article whose check the actor may see: its writers and its reviewers."""
    article = access_article(actor, article_id)
    if not (can_write(actor, article) or sees_as_reviewer(actor, article)):
        raise Forbidden(NOT_FOR_READERS)
    return article


def can_see_text(actor: Actor, article: Article, version_id: int) -> bool:
    """Whether a passage of this version may be shown: what is released to the actor, or theirs to write or review."""
    if article.removed_at is not None:
        return False
    if can_write(actor, article) or sees_as_reviewer(actor, article):
        return True
    return version_id == article.released_version_id and can_read(actor, article)


def handed_in_nearby(actor: Actor) -> sa.ColumnElement[bool]:
    """Articles that colleagues of the same unit handed in: that they exist may be known, nothing else."""
    return sa.and_(
        Article.state == State.SUBMITTED,
        Article.released_version_id.is_(None),
        Article.removed_at.is_(None),
        Article.unit_id == (actor.unit_id or 0),
    )


def access_together(actor: Actor, article_id: int) -> tuple[Article, bool]:
    """An article of which the actor may know that it exists, and whether its title, too, may be known."""
    article = session().get(Article, article_id)
    if article is None:
        raise NotFound(NO_ARTICLE)
    if can_view(actor, article):
        return article, True
    if not session().scalar(sa.select(Article.id).where(Article.id == article_id, handed_in_nearby(actor))):
        raise NotFound(NO_ARTICLE)
    return article, False


def access_join(actor: Actor, article_id: int) -> Article:
    """An article that the actor may ask to write along at; locked until the transaction ends."""
    article, _ = access_together(actor, article_id)
    session().refresh(article, with_for_update=True)
    if article.author_id == actor.id:
        raise Conflict(OWN_ARTICLE)
    if article.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    if sees_as_reviewer(actor, article):
        raise Conflict(REVIEWS_IT)
    along = session().get(CoAuthor, (article_id, actor.id))
    if along is not None and along.state is CoAuthorState.DECLINED:
        raise Conflict(SAID_NO)
    return article


def access_asked(actor: Actor, article_id: int, person_id: int) -> tuple[Article, CoAuthor]:
    """Somebody who asked to write along at one's own article."""
    article = access_own(actor, article_id)
    along = session().get(CoAuthor, (article_id, person_id))
    if along is None or along.state is CoAuthorState.LEFT:
        raise NotFound(NOBODY_ASKED)
    return article, along


def access_leaving(actor: Actor, article_id: int) -> tuple[Article, CoAuthor]:
    """What the actor asked for at an article, accepted or not, also when they left since; the article is locked."""
    article = session().get(Article, article_id, with_for_update=True)
    along = session().get(CoAuthor, (article_id, actor.id), populate_existing=True)
    if article is None or along is None or along.state is CoAuthorState.DECLINED:
        raise NotFound(NO_ARTICLE)
    return article, along

"""Who comments, and who may put a comment right or take it away."""

from datetime import datetime, timedelta

from learnhub.articles.models import Article, Comment, Topic
from learnhub.articles.policies.articles import access_article, can_read
from learnhub.articles.queries.reading import Facts
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform.db import session

EDITED_FOR = timedelta(minutes=30)
NOT_RELEASED = "This article is not released, so nobody reads it or comments on it."
NO_COMMENT = "There is no such comment."
NOT_YOURS = "Only who wrote a comment changes it."
TOO_LATE = "A comment is corrected within half an hour. Answer it instead."
GONE = "This comment was taken away."
NOT_TO_REMOVE = "A comment is taken away by who wrote it, or by a reviewer with a reason."
NO_TOPIC = "There is no such topic."


def access_released(actor: Actor, article_id: int) -> Article:
    """An article that the actor reads now; Conflict where it is a draft, being reviewed or withdrawn."""
    article = access_article(actor, article_id)
    if not can_read(actor, article):
        raise Conflict(NOT_RELEASED)
    return article


def access_comment(actor: Actor, comment_id: int) -> tuple[Comment, Article]:
    """A comment and the article it stands under."""
    comment = session().get(Comment, comment_id)
    if comment is None:
        raise NotFound(NO_COMMENT)
    return comment, access_released(actor, comment.article_id)


def access_comment_to_edit(actor: Actor, comment_id: int, now: datetime) -> tuple[Comment, Article]:
    """One's own comment, not older than half an hour."""
    comment, article = access_comment(actor, comment_id)
    if comment.by_id != actor.id:
        raise Forbidden(NOT_YOURS)
    if comment.removed_at is not None:
        raise Conflict(GONE)
    if now - comment.at > EDITED_FOR:
        raise Conflict(TOO_LATE)
    return comment, article


def access_comment_to_remove(actor: Actor, comment_id: int) -> tuple[Comment, Article]:
    """One's own comment, or any where one answers for the articles; the author of an article removes no other's."""
    comment, article = access_comment(actor, comment_id)
    if comment.by_id != actor.id and not moderates(actor, article):
        raise Forbidden(NOT_TO_REMOVE)
    return comment, article


def moderates(actor: Actor, article: Article | Facts) -> bool:
    """Reviewers of the unit and training administrators, but nobody under an article of their own."""
    if article.author_id == actor.id:
        return False
    return actor.covers(Role.REVIEWER, article.unit_id) or actor.covers(Role.TRAINING_ADMINISTRATOR, article.unit_id)


def access_topic(topic_id: int) -> Topic:
    """A topic; everybody who signed in may see and follow it."""
    topic = session().get(Topic, topic_id)
    if topic is None:
        raise NotFound(NO_TOPIC)
    return topic

"""Thanks, bookmarks and topics that are followed, and telling who follows of a new article."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Bookmark, CoAuthor, Follow, Thanks, Topic
from learnhub.articles.policies.articles import can_read, can_write
from learnhub.articles.rules.states import CoAuthorState, Level
from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict
from learnhub.people.models import Person
from learnhub.people.queries.viewer import actor_on
from learnhub.platform.db import session

OWN = "Nobody thanks themselves."
NEW_ARTICLE = "New on the topic “%(topic)s” that you follow: “%(title)s”."
THANKED = "Somebody thanked you for your article “%(title)s”."


def set_thanks(by: Actor, article: Article, *, on: bool, now: datetime) -> None:
    """Thank for an article or take that back; never for one's own. The count is all that others see."""
    if can_write(by, article):
        raise Conflict(OWN)
    session().execute(sa.select(Article.id).where(Article.id == article.id).with_for_update())
    known = session().get(Thanks, (article.id, by.id))
    if on == (known is not None):
        return
    if known is None:
        session().add(Thanks(article_id=article.id, person_id=by.id, at=now))
        _tell_thanks(article, now)
    else:
        session().delete(known)
    counted = sa.update(Article).where(Article.id == article.id).values(thanks=Article.thanks + (1 if on else -1))
    session().execute(counted.execution_options(synchronize_session=False))


def set_bookmark(by: Actor, article_id: int, *, on: bool, now: datetime) -> None:
    """Keep an article for later, or no longer."""
    _locked(by.id)
    known = session().get(Bookmark, (by.id, article_id))
    if on and known is None:
        session().add(Bookmark(person_id=by.id, article_id=article_id, at=now))
    elif not on and known is not None:
        session().delete(known)


def set_follow(by: Actor, topic: Topic, *, on: bool, now: datetime) -> None:
    """Hear of new articles on a topic, or no longer."""
    _locked(by.id)
    known = session().get(Follow, (by.id, topic.id))
    if on and known is None:
        session().add(Follow(person_id=by.id, topic_id=topic.id, since_at=now))
    elif not on and known is not None:
        session().delete(known)


def tell_followers(article_id: int, now: datetime) -> int:
    """Tell everybody who follows the topic of an article, may read it and did not write it; returns how many."""
    article = session().get_one(Article, article_id)
    if article.topic_id is None or article.released_version_id is None:
        return 0
    topic = session().get_one(Topic, article.topic_id)
    title = session().get_one(ArticleVersion, article.released_version_id).title
    told = 0
    for person_id in _followers(article, topic.id, now):
        told += 1
        notify(
            person_id, kind="article_topic", message=NEW_ARTICLE, params={"topic": topic.name, "title": title},
            to=f"/articles/{article.id}", key=f"article:{article.id}:topic", now=now,
        )  # fmt: skip
    return told


def _followers(article: Article, topic_id: int, now: datetime) -> Iterator[int]:
    along = sa.select(CoAuthor.person_id).where(
        CoAuthor.article_id == article.id, CoAuthor.state == CoAuthorState.ACCEPTED
    )
    found = session().scalars(
        sa.select(Follow.person_id)
        .join(Person, Person.id == Follow.person_id)
        .where(
            Follow.topic_id == topic_id, Follow.person_id != article.author_id, Follow.person_id.not_in(along),
            Person.disabled_at.is_(None),
        )
        .order_by(Follow.person_id)
    )  # fmt: skip
    for person_id in found.all():
        if article.level is Level.COUNTY or can_read(actor_on(person_id, local_date(now)), article):
            yield person_id


def _tell_thanks(article: Article, now: datetime) -> None:
    """Once for an article: who thanked is not told, and further thanks are only counted."""
    title = session().get_one(ArticleVersion, article.released_version_id).title
    notify(
        article.author_id, kind="article_thanks", message=THANKED, params={"title": title},
        to=f"/articles/{article.id}", key=f"article:{article.id}:thanks", now=now,
    )  # fmt: skip


def _locked(person_id: int) -> None:
    """Whoever presses a button twice at once waits for themselves."""
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))

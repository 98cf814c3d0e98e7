"""What somebody keeps for themselves: bookmarks and followed topics; and the page of an author or a topic."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Bookmark, Follow, Topic
from learnhub.articles.rules.states import Kind
from learnhub.people.models import Person
from learnhub.platform.db import fetch, session


class Kept(NamedTuple):
    """A bookmarked article; a withdrawn one stays in the list and says so, one out of sight without its title."""

    id: int
    title: str
    kind: Kind
    language: str
    author: str
    at: datetime
    withdrawn_at: datetime | None


class Followed(NamedTuple):
    """A topic that somebody follows."""

    id: int
    name: str


def bookmarks_of(person_id: int, visible: sa.ColumnElement[bool]) -> list[Kept]:
    """The articles that a person keeps, the latest bookmark first; of those they may not know any more no words."""
    rows = session().execute(
        sa.select(
            Article.id, sa.case((visible, ArticleVersion.title), else_=""), Article.kind, Article.language,
            sa.case((visible, Person.name), else_=""), Bookmark.at, Article.withdrawn_at,
        )
        .join(Bookmark, sa.and_(Bookmark.article_id == Article.id, Bookmark.person_id == person_id))
        .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
        .join(Person, Person.id == Article.author_id)
        .order_by(Bookmark.at.desc(), Article.id.desc())
    )  # fmt: skip
    return [Kept(*row) for row in rows]


def followed_by(person_id: int) -> list[Followed]:
    """The topics that a person follows, by name."""
    return [Followed(*row) for row in fetch(_FOLLOWED, reader=person_id)]


def follows(person_id: int, topic_id: int) -> bool:
    """Whether a person follows a topic."""
    return session().get(Follow, (person_id, topic_id)) is not None


def author_name(person_id: int) -> str | None:
    """The name of a person who may have written."""
    return session().scalar(sa.select(Person.name).where(Person.id == person_id))


_FOLLOWED: sa.Select[Any] = (
    sa.select(Topic.id, Topic.name)
    .join(Follow, Follow.topic_id == Topic.id)
    .where(Follow.person_id == sa.bindparam("reader"))
    .order_by(Topic.name)
)

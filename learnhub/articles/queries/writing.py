"""Reads for those who write: their articles and what is next, an editor's surroundings, the versions of a text."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, CoAuthor, Remark, Topic
from learnhub.articles.rules.states import CoAuthorState, Kind, Stage, State, VersionReason
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.people.models import Person
from learnhub.platform.db import session

NO_VERSION = "There is no such version of this article."
MOST_MINE = 500
MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Mine:
    """One of my articles, or one that I write along, as the list of them shows it."""

    id: int
    title: str
    kind: Kind
    state: State
    stage: Stage | None
    was_released: bool
    own: bool
    saved_at: datetime
    waiting_since: datetime | None
    remarks: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A kept version without its text."""

    id: int
    number: int
    reason: VersionReason
    note: str
    title: str
    chars: int
    by: str
    at: datetime
    released: bool
    submitted: bool


def mine(actor: Actor) -> tuple[Mine, ...]:
    """What one writes, alone or along, the newest first; remarks that wait for an answer are counted."""
    along = sa.select(CoAuthor.article_id).where(
        CoAuthor.person_id == actor.id, CoAuthor.state == CoAuthorState.ACCEPTED
    )
    open_remarks = (
        sa.select(sa.func.count()).where(Remark.article_id == Article.id, Remark.settled_at.is_(None)).scalar_subquery()
    )
    kind = sa.func.coalesce(Article.draft_facts["kind"].as_string(), Article.kind, type_=Article.kind.type)
    rows = session().execute(
        sa.select(
            Article.id, Article.title, kind, Article.state, Article.stage,
            Article.released_version_id.is_not(None), Article.author_id == actor.id, Article.draft_saved_at,
            Article.waiting_since, open_remarks,
        )
        .where(Article.removed_at.is_(None), sa.or_(Article.author_id == actor.id, Article.id.in_(along)))
        .order_by(Article.draft_saved_at.desc(), Article.id.desc())
        .limit(MOST_MINE)
    )  # fmt: skip
    return tuple(Mine(*row) for row in rows)


def topics_now() -> tuple[tuple[int, str], ...]:
    """The topics that an article may be filed under."""
    query = sa.select(Topic.id, Topic.name).where(Topic.retired_at.is_(None)).order_by(Topic.name)
    return tuple((row.id, row.name) for row in session().execute(query))


def name_of(person_id: int | None) -> str:
    """Whose name stands beside a save."""
    found = session().scalar(sa.select(Person.name).where(Person.id == person_id)) if person_id else None
    return found or ""


def versions_of(article: Article) -> tuple[VersionLine, ...]:
    """The kept versions of an article, the newest first."""
    rows = session().execute(
        sa.select(
            ArticleVersion.id, ArticleVersion.number, ArticleVersion.reason, ArticleVersion.note,
            ArticleVersion.title, ArticleVersion.chars, Person.name, ArticleVersion.created_at,
        )
        .join(Person, Person.id == ArticleVersion.by_id)
        .where(ArticleVersion.article_id == article.id)
        .order_by(ArticleVersion.number.desc())
        .limit(MOST_VERSIONS)
    )  # fmt: skip
    special = article.released_version_id, article.submitted_version_id
    return tuple(VersionLine(*row._tuple(), row.id == special[0], row.id == special[1]) for row in rows)


def version_of(article_id: int, number: int) -> ArticleVersion:
    """One kept version; NotFound where there is none of that number."""
    found = session().scalar(
        sa.select(ArticleVersion).where(ArticleVersion.article_id == article_id, ArticleVersion.number == number)
    )
    if found is None:
        raise NotFound(NO_VERSION)
    return found

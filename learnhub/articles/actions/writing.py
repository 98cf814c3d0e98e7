"""Writing: start, save, keep a version, bring one back, throw away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.articles.actions.facts import bring_back, choose
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import Article, ArticleVersion, Step
from learnhub.articles.rules.facts import Facts
from learnhub.articles.rules.states import Level, State, StepKind, VersionReason
from learnhub.articles.rules.writing import KEEP_EVERY_S, turn_of
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict
from learnhub.platform.audit import record
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue

WAS_RELEASED = "This article was released before, so it cannot be thrown away. It can be withdrawn, with a reason."
KEEP = "articles.keep_written"


@dataclass(frozen=True, slots=True)
class Bound:
    """The course, and perhaps the lesson, that a study reflection is about."""

    course_id: int | None = None
    lesson_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What an author writes and chooses."""

    title: str
    summary: str
    source: str
    level: Level
    facts: Facts


def start(words: Words, bound: Bound, *, by: Actor, now: datetime) -> Article:
    """A new draft of one's own."""
    article = Article(
        author_id=by.id, unit_id=by.unit_id, created_at=now, course_id=bound.course_id, lesson_id=bound.lesson_id,
        draft_saved_at=now, draft_saved_by_id=by.id, draft_source=words.source, title=words.title,
        summary=words.summary, level=words.level, language=words.facts.language,
    )  # fmt: skip
    session().add(article)
    session().flush()
    choose(article, words.facts, before=Facts())
    return article


def save(article: Article, words: Words, *, before: Words, by: int, now: datetime) -> None:
    """Take the words over in place of those before; the article is locked and the revision was compared.

    Nothing is rendered here.
    """
    if turn_of(article.draft_saved_at) != turn_of(now) or article.draft_revision == 0:
        enqueue(KEEP, at=now + timedelta(seconds=KEEP_EVERY_S), unique=str(article.id), article_id=article.id)
    article.title, article.summary, article.draft_source = words.title, words.summary, words.source
    choose(article, words.facts, before=before.facts)
    if article.released_version_id is None:  # readers have the released text; nobody reviewed it for more of them
        article.level = words.level
    article.draft_revision += 1
    article.draft_saved_at, article.draft_saved_by_id = now, by


def keep_before(article: Article, *, by: int, now: datetime) -> ArticleVersion:
    """Keep the draft as a version before other words take its place, whoever saved it last."""
    saved_by = article.draft_saved_by_id or by
    return keep_version(article, VersionReason.SAVED, by=saved_by, now=now, words_alone=True)


def restore(article: Article, version: ArticleVersion, *, by: int, now: datetime) -> ArticleVersion:
    """Make an old version the draft again. What stood there is kept as a version first."""
    keep_before(article, by=by, now=now)
    bring_back(article, version, by=by, now=now)
    return keep_version(article, VersionReason.RESTORED, by=by, now=now, note=str(version.number), words_alone=True)


def throw_away(article: Article, *, by: int, now: datetime) -> None:
    """Remove a draft that nobody but its writers ever read: its words go, its trace stays."""
    if article.released_version_id is not None or article.state is not State.DRAFT:
        raise Conflict(WAS_RELEASED)
    article.removed_at = now
    article.draft_source = article.summary = ""
    article.draft_revision += 1
    session().execute(
        sa.update(ArticleVersion)
        .where(ArticleVersion.article_id == article.id)
        .values(source="", html="", summary="", blocks=[])
    )
    session().add(Step(article_id=article.id, kind=StepKind.REMOVED, actor_id=by, declared={}, at=now))
    record("articles.removed", actor_id=by, thing=f"article {article.id}", person_id=article.author_id)

"""Keeping a version of an article: the draft as it stands now, rendered."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.actions.rendering import render_article
from learnhub.articles.models import Article, ArticleVersion
from learnhub.articles.queries.facts import facts_now
from learnhub.articles.rules.states import VersionReason
from learnhub.kernel.ids import digest
from learnhub.platform.db import session


def keep_version(
    article: Article, reason: VersionReason, *, by: int, now: datetime, note: str = ""
) -> ArticleVersion:  # fmt: skip
    """Keep the draft as a version; where nothing changed since the latest one, that one. Raises MarkdownRefused."""
    latest, facts = latest_version(article.id), facts_now(article)
    language = facts["language"]
    mark = digest(f"{language}\n{article.title}\n{article.summary}\n{article.draft_source}")
    if latest is not None and (latest.content_hash, latest.facts) == (mark, facts):
        return latest
    body = render_article(article.draft_source, language=language, title=article.title)
    version = ArticleVersion(
        article_id=article.id, number=latest.number + 1 if latest else 1, reason=reason, title=article.title,
        summary=article.summary, source=article.draft_source, facts=facts, html=body.html, blocks=body.blocks,
        chars=body.chars, minutes=body.minutes, content_hash=mark, created_at=now, by_id=by, note=note,
    )  # fmt: skip
    session().add(version)
    session().flush()
    return version


def latest_version(article_id: int) -> ArticleVersion | None:
    """The newest version of an article."""
    of_it = sa.select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return session().scalar(of_it.order_by(ArticleVersion.number.desc()).limit(1))

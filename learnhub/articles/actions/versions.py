"""Keeping a version of an article: the draft as it stands now, rendered."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.actions.rendering import Body, render_article
from learnhub.articles.models import Article, ArticleVersion
from learnhub.articles.queries.facts import facts_now
from learnhub.articles.rules.states import VersionReason
from learnhub.kernel.ids import digest
from learnhub.platform.db import session
from learnhub.platform.markdown import MarkdownRefused

NOT_SHOWN = Body("", [], 0, 0, ())


def keep_version(
    article: Article, reason: VersionReason, *, by: int, now: datetime, note: str = "", words_alone: bool = False
) -> ArticleVersion:
    """Keep the draft as a version; where nothing changed since the latest one, that one.

    Raises MarkdownRefused, unless the words alone are enough: then a text that cannot be shown is kept by its source,
    for no words may be lost where others take their place.
    """
    latest, facts = latest_version(article.id), facts_now(article)
    language = facts["language"]
    mark = digest(f"{language}\n{article.title}\n{article.summary}\n{article.draft_source}")
    same = latest is not None and (latest.content_hash, latest.facts) == (mark, facts)
    if latest is not None and same and (words_alone or latest.html or not latest.source.strip()):
        return latest
    body = _body(article, language, words_alone=words_alone)
    version = ArticleVersion(
        article_id=article.id, number=latest.number + 1 if latest else 1, reason=reason, title=article.title,
        summary=article.summary, source=article.draft_source, facts=facts, html=body.html, blocks=body.blocks,
        chars=body.chars, minutes=body.minutes, content_hash=mark, created_at=now, by_id=by, note=note,
    )  # fmt: skip
    session().add(version)
    session().flush()
    return version


def _body(article: Article, language: str, *, words_alone: bool) -> Body:
    try:
        return render_article(article.draft_source, language=language, title=article.title)
    except MarkdownRefused:
        if words_alone:
            return NOT_SHOWN
        raise


def latest_version(article_id: int) -> ArticleVersion | None:
    """The newest version of an article."""
    of_it = sa.select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return session().scalar(of_it.order_by(ArticleVersion.number.desc()).limit(1))

"""What a text is filed under: chosen by its author, shown to readers with the release, and brought back."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.actions.files import bring_in
from learnhub.articles.models import Article, ArticleFile, ArticleTag, ArticleVersion
from learnhub.articles.queries.facts import draft_facts, tags_of
from learnhub.articles.rules.facts import Facts
from learnhub.articles.rules.states import Scan
from learnhub.platform.db import session


def choose(article: Article, facts: Facts, *, before: Facts) -> None:
    """What the author chose; of a released article it is kept apart, since readers have what was released."""
    if article.released_version_id is not None:
        article.draft_facts = facts.kept()
    else:
        _put(article, facts, tags=before.tags)


def release_facts(article: Article, version: ArticleVersion) -> None:
    """What was reviewed with a version is what readers see from now on."""
    _put(article, Facts.of(version.facts), tags=tags_of(article.id))
    article.draft_facts = None
    session().execute(
        sa.update(ArticleFile)
        .where(ArticleFile.article_id == article.id)
        .values(is_released=ArticleFile.id.in_(version.facts["files"]))
    )


def bring_back(article: Article, version: ArticleVersion, *, by: int, now: datetime) -> None:
    """Make the draft what a version says, with its facts and files; the article is locked.

    No limit is passed: the files of the draft are those that stood together with the version, or fewer.
    """
    article.title, article.summary, article.draft_source = version.title, version.summary, version.source
    choose(article, Facts.of(version.facts), before=draft_facts(article))
    for file in session().scalars(sa.select(ArticleFile).where(ArticleFile.article_id == article.id)):
        if file.id not in version.facts["files"]:
            file.removed_at = file.removed_at or now
        elif file.scan is not Scan.INFECTED:
            bring_in(file)
    article.draft_revision += 1
    article.draft_saved_at, article.draft_saved_by_id = now, by
    session().flush()


def _put(article: Article, facts: Facts, *, tags: Collection[str]) -> None:
    article.kind, article.topic_id = facts.kind, facts.topic_id
    article.language, article.licence = facts.language, facts.licence
    gone = set(tags) - set(facts.tags)
    if gone:
        session().execute(
            sa.delete(ArticleTag).where(ArticleTag.article_id == article.id, ArticleTag.name.in_(sorted(gone)))
        )
    session().add_all(ArticleTag(article_id=article.id, name=tag) for tag in facts.tags if tag not in tags)

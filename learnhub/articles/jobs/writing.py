"""Keeps what is being written as a version, now and then, so that saving a draft need not."""

from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import Article
from learnhub.articles.rules.states import State, VersionReason
from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.platform.markdown import MarkdownRefused


@job("articles.keep_written")
def keep_written(article_id: int) -> None:
    """Keep the draft as it stands; a text that cannot be rendered yet stays a draft alone."""
    with transaction() as current:
        article = current.get(Article, article_id, with_for_update=True)
        if article is None or article.removed_at is not None or article.state is not State.DRAFT:
            return
        try:
            keep_version(
                article, VersionReason.WRITTEN, by=article.draft_saved_by_id or article.author_id, now=clock.now()
            )
        except MarkdownRefused:
            return

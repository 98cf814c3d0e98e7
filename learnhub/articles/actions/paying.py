"""What follows from a release and a withdrawal: class-hours for the author, and notices to who follows the topic."""

from learnhub.articles.actions.following import tell_followers
from learnhub.articles.events import ArticleReleased, ArticleWithdrawn
from learnhub.articles.models import Article, ArticleVersion
from learnhub.credits import actions as credits
from learnhub.platform.db import session


def pay_released(event: ArticleReleased) -> None:
    """Pay an article once, at its first release; only its author is paid, however many wrote along."""
    if not event.first:
        return
    article = session().get_one(Article, event.article_id)
    title = session().get_one(ArticleVersion, event.version_id).title
    credits.pay_article(
        article.author_id, article.id, title=title, kind=article.kind.value,
        evidence={"article_version": event.version_id}, now=event.at,
    )  # fmt: skip


def take_back_withdrawn(event: ArticleWithdrawn) -> None:
    """Take back what a withdrawn article paid, in the name of whoever withdrew it and with their reason."""
    article = session().get_one(Article, event.article_id)
    credits.take_back_article(
        article.author_id, article.id, actor_id=article.withdrawn_by_id or article.author_id,
        reason=article.withdrawn_why, now=event.at,
    )  # fmt: skip


def tell_of_released(event: ArticleReleased) -> None:
    """Tell who follows the topic of an article that it is released, the first time only."""
    if event.first:
        tell_followers(event.article_id, event.at)

"""What a reviewer says beside a paragraph, and what the author answers."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Remark
from learnhub.articles.policies.life import NOT_WAITING
from learnhub.articles.rules.anchors import quoted
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.platform.db import session

LONGEST = 2000
NOTHING_SAID = "Write the remark first."
NO_PARAGRAPH = "There is no such paragraph in the text that was handed in."
SETTLED = "This remark is settled already."


def add_remark(article: Article, *, block: int, body: str, by: Actor, now: datetime) -> Remark:
    """Say something beside a paragraph of the text that is being reviewed."""
    version = session().get_one(ArticleVersion, article.submitted_version_id)
    if not body.strip():
        raise Invalid(NOTHING_SAID)
    if not 0 <= block < len(version.blocks):
        raise Invalid(NO_PARAGRAPH)
    if article.stage is None:
        raise Conflict(NOT_WAITING)
    paragraph = version.blocks[block]
    remark = Remark(
        article_id=article.id, version_id=version.id, block=block, block_hash=paragraph["hash"],
        quote=quoted(paragraph["text"]), by_id=by.id, stage=article.stage, body=body, at=now,
    )  # fmt: skip
    session().add(remark)
    session().flush()
    return remark


def settle(remark: Remark, *, answer: str, now: datetime) -> None:
    """The author has dealt with a remark, and says how where that is needed."""
    if remark.settled_at is not None:
        raise Conflict(SETTLED)
    remark.answer, remark.settled_at = answer, now


def close_remarks(article: Article, *, now: datetime) -> None:
    """Nobody answers what was said beside a correction that is given up; `queries.life` says so by the same moment.

    What is open beside the released text stays open.
    """
    beside = sa.update(Remark).where(
        Remark.article_id == article.id, Remark.settled_at.is_(None), Remark.version_id > article.released_version_id
    )
    session().execute(beside.values(settled_at=now))

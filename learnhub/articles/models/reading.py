"""Tables of the readers: comments beside paragraphs, thanks, bookmarks, and topics that are followed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base


class Comment(Base):
    """What a reader says of an article or of one paragraph, or the answer to it.

    The paragraph is kept as it was commented on (`version_id`, `block`, `block_hash`, `quote`), so that the comment
    finds it again after the text was changed, and says what stood there when it cannot.
    """

    __tablename__ = "articles_comments"
    __stamp__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_versions.id"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles_comments.id"), index=True)
    block: Mapped[int | None]
    block_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    quote: Mapped[str] = mapped_column(sa.String(300), default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    source: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    # What the form sent with it, so that sending twice writes once.
    request_key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    removed_why: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (
        sa.UniqueConstraint("by_id", "request_key"),
        sa.Index("ix_articles_comments_article_id_at", "article_id", "at", "id"),
    )


class Thanks(Base):
    """One person's thanks for an article; nobody is ranked by them."""

    __tablename__ = "articles_thanks"

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Bookmark(Base):
    """An article that somebody keeps for later; seen by nobody else."""

    __tablename__ = "articles_bookmarks"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), primary_key=True)
    at: Mapped[datetime]


class Follow(Base):
    """A topic whose new articles somebody wants to hear of."""

    __tablename__ = "articles_follows"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_topics.id"), primary_key=True, index=True)
    since_at: Mapped[datetime]

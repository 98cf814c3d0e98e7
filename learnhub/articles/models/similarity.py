"""Tables of the similarity check: which texts are compared, their fingerprints, their titles, and what was found."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import CheckState
from learnhub.platform.db import Base, enum_type

PERCENT = sa.Numeric(5, 2)


class SimilarText(Base):
    """A text that submitted ones are compared with: a version of an article, or the current one of a lesson.

    `kind` is `article` (`text_id` is of an ArticleVersion) or `lesson` (of a LessonVersion). `scheme` says how it was
    fingerprinted, so that another way of doing that renews them all.
    """

    __tablename__ = "articles_compared"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(8))
    text_id: Mapped[int]
    scheme: Mapped[int]

    __table_args__ = (
        sa.CheckConstraint("kind IN ('article', 'lesson')", name="kind"),
        sa.UniqueConstraint("kind", "text_id"),
    )


class SimilarPrint(Base):
    """A band of the MinHash of one window of a text: texts that share one are compared word by word."""

    __tablename__ = "articles_prints"

    value: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    compared_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_compared.id"), primary_key=True, index=True)

    __table_args__ = {"sqlite_with_rowid": False}


class TitleGram(Base):
    """A pair of characters, or a word, of the title of a compared article."""

    __tablename__ = "articles_title_grams"

    gram: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    compared_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_compared.id"), primary_key=True, index=True)

    __table_args__ = {"sqlite_with_rowid": False}


class Similarity(Base):
    """What the check of a version found, for its author and its reviewers; it refuses nothing.

    `percent` is the share of the version's own words, quotations left out, that stand elsewhere; `quoted` the share of
    all its words that are quotations. Places are characters of the plain text (`rules/similarity/plain.py`).
    """

    __tablename__ = "articles_similarities"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_versions.id"), primary_key=True)
    state: Mapped[CheckState] = mapped_column(enum_type(CheckState), default=CheckState.CHECKING)
    percent: Mapped[Decimal] = mapped_column(PERCENT, default=Decimal(0))
    quoted: Mapped[Decimal] = mapped_column(PERCENT, default=Decimal(0))
    # [{"kind", "text_id", "percent", "apart", "passages": [{"here": [from, to], "there": [from, to]}]}], the most
    # alike first; `apart` are those that do not count: the lesson that a reflection is about.
    matches: Mapped[list[Any]] = mapped_column(default=list)
    # [[from, to, why]]: the quotations.
    excluded: Mapped[list[Any]] = mapped_column(default=list)
    compared: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]

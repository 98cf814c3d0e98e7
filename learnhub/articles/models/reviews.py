"""Tables of the release: the trail of an article, remarks beside its paragraphs, and what looks like it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import Stage, StepKind
from learnhub.platform.db import Base, enum_type

PERCENT = sa.Numeric(5, 2)


class Step(Base):
    """One step in the life of an article, by whom and why; never changed, never deleted."""

    __tablename__ = "articles_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles_versions.id"))
    kind: Mapped[StepKind] = mapped_column(enum_type(StepKind))
    stage: Mapped[Stage | None] = mapped_column(enum_type(Stage))
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    # What was declared with it: the statement of originality, that nothing secret is in it, the similarity seen.
    declared: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Remark(Base):
    """What a reviewer says beside a paragraph; the author settles it, and it stays."""

    __tablename__ = "articles_remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_versions.id"))
    # The paragraph: its place in the version, the hash of its text, and its words for when it is gone.
    block: Mapped[int]
    block_hash: Mapped[str] = mapped_column(sa.String(64))
    quote: Mapped[str] = mapped_column(sa.String(300))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    stage: Mapped[Stage] = mapped_column(enum_type(Stage))
    body: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    settled_at: Mapped[datetime | None]


class SimilarPrint(Base):
    """A band of the MinHash of a text: texts that share one are compared.

    `kind` is `article` (the id of an ArticleVersion) or `lesson` (of a LessonVersion).
    """

    __tablename__ = "articles_prints"

    kind: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    text_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(sa.BigInteger)

    __table_args__ = (
        sa.CheckConstraint("kind IN ('article', 'lesson')", name="kind"),
        sa.Index("ix_articles_prints_band_value", "band", "value"),
    )


class Similarity(Base):
    """What the check of a submitted version found, for its author and its reviewers; it refuses nothing."""

    __tablename__ = "articles_similarities"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_versions.id"), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(PERCENT)
    # [{"kind", "text_id", "percent", "passages": [{"here": [from, to], "there": [from, to]}]}], the most alike first.
    matches: Mapped[list[Any]]
    compared: Mapped[int]
    checked_at: Mapped[datetime]

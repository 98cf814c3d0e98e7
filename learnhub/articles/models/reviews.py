"""Tables of the release: the trail of an article, and remarks beside its paragraphs."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import Stage, StepKind
from learnhub.platform.db import Base, enum_type


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

"""Tables of learning from mistakes (错题本): each belongs to one person, and nobody else ever reads them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.rules.spaced import Rating


class NotebookSettings(Base):
    """How a person wants to review: whether at all, on which weekdays (Monday is 0), how many a day."""

    __tablename__ = "quizzes_notebook_settings"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    days: Mapped[list[Any]]
    a_day: Mapped[int]

    __table_args__ = (sa.CheckConstraint("a_day BETWEEN 1 AND 50", name="a_day"),)


class ReviewItem(Base):
    """A question that a person reviews: what FSRS knows of their memory of it, and when it comes again."""

    __tablename__ = "quizzes_review_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), index=True)
    stability: Mapped[float | None] = mapped_column(sa.Double)
    difficulty: Mapped[float | None] = mapped_column(sa.Double)
    reviewed_on: Mapped[date | None]
    due_on: Mapped[date | None]
    # Put aside by the person: it stays in the notebook and is not asked.
    set_aside_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "question_id"),)


class ReviewAnswer(Base):
    """One answer in a review: which wording, what was answered, and what followed for the next time."""

    __tablename__ = "quizzes_review_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_review_items.id"), index=True)
    question_version_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_question_versions.id"))
    option_order: Mapped[list[Any]]
    answer: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    right: Mapped[bool]
    sure: Mapped[bool]
    took_ms: Mapped[int | None]
    rating: Mapped[Rating] = mapped_column(enum_type(Rating))
    at: Mapped[datetime]
    day: Mapped[date]
    due_on: Mapped[date]

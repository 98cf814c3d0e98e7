"""Tables of the question bank: questions, and every wording that they ever had."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.rules.questions import QuestionKind


class Question(Base):
    """A question of a lesson's bank; `key` is its name in the file, its words are in its versions."""

    __tablename__ = "quizzes_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.Text, default="")
    # The version that new attempts get; set after the version exists, so no foreign key closes the circle.
    current_version_id: Mapped[int | None]
    retired_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("lesson_id", "key"),)


class QuestionVersion(Base):
    """A question as it was worded at one import; never changed, so that an old attempt shows what was asked."""

    __tablename__ = "quizzes_question_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), index=True)
    number: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_type(QuestionKind))
    document: Mapped[dict[str, Any]]
    section: Mapped[str | None] = mapped_column(sa.Text)
    rendered: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("question_id", "number"),)

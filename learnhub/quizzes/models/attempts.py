"""Tables of quizzes: the check of a lesson, and the attempts with every answer ever saved."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.rules.attempts import AttemptState

FRACTION = sa.Numeric(7, 5)
PERCENT = sa.Numeric(5, 2)
POINTS = sa.Numeric(9, 5)


class Quiz(Base):
    """The check that closes a lesson: how many questions an attempt gets and from which percentage it is passed.

    `recall` is a check whose few questions are drawn from the lesson's bank, all of which must be answered rightly.
    """

    __tablename__ = "quizzes_quizzes"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lessons.id"), unique=True)
    pass_percent: Mapped[int] = mapped_column(default=60)
    questions: Mapped[int] = mapped_column(default=5)
    recall: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    __table_args__ = (
        sa.CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent"),
        sa.CheckConstraint("questions > 0", name="questions"),
    )


class Attempt(Base):
    """One person's attempt (作答) at a quiz, held on the server from its first second."""

    __tablename__ = "quizzes_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_quizzes.id"), index=True)
    lesson_version_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    n: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(enum_type(AttemptState), default=AttemptState.CREATED)
    seed: Mapped[str] = mapped_column(sa.String(64))
    # What was asked for when it started: a check that becomes another one meanwhile changes nothing about it.
    pass_percent: Mapped[int] = mapped_column(default=60, server_default="60")
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    score: Mapped[Decimal | None] = mapped_column(POINTS)
    out_of: Mapped[Decimal | None] = mapped_column(POINTS)
    percent: Mapped[Decimal | None] = mapped_column(PERCENT)
    right: Mapped[int | None]
    passed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("person_id", "quiz_id", "n"),
        sa.Index(
            "uq_quizzes_attempts_one_open",
            "person_id",
            "quiz_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )


class AttemptItem(Base):
    """One place of an attempt: the question as worded then, the order of its options, and the answer that counts."""

    __tablename__ = "quizzes_attempt_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempts.id"))
    position: Mapped[int]
    question_version_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_question_versions.id"), index=True)
    option_order: Mapped[list[Any]]
    answer: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    answer_version: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    mark: Mapped[Decimal | None] = mapped_column(FRACTION)
    right: Mapped[bool | None]

    __table_args__ = (sa.UniqueConstraint("attempt_id", "position"),)


class AnswerStep(Base):
    """One save of an answer; all of them are kept, the last one counts."""

    __tablename__ = "quizzes_answer_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempt_items.id"))
    version: Mapped[int]
    value: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("item_id", "version"),)

"""Tables of quizzes: the check of a lesson, the final test of a course, the attempts with every answer ever saved."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.rules.attempts import AttemptState
from learnhub.quizzes.rules.settings import Behaviour, Counts

FRACTION = sa.Numeric(7, 5)
PERCENT = sa.Numeric(5, 2)
POINTS = sa.Numeric(9, 5)


class Quiz(Base):
    """The check that closes a lesson, or the final test of a course: how many questions, and when it is passed.

    `recall` is a check whose few questions are drawn from the lesson's bank, all of which must be answered rightly.
    `settings` is everything else about how it is held (see `rules/settings.py`); `edited_at` is set once somebody has
    changed them on their page, so that an import leaves them alone.
    """

    __tablename__ = "quizzes_quizzes"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), unique=True)
    course_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_courses.id"), unique=True)
    pass_percent: Mapped[int] = mapped_column(default=60)
    questions: Mapped[int] = mapped_column(default=5)
    recall: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    counts: Mapped[Counts] = mapped_column(enum_type(Counts), default=Counts.BEST, server_default="best")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    edited_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent"),
        sa.CheckConstraint("questions > 0", name="questions"),
        sa.CheckConstraint("(lesson_id IS NULL) <> (course_id IS NULL)", name="of_one"),
    )


class Attempt(Base):
    """One person's attempt (作答) at a quiz, held on the server from its first second."""

    __tablename__ = "quizzes_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_quizzes.id"), index=True)
    # None for the final test of a course, which belongs to no lesson.
    lesson_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    n: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(enum_type(AttemptState), default=AttemptState.CREATED)
    seed: Mapped[str] = mapped_column(sa.String(64))
    # What was asked for when it started: a check that becomes another one meanwhile changes nothing about it.
    pass_percent: Mapped[int] = mapped_column(default=60, server_default="60")
    behaviour: Mapped[Behaviour] = mapped_column(
        enum_type(Behaviour), default=Behaviour.DEFERRED, server_default="deferred"
    )
    tries: Mapped[int] = mapped_column(default=1, server_default="1")
    started_at: Mapped[datetime]
    # When it ends, frozen at the start; only an allowance moves it, and only to later.
    ends_at: Mapped[datetime | None]
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
        sa.Index(
            "ix_quizzes_attempts_open_ends_at",
            "ends_at",
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
    # How sure the person was (1 to 3), where the attempt asks for it.
    certainty: Mapped[int | None]
    flagged: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Where answers are checked at once: how often this one was wrong, and when it became final.
    misses: Mapped[int] = mapped_column(default=0, server_default="0")
    checked_at: Mapped[datetime | None]
    # The version whose key holds, where a key was put right after the question had been asked.
    keyed_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quizzes_question_versions.id"))

    __table_args__ = (sa.UniqueConstraint("attempt_id", "position"),)


class AnswerStep(Base):
    """One save of an answer; all of them are kept, the last one counts."""

    __tablename__ = "quizzes_answer_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempt_items.id"))
    version: Mapped[int]
    value: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    certainty: Mapped[int | None]
    at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("item_id", "version"),)

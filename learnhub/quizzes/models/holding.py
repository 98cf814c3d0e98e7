"""Tables around attempts: allowances for a person, what a page noticed, and keys that were put right."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.models.attempts import FRACTION, PERCENT
from learnhub.quizzes.rules.events import AttemptEventKind
from learnhub.quizzes.rules.regrading import OnFall


class Allowance(Base):
    """More time or more attempts for one person at one quiz, with the reason and who approved it."""

    __tablename__ = "quizzes_allowances"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_quizzes.id"), index=True)
    time_percent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    approved_by: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    approved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("time_percent BETWEEN 0 AND 400", name="time_percent"),
        sa.CheckConstraint("attempts BETWEEN 0 AND 20", name="attempts"),
        sa.CheckConstraint("person_id <> approved_by", name="not_oneself"),
        sa.Index(
            "uq_quizzes_allowances_one",
            "person_id",
            "quiz_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class AttemptEvent(Base):
    """Something that the page of an attempt noticed: it was left, came back, lost the network. It proves nothing."""

    __tablename__ = "quizzes_attempt_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempts.id"), index=True)
    kind: Mapped[AttemptEventKind] = mapped_column(enum_type(AttemptEventKind))
    at: Mapped[datetime]
    lasted_ms: Mapped[int | None]


class Regrading(Base):
    """One correction of a key: from now on `version_id` says what is right, also for what was asked before."""

    __tablename__ = "quizzes_regradings"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_question_versions.id"))
    on_fall: Mapped[OnFall] = mapped_column(enum_type(OnFall))
    reason: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    at: Mapped[datetime]


class MarkChange(Base):
    """What a regrading did to one attempt: the mark of the question, and what came out of it, before and after."""

    __tablename__ = "quizzes_mark_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    regrading_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_regradings.id"))
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempts.id"), index=True)
    position: Mapped[int]
    old_mark: Mapped[Decimal] = mapped_column(FRACTION)
    new_mark: Mapped[Decimal] = mapped_column(FRACTION)
    old_percent: Mapped[Decimal] = mapped_column(PERCENT)
    new_percent: Mapped[Decimal] = mapped_column(PERCENT)
    old_passed: Mapped[bool]
    new_passed: Mapped[bool]

    __table_args__ = (sa.UniqueConstraint("regrading_id", "attempt_id", "position"),)

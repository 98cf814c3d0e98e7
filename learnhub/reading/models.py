"""Tables of reading evidence: sittings with their beats, what one person has of each section, and cases about them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.reading.rules import Decision, Manner, Outcome, Signal, Subject


class SittingState(StrEnum):
    """Whether a sitting goes on, and how it ended."""

    OPEN = "open"
    CLOSED = "closed"
    MOVED = "moved"
    EXPIRED = "expired"
    LOST = "lost"


class Sitting(Base):
    """One reading of a lesson version on one device (阅读记录); at most one is open a person."""

    __tablename__ = "reading_sittings"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    lesson_version_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    state: Mapped[SittingState] = mapped_column(enum_type(SittingState), default=SittingState.OPEN)
    opened_at: Mapped[datetime]
    last_beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_answer: Mapped[dict[str, Any] | None]
    last_section: Mapped[str | None] = mapped_column(sa.String(64))
    meter: Mapped[dict[str, Any]]
    rule_version: Mapped[str] = mapped_column(sa.String(16))
    credited_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    review_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    provisional_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    idle_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    hidden_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    clock_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    # The browser and system in two words, and a salted hash of the address that is emptied after some days.
    device: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    place: Mapped[str | None] = mapped_column(sa.String(32))
    # Counted and trimmed time by section, written down when the raw beats are deleted.
    summed: Mapped[dict[str, Any] | None]

    __table_args__ = (
        sa.Index(
            "uq_reading_sittings_one_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_reading_sittings_person_id_lesson_version_id", "person_id", "lesson_version_id"),
    )


class BeatRow(Base):
    """A beat as it was received (阅读上报); deleted after 90 days."""

    __tablename__ = "reading_beats"

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(sa.ForeignKey("reading_sittings.id"))
    seq: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]

    __table_args__ = (sa.UniqueConstraint("sitting_id", "seq"),)


class Dwell(Base):
    """What one person has of a section, from all sittings; `section` is the hash of the section's text."""

    __tablename__ = "reading_dwell"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    section: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    credited_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    review_ms: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last_line_at: Mapped[datetime | None]


class Dispute(Base):
    """What a reader says is wrong, and the answer; `figures` are those that stood then, `due_on` the day of the answer.

    `unit_id` is the unit of the reader on that day: its administrator answers. `entry_id` is the correction.
    """

    __tablename__ = "reading_disputes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    subject: Mapped[Subject] = mapped_column(enum_type(Subject))
    sitting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reading_sittings.id"), index=True)
    completion_id: Mapped[int | None] = mapped_column(sa.ForeignKey("credits_completions.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    figures: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.Text)
    raised_at: Mapped[datetime]
    due_on: Mapped[date]
    decision: Mapped[Decision | None] = mapped_column(enum_type(Decision))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("credits_entries.id"))

    __table_args__ = (
        sa.CheckConstraint("(answered_at IS NULL) = (decision IS NULL)", name="answered_with_a_decision"),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        sa.CheckConstraint("answered_by_id <> person_id", name="nobody_answers_their_own"),
    )


class Declaration(Base):
    """A lesson was read where the meter cannot see it, the reader says; it replaces dwell, never recall."""

    __tablename__ = "reading_declarations"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    lesson_version_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    completion_id: Mapped[int] = mapped_column(sa.ForeignKey("credits_completions.id"), index=True)
    manner: Mapped[Manner] = mapped_column(enum_type(Manner))
    words: Mapped[str] = mapped_column(sa.Text)
    declared_at: Mapped[datetime]
    due_on: Mapped[date]
    confirmed: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))

    __table_args__ = (
        sa.CheckConstraint("(decided_at IS NULL) = (confirmed IS NULL)", name="decided_one_way_or_the_other"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("decided_by_id <> person_id", name="nobody_confirms_their_own"),
        sa.Index(
            "uq_reading_declarations_undecided",
            "completion_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )


class Review(Base):
    """Something unusual in a person's sittings that a person looks at; it decides nothing by itself.

    `about` keeps the same thing from being raised twice; `facts` are the figures that the explanation fills in;
    `corrections` the ledger entries that put class-hours right afterwards.
    """

    __tablename__ = "reading_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    signal: Mapped[Signal] = mapped_column(enum_type(Signal))
    about: Mapped[str] = mapped_column(sa.String(80))
    facts: Mapped[dict[str, Any]]
    sittings: Mapped[list[Any]]
    raised_at: Mapped[datetime]
    due_on: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    corrections: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    __table_args__ = (
        sa.UniqueConstraint("person_id", "signal", "about"),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided_with_an_outcome"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("decided_by_id <> person_id", name="nobody_decides_on_their_own"),
    )

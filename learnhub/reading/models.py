"""Tables of reading evidence: sittings, the raw beats behind them, and what one person has of each section."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type


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

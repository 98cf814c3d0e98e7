"""Tables of credits: rules with dates, completions, and the append-only ledger with its heads."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.credits.rules import Form, Status
from learnhub.platform.db import Base, enum_type


class CreditRule(Base):
    """One version of a credit rule: what it converts, with its parameters, dates and source."""

    __tablename__ = "credits_rules"
    __stamp__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    document: Mapped[dict[str, Any]]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]

    __table_args__ = (sa.UniqueConstraint("key", "effective_from"),)


class Completion(Base):
    """A lesson version studied by a person; complete when both keys, `read` and `recall`, are turned."""

    __tablename__ = "credits_completions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    lesson_version_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    read_at: Mapped[datetime | None]
    recall_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None] = mapped_column(index=True)
    declared: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[dict[str, Any]]

    __table_args__ = (sa.UniqueConstraint("person_id", "lesson_version_id"),)


class CreditEntry(Base):
    """One line of the ledger; never changed, never deleted: corrections are further lines."""

    __tablename__ = "credits_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    seq: Mapped[int]
    form: Mapped[Form] = mapped_column(enum_type(Form))
    hours: Mapped[Decimal]
    days: Mapped[Decimal | None]
    basic: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    earned_on: Mapped[date]
    recorded_at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(enum_type(Status))
    rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("credits_rules.id"))
    evidence: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(sa.String(64))
    external_id: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    corrects_entry: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (
        sa.UniqueConstraint("person_id", "seq"),
        sa.UniqueConstraint("person_id", "source", "external_id"),
        sa.Index("ix_credits_entries_person_id_earned_on", "person_id", "earned_on"),
    )


class CreditHead(Base):
    """The end of a person's chain, so that a removed last entry is noticed too."""

    __tablename__ = "credits_heads"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


class Seal(Base):
    """One night's seal of the whole ledger: the Merkle root over the ends of all chains; never changed or deleted."""

    __tablename__ = "credits_seals"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    sealed_at: Mapped[datetime]
    root: Mapped[str] = mapped_column(sa.String(64))
    people: Mapped[int]
    entries: Mapped[int]


class SealedEntry(Base):
    """The fingerprints of one entry as it stood when it was sealed first, so that a rewritten chain can be told apart.

    `content` leaves out the number and the entry before. A demo chain that was taken away leaves a row with seq 0.
    There is no key to the person: seals outlive demo people.
    """

    __tablename__ = "credits_sealed_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal_id: Mapped[int] = mapped_column(sa.ForeignKey("credits_seals.id"), index=True)
    person_id: Mapped[int]
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[str] = mapped_column(sa.String(64))
    is_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (sa.Index("ix_credits_sealed_entries_person_id_seal_id", "person_id", "seal_id", "seq"),)

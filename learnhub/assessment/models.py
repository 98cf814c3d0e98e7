"""Tables of assessment: quarters with their reviewer map, summaries, frozen figures, objections, and who did what."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.assessment.rules import CycleState, State, Step
from learnhub.platform.db import Base, enum_type


def _state(name: str) -> sa.Enum:
    """The type of a second column of states in one table, whose constraint needs a name of its own."""
    kind = enum_type(State)
    kind.name = name
    return kind


class Cycle(Base):
    """A quarter's self-assessment of the members of one unit and everything below it who do not lead."""

    __tablename__ = "assessment_cycles"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cut_off_on: Mapped[date]
    state: Mapped[CycleState] = mapped_column(enum_type(CycleState), default=CycleState.DRAFT, index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("year", "number", "unit_id"),
        sa.CheckConstraint("number BETWEEN 1 AND 4", name="number_is_a_quarter"),
        sa.CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        sa.CheckConstraint("cut_off_on >= starts_on", name="cut_off_after_the_start"),
    )


class Summary(Base):
    """One person's summary of a quarter: the words, where it is, and who reviews it.

    `version` rises with every change, so that a page that was open meanwhile is noticed. `unit_id` and
    `reviewer_id` are those of the cut-off date and stay.
    """

    __tablename__ = "assessment_summaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_cycles.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    state: Mapped[State] = mapped_column(enum_type(State), default=State.NOT_STARTED)
    version: Mapped[int] = mapped_column(default=1)
    learned: Mapped[str] = mapped_column(sa.Text, default="")
    applied: Mapped[str] = mapped_column(sa.Text, default="")
    lacking: Mapped[str] = mapped_column(sa.Text, default="")
    next: Mapped[str] = mapped_column(sa.Text, default="")
    # Lines of the figures that the author left out, by their ids.
    hidden: Mapped[list[Any]] = mapped_column(default=list)
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    opened_by_reviewer_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    acknowledged_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("cycle_id", "person_id"),
        sa.CheckConstraint("reviewer_id <> person_id", name="nobody_reviews_their_own"),
        sa.CheckConstraint("version >= 1", name="version_counts_from_one"),
        sa.Index("ix_assessment_summaries_reviewer_id_state", "reviewer_id", "state"),
    )


class Snapshot(Base):
    """The figures and words of a summary as they were handed in; `head_hash` ends the person's ledger then."""

    __tablename__ = "assessment_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_summaries.id"))
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
    head_hash: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("summary_id", "version"),)


class SummaryEvent(Base):
    """Who moved a summary from where to where, and why; never changed."""

    __tablename__ = "assessment_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_summaries.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    at: Mapped[datetime]
    step: Mapped[Step | None] = mapped_column(enum_type(Step))
    from_state: Mapped[State] = mapped_column(_state("from_state"))
    to_state: Mapped[State] = mapped_column(_state("to_state"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class Objection(Base):
    """A line of the figures that its author contests, and the answer; `line` is the line as it stood then.

    `contested_from` is the state to which the answer leads back. A summary has one unanswered objection at most.
    """

    __tablename__ = "assessment_objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_summaries.id"), index=True)
    line_id: Mapped[str] = mapped_column(sa.String(64))
    line: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.Text)
    raised_at: Mapped[datetime]
    contested_from: Mapped[State] = mapped_column(_state("contested_from"))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))

    __table_args__ = (
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        sa.Index(
            "uq_assessment_objections_unanswered",
            "summary_id",
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )


class ReviewerChoice(Base):
    """A line of the reviewer map: who reviews one person, or the members of one unit; the latest line holds."""

    __tablename__ = "assessment_reviewer_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_cycles.id"), index=True)
    for_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    for_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("(for_person_id IS NULL) <> (for_unit_id IS NULL)", name="for_a_person_or_a_unit"),
        sa.CheckConstraint("reviewer_id <> for_person_id", name="nobody_reviews_their_own"),
    )


class StandIn(Base):
    """Somebody reviews in place of a reviewer of a quarter, up to and including a last day."""

    __tablename__ = "assessment_stand_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_cycles.id"), index=True)
    from_person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    to_person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("from_person_id <> to_person_id", name="somebody_else"),
        sa.CheckConstraint("from_on <= until_on", name="starts_before_it_ends"),
    )

"""Reads about contested lines: those of a summary, those that wait for an answer, and one with what lies behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.assessment.models import Cycle, Objection, Summary
from learnhub.assessment.queries.figures import in_words
from learnhub.credits.models import CreditEntry
from learnhub.people import queries as people
from learnhub.people.models import Person, Unit
from learnhub.platform.db import session
from learnhub.platform.pagination import Page, page_number

SIZE = 25


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A contested line with its reason and answer; `answered_by` is empty while it waits."""

    id: int
    summary_id: int
    person_id: int
    name: str
    unit_name: str
    year: int
    number: int
    line_id: str
    line: Mapping[str, Any]
    reason: str
    raised_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str

    @property
    def words(self) -> str:
        return in_words(self.line)

    @property
    def waits(self) -> bool:
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class EntryBehind:
    """An entry of the ledger that a contested line counts."""

    title: str
    hours: Decimal
    earned_on: date
    recorded_at: datetime


def objections_of(summary_id: int) -> list[ObjectionLine]:
    """Every objection to the figures of a summary, the oldest first."""
    return _read(_lines().where(Objection.summary_id == summary_id).order_by(Objection.id))


def objection_line(objection_id: int) -> ObjectionLine:
    """One objection with its names."""
    return _read(_lines().where(Objection.id == objection_id))[0]


def objections_page(visible: sa.ColumnElement[bool], *, answered: bool, page: str | None) -> Page[ObjectionLine]:
    """What waits for an answer, the oldest first, or what was answered, the newest first."""
    chosen = Objection.answered_at.is_not(None) if answered else Objection.answered_at.is_(None)
    total = _count(visible, chosen)
    number = page_number(page, total, SIZE)
    order = Objection.answered_at.desc() if answered else Objection.raised_at
    query = _lines().where(visible, chosen).order_by(order, Objection.id)
    return Page(_read(query.offset((number - 1) * SIZE).limit(SIZE)), number, total, SIZE)


def waiting_objections(visible: sa.ColumnElement[bool]) -> int:
    """How many objections wait for an answer."""
    return _count(visible, Objection.answered_at.is_(None))


def entries_behind(line: Mapping[str, Any]) -> list[EntryBehind]:
    """The entries of the ledger that a line counts, the oldest first."""
    rows = session().scalars(
        sa.select(CreditEntry)
        .where(CreditEntry.id.in_(line.get("entries", [])))
        .order_by(CreditEntry.earned_on, CreditEntry.id)
    )
    return [EntryBehind(row.title, row.hours, row.earned_on, row.recorded_at) for row in rows]


def who_answers(summary: Summary, on: date) -> list[int]:
    """The unit administrators nearest to the unit of a summary, else its training administrators; never the author."""
    return people.who_decides(summary.unit_id, on, besides=summary.person_id)


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(Objection).join(Summary, Summary.id == Objection.summary_id)
    return session().scalar(query.where(*conditions)) or 0


def _lines() -> sa.Select[Any]:
    answering = aliased(Person)
    return (
        sa.select(
            Objection, Summary.person_id, Person.name, Unit.name.label("unit_name"), Cycle.year, Cycle.number,
            answering.name.label("answered_by"),
        )
        .join(Summary, Summary.id == Objection.summary_id)
        .join(Cycle, Cycle.id == Summary.cycle_id)
        .join(Person, Person.id == Summary.person_id)
        .join(Unit, Unit.id == Summary.unit_id)
        .outerjoin(answering, answering.id == Objection.answered_by_id)
    )  # fmt: skip


def _read(query: sa.Select[Any]) -> list[ObjectionLine]:
    return [
        ObjectionLine(
            row.Objection.id, row.Objection.summary_id, row.person_id, row.name, row.unit_name, row.year, row.number,
            row.Objection.line_id, row.Objection.line, row.Objection.reason, row.Objection.raised_at,
            row.Objection.answer, row.Objection.answered_at, row.answered_by or "",
        )
        for row in session().execute(query)
    ]  # fmt: skip

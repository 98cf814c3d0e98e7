"""Who reviews in place of whom on a day."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.assessment.models import StandIn, Summary
from learnhub.people.models import Person
from learnhub.people.queries import in_force
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class StandInLine:
    """Somebody who reviews in place of somebody else, with both names."""

    id: int
    from_name: str
    to_name: str
    from_on: date
    until_on: date
    reason: str


def stands_in(person_id: int, on: date) -> sa.ColumnElement[bool]:
    """Whether this person reviews a summary in place of its reviewer on a day, as a condition on summaries."""
    return (
        sa.exists()
        .where(
            StandIn.cycle_id == Summary.cycle_id,
            StandIn.from_person_id == Summary.reviewer_id,
            StandIn.to_person_id == person_id,
            Summary.person_id != person_id,
            in_force(StandIn, on),
        )
        .correlate(Summary)
    )


def reviewed_by(person_id: int, on: date) -> sa.ColumnElement[bool]:
    """Whether this person reviews a summary on a day, as its reviewer or in place of one."""
    return sa.or_(Summary.reviewer_id == person_id, stands_in(person_id, on))


def reviews_in_place(person_id: int, summary: Summary, on: date) -> bool:
    """The same for one summary."""
    found = sa.select(Summary.id).where(Summary.id == summary.id, stands_in(person_id, on))
    return session().scalar(found) is not None


def reviewers_of(summary: Summary, on: date) -> list[int]:
    """Everybody who may review a summary on a day: its reviewer, and who stands in."""
    return [summary.reviewer_id, *(line.to_person_id for line in _holding(summary, on))]


def stand_in_names(summary: Summary, on: date) -> list[str]:
    """The names of those who stand in for the reviewer of a summary on a day."""
    ids = [line.to_person_id for line in _holding(summary, on)]
    return list(session().scalars(sa.select(Person.name).where(Person.id.in_(ids)).order_by(Person.name_sort)))


def stand_ins_of(cycle_id: int) -> list[StandInLine]:
    """Who stands in for whom in a quarter, the latest first."""
    away, standing = aliased(Person), aliased(Person)
    rows = session().execute(
        sa.select(StandIn, away.name.label("from_name"), standing.name.label("to_name"))
        .join(away, away.id == StandIn.from_person_id)
        .join(standing, standing.id == StandIn.to_person_id)
        .where(StandIn.cycle_id == cycle_id)
        .order_by(StandIn.id.desc())
    )
    return [
        StandInLine(row.id, from_name, to_name, row.from_on, row.until_on, row.reason)
        for row, from_name, to_name in rows
    ]


def _holding(summary: Summary, on: date) -> list[StandIn]:
    """A stand-in does not hold for a summary of the own."""
    query = sa.select(StandIn).where(
        StandIn.cycle_id == summary.cycle_id,
        StandIn.from_person_id == summary.reviewer_id,
        StandIn.to_person_id != summary.person_id,
        in_force(StandIn, on),
    )
    return list(session().scalars(query.order_by(StandIn.id)))

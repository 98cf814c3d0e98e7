"""One person's record as their overseer sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from learnhub.assessment import queries as assessment
from learnhub.assessment.models import Summary
from learnhub.assessment.policies import visible_to as may_open_summaries
from learnhub.assessment.queries import SummaryLine
from learnhub.credits import queries as credits
from learnhub.credits.queries import CompletedLesson, EntryLine
from learnhub.kernel.actor import Actor
from learnhub.oversight.queries.people import state_of
from learnhub.people.queries import PersonLine
from learnhub.platform.db import session
from learnhub.quizzes import queries as quizzes
from learnhub.reading import queries as reading
from learnhub.requirements import queries as requirements
from learnhub.requirements.queries import Owed
from learnhub.requirements.rules import State

ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Study:
    """A completed lesson with its best score, and the reading time behind it where the setting shows it."""

    lesson: CompletedLesson
    percent: Decimal | None
    read_ms: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the page of a person shows; `studied` and `summaries` are None for whoever may not see them."""

    person: PersonLine
    state: State
    owed: Sequence[Owed]
    entries: Sequence[EntryLine]
    more_entries: int
    studied: Sequence[Study] | None
    summaries: Sequence[SummaryLine] | None
    open_summaries: frozenset[int]


def record(actor: Actor, person: PersonLine, on: date, *, study: bool, reading_time: bool) -> Record:
    """The record of a person in a fixed number of statements."""
    owed = requirements.standing_of(person.id, on)
    lines = credits.entries_of(person.id)
    return Record(
        person,
        state_of(owed),
        owed,
        lines[:ENTRIES],
        max(len(lines) - ENTRIES, 0),
        _studied(person.id, reading_time=reading_time) if study else None,
        assessment.own_summaries(person.id, on) if study else None,
        _readable(actor, person.id) if study else frozenset(),
    )


def _readable(actor: Actor, person_id: int) -> frozenset[int]:
    """The summaries of a person that the actor may open."""
    mine = sa.select(Summary.id).where(Summary.person_id == person_id, may_open_summaries(actor))
    return frozenset(session().scalars(mine))


def _studied(person_id: int, *, reading_time: bool) -> list[Study]:
    """Completed lessons only: reading that has not led to a completion is nobody else's business."""
    done = credits.completions_of(person_id)
    scores = quizzes.best_scores(person_id, [each.lesson_id for each in done])
    spent = reading.progress(person_id, [each.lesson_version_id for each in done]) if reading_time else {}
    found = []
    for each in done:
        score, time = scores.get((person_id, each.lesson_id)), spent.get(each.lesson_version_id)
        found.append(Study(each, score.percent if score else None, time.credited_ms if time else None))
    return found

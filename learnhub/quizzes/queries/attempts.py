"""Rows of quizzes: the bank, a person's attempts, best scores, and what waits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa

from learnhub.catalog.models import Course, LessonVersion
from learnhub.platform.db import fetch, session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz
from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY, AttemptState
from learnhub.quizzes.rules.settings import result_of


@dataclass(frozen=True, slots=True)
class BestScore:
    """The best of a person's graded attempts at a lesson's quiz."""

    percent: Decimal
    passed: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An attempt that was started and not handed in."""

    attempt_id: int
    lesson_id: int | None
    title: str
    started_at: datetime


def bank_of(lesson_id: int) -> dict[int, QuestionVersion]:
    """The questions of a lesson that new attempts draw from, as they are worded now."""
    rows = session().execute(
        sa.select(Question.id, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .where(Question.lesson_id == lesson_id, Question.retired_at.is_(None))
        .order_by(Question.id)
    )
    return {row[0]: row[1] for row in rows}


def has_open_attempt(person_id: int) -> bool:
    """Whether any attempt of a person is under way."""
    query = sa.select(Attempt.id).where(Attempt.person_id == person_id, Attempt.state.in_(UNDER_WAY)).limit(1)
    return session().scalar(query) is not None


def attempts_of(person_id: int, quiz_id: int) -> Sequence[Attempt]:
    """A person's attempts at a quiz, the first one first."""
    return (
        session()
        .scalars(
            sa.select(Attempt).where(Attempt.person_id == person_id, Attempt.quiz_id == quiz_id).order_by(Attempt.n)
        )
        .all()
    )


def quiz_of(attempt: Attempt) -> Quiz:
    """The quiz of an attempt."""
    return session().get_one(Quiz, attempt.quiz_id)


def version_of(attempt: Attempt) -> LessonVersion | None:
    """The lesson version that an attempt was started for; None where it is at the final test of a course."""
    if attempt.lesson_version_id is None:
        return None
    return session().get_one(LessonVersion, attempt.lesson_version_id)


def title_of(attempt: Attempt) -> str:
    """The name of the lesson or of the course that an attempt is about."""
    version = version_of(attempt)
    if version is not None:
        return version.title
    course = sa.select(Course.title).join(Quiz, Quiz.course_id == Course.id).where(Quiz.id == attempt.quiz_id)
    return session().scalars(course).one()


def overdue_attempts(before: datetime, *, most: int) -> Sequence[int]:
    """The open attempts whose end lies before a moment, the oldest first."""
    return (
        session()
        .scalars(
            sa.select(Attempt.id)
            .where(Attempt.state == AttemptState.OPEN, Attempt.ends_at < before)
            .order_by(Attempt.ends_at)
            .limit(most)
        )
        .all()
    )


def keyed_versions(items: Iterable[AttemptItem]) -> dict[int, QuestionVersion]:
    """The versions whose key holds for places that were asked by another one; no statement where there is none."""
    wanted = {item.keyed_version_id for item in items if item.keyed_version_id is not None}
    if not wanted:
        return {}
    found = session().scalars(sa.select(QuestionVersion).where(QuestionVersion.id.in_(wanted)))
    return {version.id: version for version in found}


def items_of(attempt_id: int) -> list[tuple[AttemptItem, QuestionVersion]]:
    """The places of an attempt with the questions as worded then, in order."""
    rows = session().execute(
        sa.select(AttemptItem, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(AttemptItem.attempt_id == attempt_id)
        .order_by(AttemptItem.position)
    )
    return [(row[0], row[1]) for row in rows]


def best_scores(
    person_ids: int | Collection[int], lesson_ids: Collection[int] | None = None
) -> dict[tuple[int, int], BestScore]:
    """The score that counts by (person, lesson), in one statement; who has no graded attempt is absent."""
    people = [person_ids] if isinstance(person_ids, int) else list(person_ids)
    wanted = [Attempt.person_id.in_(people), Attempt.state.in_(GRADED_STATES), Quiz.lesson_id.is_not(None)]
    if lesson_ids is not None:
        wanted.append(Quiz.lesson_id.in_(list(lesson_ids)))
    rows = session().execute(
        sa.select(Attempt.person_id, Quiz.lesson_id, Quiz.counts, Quiz.pass_percent, Attempt.percent, Attempt.passed)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(*wanted)
        .order_by(Attempt.person_id, Quiz.lesson_id, Attempt.n)
    )
    found: dict[tuple[int, int], BestScore] = {}
    for (person_id, lesson_id), group in groupby(rows, key=lambda row: (row.person_id, row.lesson_id)):
        lines = list(group)
        graded = [(line.percent, line.passed) for line in lines]
        reached = result_of(graded, lines[0].counts, pass_percent=lines[0].pass_percent)
        found[person_id, lesson_id] = BestScore(reached.percent or Decimal(0), reached.passed, reached.attempts)
    return found


_WAITING = (
    sa.select(
        Attempt.id, LessonVersion.lesson_id, sa.func.coalesce(LessonVersion.title, Course.title), Attempt.started_at
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .outerjoin(LessonVersion, LessonVersion.id == Attempt.lesson_version_id)
    .outerjoin(Course, Course.id == Quiz.course_id)
    .where(Attempt.person_id == sa.bindparam("person_id"), Attempt.state.in_(UNDER_WAY))
    .order_by(Attempt.started_at)
)


def waiting_attempts(person_id: int) -> list[Waiting]:
    """The attempts that a person has under way, the oldest first."""
    return [Waiting(*row) for row in fetch(_WAITING, person_id=person_id)]

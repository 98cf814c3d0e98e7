"""Rows of quizzes: the bank, a person's attempts, best scores, and what waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.platform.db import fetch, session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz
from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY, PastAttempt, StartDecision, may_start


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
    lesson_id: int
    title: str
    started_at: datetime


def has_quiz(lesson_id: int) -> bool:
    """Whether a lesson has a check with at least one question."""
    found = sa.select(Question.id).where(Question.lesson_id == lesson_id, Question.retired_at.is_(None)).limit(1)
    return session().scalar(found) is not None


def bank_of(lesson_id: int) -> dict[int, QuestionVersion]:
    """The questions that new attempts draw from, as they are worded now."""
    rows = session().execute(
        sa.select(Question.id, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .where(Question.lesson_id == lesson_id, Question.retired_at.is_(None))
        .order_by(Question.id)
    )
    return {row[0]: row[1] for row in rows}


def times_asked(person_id: int, quiz_id: int) -> dict[int, int]:
    """How often a person has had each question of a quiz."""
    rows = session().execute(
        sa.select(QuestionVersion.question_id, sa.func.count())
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.person_id == person_id, Attempt.quiz_id == quiz_id)
        .group_by(QuestionVersion.question_id)
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


def start_decision(attempts: Sequence[Attempt], held: Collection[int], now: datetime) -> StartDecision:
    """Whether a new attempt may start; those before a material change of the lesson are over and count for nothing."""
    counted = [each for each in attempts if each.lesson_version_id in held or each.state in UNDER_WAY]
    return may_start([PastAttempt(each.state, ended_at=each.handed_in_at, passed=each.passed) for each in counted], now)


def quiz_of(attempt: Attempt) -> Quiz:
    """The quiz of an attempt."""
    return session().get_one(Quiz, attempt.quiz_id)


def version_of(attempt: Attempt) -> LessonVersion:
    """The lesson version that an attempt was started for."""
    return session().get_one(LessonVersion, attempt.lesson_version_id)


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
    """The best score by (person, lesson), in one statement; who has no graded attempt is absent."""
    people = [person_ids] if isinstance(person_ids, int) else list(person_ids)
    wanted = [Attempt.person_id.in_(people), Attempt.state.in_(GRADED_STATES)]
    if lesson_ids is not None:
        wanted.append(Quiz.lesson_id.in_(list(lesson_ids)))
    passed = sa.func.max(sa.case((Attempt.passed.is_(True), 1), else_=0))
    rows = session().execute(
        sa.select(Attempt.person_id, Quiz.lesson_id, sa.func.max(Attempt.percent), passed, sa.func.count())
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(*wanted)
        .group_by(Attempt.person_id, Quiz.lesson_id)
    )
    return {(row[0], row[1]): BestScore(row[2], bool(row[3]), row[4]) for row in rows}


_WAITING = (
    sa.select(Attempt.id, LessonVersion.lesson_id, LessonVersion.title, Attempt.started_at)
    .join(LessonVersion, LessonVersion.id == Attempt.lesson_version_id)
    .where(Attempt.person_id == sa.bindparam("person_id"), Attempt.state.in_(UNDER_WAY))
    .order_by(Attempt.started_at)
)


def waiting_attempts(person_id: int) -> list[Waiting]:
    """The attempts that a person has under way, the oldest first."""
    return [Waiting(*row) for row in fetch(_WAITING, person_id=person_id)]

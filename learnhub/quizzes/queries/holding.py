"""How a quiz is held for one person: its settings, and what was allowed to them beyond."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.models import Lesson
from learnhub.credits.queries import Finished
from learnhub.platform.db import session
from learnhub.quizzes.models import Allowance, Attempt, Quiz
from learnhub.quizzes.rules import attempts as rules
from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY, PastAttempt, StartDecision, StartRules
from learnhub.quizzes.rules.settings import Result, Settings, result_of, settings_from


@dataclass(frozen=True, slots=True)
class Held:
    """A quiz as one person meets it now."""

    settings: Settings
    limits: StartRules
    time_percent: int = 0
    extra_attempts: int = 0

    @property
    def limit(self) -> timedelta | None:
        """How long an attempt lasts, with the time allowed beyond."""
        base = self.settings.limit
        return None if base is None else base * (100 + self.time_percent) / 100

    def ends_at(self, now: datetime) -> datetime | None:
        """When an attempt that starts now would end."""
        return rules.end_at(now, limit=self.limit, closes_at=self.limits.closes_at)


def settings_of(quiz: Quiz) -> Settings:
    """The settings of a quiz."""
    return settings_from(quiz.settings)


def held_for(person_id: int, quiz: Quiz) -> Held:
    """How a quiz is held for a person; one statement, and two more for the final test of a course."""
    settings, allowed = settings_of(quiz), allowance_of(person_id, quiz.id)
    extra = allowed.attempts if allowed else 0
    closes = [at for at in (settings.closes_at, allowed.closes_at if allowed else None) if at]
    return Held(
        settings,
        StartRules(
            attempts=None if settings.attempts is None else settings.attempts + extra,
            cooling=settings.cooling,
            misses_a_day=settings.misses_a_day,
            opens_at=settings.opens_at,
            closes_at=max(closes) if settings.closes_at else None,
            lessons_left=lessons_left(person_id, quiz) if settings.after_lessons else 0,
        ),
        allowed.time_percent if allowed else 0,
        extra,
    )


def allowance_of(person_id: int, quiz_id: int) -> Allowance | None:
    """What holds for a person at a quiz beyond its settings."""
    return session().scalar(
        sa.select(Allowance).where(
            Allowance.person_id == person_id, Allowance.quiz_id == quiz_id, Allowance.ended_at.is_(None)
        )
    )


def lessons_left(person_id: int, quiz: Quiz) -> int:
    """How many lessons of the course of a final test a person has not completed; 0 for the check of a lesson."""
    if quiz.course_id is None:
        return 0
    finished = Finished(person_id)
    versions = session().scalars(
        sa.select(Lesson.current_version_id).where(
            Lesson.course_id == quiz.course_id, Lesson.retired_at.is_(None), Lesson.original_id.is_(None),
            Lesson.current_version_id.is_not(None),
        )
    )  # fmt: skip
    return sum(version not in finished for version in versions if version is not None)


def start_decision(
    attempts: Sequence[Attempt], held: Collection[int] | None, now: datetime, limits: StartRules, result: Result
) -> StartDecision:
    """Whether a new attempt may start; those before a material change of the lesson are over and count for nothing."""
    counted = [each for each in attempts if each.state in UNDER_WAY or is_counted(each, held)]
    past = [PastAttempt(each.state, ended_at=each.handed_in_at, passed=each.passed) for each in counted]
    return rules.may_start(past, now, limits, passed=result.passed)


def result(quiz: Quiz, attempts: Sequence[Attempt], held: Collection[int] | None) -> Result:
    """What a person has reached by the attempts that count for the lesson as it is now."""
    graded = [
        (each.percent if each.percent is not None else Decimal(0), each.passed)
        for each in attempts
        if each.state in GRADED_STATES and is_counted(each, held)
    ]
    return result_of(graded, quiz.counts, pass_percent=quiz.pass_percent)


def is_counted(attempt: Attempt, held: Collection[int] | None) -> bool:
    """Whether an attempt is about the lesson as it is now; a final test has no versions, so all of them are."""
    return held is None or attempt.lesson_version_id in held

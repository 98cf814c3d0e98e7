"""What the page of a quiz's settings shows: what it belongs to, and who was allowed more."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes.models import Allowance, Quiz
from learnhub.quizzes.queries.attempts import bank_size
from learnhub.quizzes.queries.pages import About, about_of

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """What was allowed to somebody, why and by whom."""

    id: int
    name: str
    time_percent: int
    attempts: int
    closes_at: datetime | None
    reason: str
    approver: str
    approved_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """How a quiz is held, as its keepers see it."""

    quiz_id: int
    about: About
    bank_size: int
    allowances: list[AllowanceLine]


def settings_page(quiz: Quiz) -> SettingsPage:
    """The page of a quiz's settings, in a fixed number of statements."""
    person, approver = aliased(Person), aliased(Person)
    rows = session().execute(
        sa.select(
            Allowance.id, person.name, Allowance.time_percent, Allowance.attempts, Allowance.closes_at,
            Allowance.reason, approver.name, Allowance.approved_at, Allowance.ended_at,
        )
        .join(person, person.id == Allowance.person_id)
        .join(approver, approver.id == Allowance.approved_by)
        .where(Allowance.quiz_id == quiz.id)
        .order_by(Allowance.ended_at.is_not(None), Allowance.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return SettingsPage(quiz.id, about_of(quiz, _version(quiz)), bank_size(quiz), [AllowanceLine(*row) for row in rows])


def about_quiz(quiz: Quiz) -> str:
    """The name of the lesson or the course that a quiz belongs to."""
    return about_of(quiz, _version(quiz)).title


def _version(quiz: Quiz) -> LessonVersion | None:
    if quiz.lesson_id is None:
        return None
    current = sa.select(LessonVersion).join(Lesson, Lesson.current_version_id == LessonVersion.id)
    return session().scalars(current.where(Lesson.id == quiz.lesson_id)).one()

"""What the page of a quiz's settings shows: what it belongs to, what its parts draw, and who was allowed more."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes.models import Allowance, Question, Quiz
from learnhub.quizzes.queries.bank import folders_of
from learnhub.quizzes.queries.drawing import READY, not_to_be_drawn, supply
from learnhub.quizzes.queries.holding import settings_of
from learnhub.quizzes.queries.pages import About, about_of
from learnhub.quizzes.rules.parts_text import NOT_TO_ASK, TOO_FEW, TOO_FEW_IN_ALL, part_line
from learnhub.quizzes.rules.settings import Part

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
class PartLine:
    """A part of what is drawn, as it is written: how many questions it asks for, and how many fit it.

    `bank`: it may draw from the bank, what whoever wrote it may use.
    """

    text: str
    wanted: int
    found: int
    bank: bool


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category of the bank, as a part names it, with the released questions that stand in it or below it."""

    path: str
    questions: int


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """How a quiz is held, as its keepers see it."""

    quiz_id: int
    about: About
    bank_size: int
    parts: list[PartLine]
    categories: list[CategoryLine]
    allowances: list[AllowanceLine]


def category_paths() -> dict[int, str]:
    """The categories of the bank by number, as parts name them."""
    return {folder.id: "/".join(folder.path) for folder in folders_of()}


def settings_page(quiz: Quiz, visible: sa.ColumnElement[bool]) -> SettingsPage:
    """The page of a quiz's settings, in a fixed number of statements; `visible` is what its viewer sees of the bank."""
    folders = folders_of(sa.and_(visible, READY, Question.lesson_id.is_(None)))
    paths = {folder.id: "/".join(folder.path) for folder in folders}
    parts = settings_of(quiz).parts
    drawn, released = supply(quiz, parts), Counter[tuple[str, ...]]()
    for folder in folders:
        released.update({folder.path[:depth]: folder.questions for depth in range(1, len(folder.path) + 1)})
    return SettingsPage(
        quiz.id, about_of(quiz, _version(quiz)), drawn.questions,
        [
            PartLine(part_line(part, paths), part.wanted, found, part.may_leave_lessons)
            for part, found in zip(parts, drawn.parts, strict=True)
        ],
        [CategoryLine(paths[folder.id], released[folder.path]) for folder in folders if released[folder.path]],
        _allowances(quiz),
    )  # fmt: skip


def too_little_for(quiz: Quiz, parts: Sequence[Part], lines: Sequence[int]) -> list[tuple[str, dict[str, object]]]:
    """What parts ask for that there is not, as message ids with their values; `lines` says where each part stands."""
    drawn = supply(quiz, parts)
    wrong: list[tuple[str, dict[str, object]]] = []
    for line, part, found in zip(lines, parts, drawn.parts, strict=True):
        if part.questions and found < part.wanted:
            numbers = ", ".join(str(each) for each in not_to_be_drawn(quiz, part))
            wrong.append((NOT_TO_ASK, {"line": line, "numbers": numbers}))
        elif found < part.wanted:
            wrong.append((TOO_FEW, {"line": line, "wanted": part.wanted, "found": found}))
    wanted = sum(part.wanted for part in parts)
    if not wrong and drawn.fitting < wanted:
        wrong.append((TOO_FEW_IN_ALL, {"wanted": wanted, "found": drawn.fitting}))
    return wrong


def _allowances(quiz: Quiz) -> list[AllowanceLine]:
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
    return [AllowanceLine(*row) for row in rows]


def about_quiz(quiz: Quiz) -> str:
    """The name of the lesson or the course that a quiz belongs to."""
    return about_of(quiz, _version(quiz)).title


def _version(quiz: Quiz) -> LessonVersion | None:
    if quiz.lesson_id is None:
        return None
    current = sa.select(LessonVersion).join(Lesson, Lesson.current_version_id == LessonVersion.id)
    return session().scalars(current.where(Lesson.id == quiz.lesson_id)).one()

"""What the page before a quiz shows: how it is held, the attempts so far, and what may be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.kernel.clock import local_date
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz
from learnhub.quizzes.queries.attempts import attempts_of
from learnhub.quizzes.queries.drawing import bank_size
from learnhub.quizzes.queries.holding import held_for, is_counted, result, start_decision
from learnhub.quizzes.queries.lines import SectionLink, leads
from learnhub.quizzes.rules.attempts import (
    AWAITING_GRADE,
    GRADED_STATES,
    UNDER_WAY,
    StartDecision,
    StartReason,
    is_overdue,
)
from learnhub.quizzes.rules.review import review_options
from learnhub.quizzes.rules.settings import Counts, Settings


@dataclass(frozen=True, slots=True)
class About:
    """What a quiz belongs to: a lesson and its course, or a course alone. `gone`: it is not offered any more."""

    lesson_id: int | None
    course_id: int
    course_title: str
    title: str
    language: str
    gone: bool = False

    @property
    def is_final(self) -> bool:
        return self.lesson_id is None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in the list of one's attempts; `percent` is None as long as the key must stay hidden."""

    id: int
    n: int
    started_at: datetime
    handed_in_at: datetime | None
    right: int | None
    wrong: int | None
    percent: Decimal | None
    passed: bool
    under_way: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class QuizPage:
    """Everything the page before the quiz shows; `limit` is this person's, `ends_at` what a start now would give."""

    quiz_id: int
    about: About
    asked: int
    pass_percent: int
    recall: bool
    counts: Counts
    settings: Settings
    limit: timedelta | None
    ends_at: datetime | None
    attempts_left: int | None
    closes_at: datetime | None
    lessons_left: int
    allowed_more: bool
    lines: list[AttemptLine]
    decision: StartDecision
    open_attempt_id: int | None
    open_ends_at: datetime | None
    open_over: bool
    best_percent: Decimal | None
    passed: bool
    changed: bool
    again: list[SectionLink]


def about_of(quiz: Quiz, version: LessonVersion | None) -> About:
    """What a quiz belongs to, in one statement."""
    if version is None or quiz.lesson_id is None:
        course = session().get_one(Course, quiz.course_id)
        return About(None, course.id, course.title, course.title, course.language, quiz.retired_at is not None)
    found = sa.select(Course, Lesson.retired_at).join(Lesson, Lesson.course_id == Course.id)
    course, retired_at = session().execute(found.where(Lesson.id == quiz.lesson_id)).one()
    gone = retired_at is not None or quiz.retired_at is not None
    return About(quiz.lesson_id, course.id, course.title, version.title, version.language, gone)


def quiz_page(person_id: int, version: LessonVersion | None, quiz: Quiz, *, now: datetime) -> QuizPage:
    """The page before the quiz: rules, attempts so far, and what may be done now; a fixed number of statements."""
    attempts = attempts_of(person_id, quiz.id)
    counted = versions_held(version.id) if version else None
    present = [attempt for attempt in attempts if is_counted(attempt, counted)]
    held, reached = held_for(person_id, quiz), result(quiz, attempts, counted)
    decision = start_decision(attempts, counted, now, held.limits, reached)
    closed = decision.reason in (StartReason.CLOSED, StartReason.NO_ATTEMPT_LEFT)
    missed = [attempt.id for attempt in _missed_for(decision, present, now)]
    under_way = next((attempt for attempt in attempts if attempt.state in UNDER_WAY), None)
    most = held.limits.attempts
    return QuizPage(
        quiz_id=quiz.id,
        about=about_of(quiz, version),
        asked=min(asked_by(quiz, held.settings), bank_size(quiz)),
        pass_percent=quiz.pass_percent,
        recall=quiz.recall,
        counts=quiz.counts,
        settings=held.settings,
        limit=held.limit,
        ends_at=held.ends_at(now),
        attempts_left=None if most is None else max(0, most - len(present)),
        closes_at=held.limits.closes_at,
        lessons_left=held.limits.lessons_left,
        allowed_more=bool(held.time_percent or held.extra_attempts),
        lines=[
            _attempt_line(attempt, held.settings, recall_shown=reached.passed or attempt.passed, closed=closed)
            for attempt in reversed(attempts)
        ],
        decision=decision,
        open_attempt_id=under_way.id if under_way else None,
        open_ends_at=under_way.ends_at if under_way else None,
        open_over=bool(under_way and is_overdue(now, under_way.ends_at)),
        best_percent=reached.percent,
        passed=reached.passed,
        changed=not reached.passed and any(attempt.passed for attempt in attempts if attempt not in present),
        again=[] if reached.passed or not missed or version is None else _again(missed, version),
    )


def asked_by(quiz: Quiz, settings: Settings) -> int:
    """How many questions an attempt gets, as far as there are so many."""
    return sum(part.wanted for part in settings.parts) or quiz.questions


def _missed_for(decision: StartDecision, attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """The attempts whose sections one should read again: today's after the third miss, else the last one."""
    missed = [each for each in attempts if each.state in GRADED_STATES and not each.passed and each.handed_in_at]
    if decision.reason is StartReason.MISSED_TODAY:
        return [each for each in missed if each.handed_in_at and local_date(each.handed_in_at) == local_date(now)]
    return missed[-1:]


def _again(attempt_ids: Sequence[int], version: LessonVersion) -> list[SectionLink]:
    rows = (
        session()
        .scalars(
            sa.select(QuestionVersion)
            .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
            .where(AttemptItem.attempt_id.in_(attempt_ids), AttemptItem.right.is_(False))
            .order_by(AttemptItem.attempt_id, AttemptItem.position)
        )
        .all()
    )
    sections = leads(rows, version)
    return list(dict.fromkeys(sections[asked.id] for asked in rows if asked.id in sections))


def _attempt_line(attempt: Attempt, settings: Settings, *, recall_shown: bool, closed: bool) -> AttemptLine:
    show = review_options(attempt.state, recall_shown=recall_shown, closed=closed, review=settings.review)
    right = attempt.right if show.counts else None
    count = int(attempt.out_of) if attempt.out_of is not None else 0
    return AttemptLine(
        attempt.id, attempt.n, attempt.started_at, attempt.handed_in_at, right,
        None if right is None else count - right, attempt.percent if show.score else None, attempt.passed,
        attempt.state in UNDER_WAY, attempt.state in AWAITING_GRADE,
    )  # fmt: skip

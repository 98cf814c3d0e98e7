"""Closing an attempt: handed in or out of time, graded from the saved answers, and what follows from passing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.credits import actions as credits
from learnhub.credits.rules import Key
from learnhub.inbox.actions import notify
from learnhub.people import actions as people
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue
from learnhub.quizzes import queries
from learnhub.quizzes.models import Attempt, Quiz
from learnhub.quizzes.queries.grading import grade
from learnhub.quizzes.rules import attempts as rules
from learnhub.quizzes.rules.attempts import AttemptState
from learnhub.quizzes.rules.regrading import outcome_of
from learnhub.quizzes.rules.settings import Counts

CLOSING = "quizzes.close_overdue"
TIME_OVER = "The time of your attempt at “%(title)s” was over; your saved answers were handed in."


def hand_in(attempt: Attempt, version: LessonVersion | None, *, now: datetime) -> Attempt:
    """Close an attempt, grade it, and do what follows from passing. Handing in again changes nothing.

    After its end and the grace it has expired: then it ended when its time was over, and its saved answers count.
    """
    if attempt.state is not AttemptState.OPEN:
        return attempt
    late = rules.is_overdue(now, attempt.ends_at)
    attempt.state = rules.become(attempt.state, AttemptState.EXPIRED if late else AttemptState.SUBMITTED)
    attempt.handed_in_at = attempt.ends_at if late else now
    session().flush()
    if not queries.has_open_attempt(attempt.person_id):
        people.rest_as_usual(attempt.person_id)
    return settle(attempt, version, now=now)


def settle(attempt: Attempt, version: LessonVersion | None, *, now: datetime) -> Attempt:
    """Grade an attempt that was handed in; as long as somebody has to mark an answer of it, it waits."""
    places = grade(attempt)
    if any(place.mark.pending for place in places):
        return attempt
    for place in places:
        place.item.mark, place.item.right = place.fraction, place.mark.right
    attempt.state = rules.become(attempt.state, AttemptState.GRADED)
    conclude(attempt)
    session().flush()
    follow_pass(attempt, version, now=now)
    return attempt


def conclude(attempt: Attempt) -> None:
    """Write what an attempt comes to from the marks of its places."""
    marks = [(item.mark or Decimal(0), bool(item.right)) for item, _ in queries.items_of(attempt.id)]
    outcome = outcome_of(marks, pass_percent=attempt.pass_percent)
    attempt.score, attempt.out_of, attempt.percent = outcome.score, Decimal(len(marks)), outcome.percent
    attempt.right, attempt.passed = outcome.right, outcome.passed


def follow_pass(attempt: Attempt, version: LessonVersion | None, *, now: datetime) -> None:
    """Turn the recall key of the lesson, or pay the final test, once the result of the quiz is a pass."""
    quiz = queries.quiz_of(attempt)
    if not _is_passed(attempt, quiz, versions_held(version.id) if version else None):
        return
    evidence = {"attempt": attempt.id, "percent": str(attempt.percent)}
    if version is not None:
        credits.turn_key(attempt.person_id, version, key=Key.RECALL, evidence=evidence, now=now)
    elif quiz.course_id is not None:
        credits.pay_final_test(attempt.person_id, quiz.course_id, evidence=evidence, now=now)


def _is_passed(attempt: Attempt, quiz: Quiz, held: Collection[int] | None) -> bool:
    if quiz.counts is Counts.BEST:
        return attempt.passed
    return queries.result(quiz, queries.attempts_of(attempt.person_id, quiz.id), held).passed


def plan_closing(ends_at: datetime | None) -> None:
    """Queue the sweep for when nothing can arrive in time any more; one job for all attempts that end in a minute."""
    if ends_at is None:
        return
    at = (ends_at + rules.GRACE).replace(second=0, microsecond=0) + timedelta(minutes=1)
    enqueue(CLOSING, at=at, unique=at.strftime("%Y%m%d%H%M"))


def close_overdue(attempt_id: int, *, now: datetime) -> bool:
    """Close an attempt whose time is over, and tell its person; False where it was closed meanwhile."""
    attempt = session().scalar(
        sa.select(Attempt).where(Attempt.id == attempt_id).with_for_update().execution_options(populate_existing=True)
    )
    if attempt is None or attempt.state is not AttemptState.OPEN or not rules.is_overdue(now, attempt.ends_at):
        return False
    hand_in(attempt, queries.version_of(attempt), now=now)
    notify(
        attempt.person_id, kind="quiz", message=TIME_OVER, params={"title": queries.title_of(attempt)},
        to=f"/quizzes/attempts/{attempt.id}", key=f"quiz-time-over:{attempt.id}", now=now,
    )  # fmt: skip
    return True

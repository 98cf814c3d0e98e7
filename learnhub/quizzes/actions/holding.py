"""Says how a quiz is held, and allows more to a person; every change is on the audit record."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, Forbidden, Invalid
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.actions.closing import plan_closing
from learnhub.quizzes.models import Allowance, Attempt, Quiz
from learnhub.quizzes.rules.attempts import AttemptState
from learnhub.quizzes.rules.settings import Counts, Settings, problems_with, settings_document

ALLOWED = "More was allowed to you at “%(title)s”: time %(percent)s %%, attempts %(attempts)s. Reason: %(reason)s"
NOTHING_ALLOWED = "Allow more time, further attempts, or a later close."


def set_settings(
    quiz: Quiz, settings: Settings, *, questions: int, pass_percent: int, counts: Counts, by: Actor, now: datetime
) -> None:
    """Hold a quiz otherwise from the next attempt on; those under way keep what they were started with."""
    wrong = problems_with(settings)
    if wrong:
        raise Invalid("These settings cannot be used.", fields=wrong)
    document = settings_document(settings)
    was = {"questions": quiz.questions, "pass_percent": quiz.pass_percent, "counts": quiz.counts, **quiz.settings}
    quiz.questions, quiz.pass_percent, quiz.counts = questions, pass_percent, counts
    quiz.settings, quiz.edited_at = document, now
    became = {"questions": questions, "pass_percent": pass_percent, "counts": counts, **document}
    changed = sorted(name for name in {*was, *became} if was.get(name) != became.get(name))
    audit.record(
        "quizzes.settings", actor_id=by.id, thing=f"quiz:{quiz.id}",
        was={name: was.get(name) for name in changed}, now={name: became.get(name) for name in changed},
    )  # fmt: skip


def allow(
    quiz: Quiz, person_id: int, *, time_percent: int, attempts: int, closes_at: datetime | None, reason: str,
    by: Actor, now: datetime,
) -> Allowance:  # fmt: skip
    """Allow one person more at a quiz, instead of what was allowed before; an attempt under way ends later at once."""
    if person_id == by.id:
        raise Forbidden("Nobody allows more to themselves.")
    if not (time_percent or attempts or closes_at):
        raise Conflict(NOTHING_ALLOWED)
    before = queries.allowance_of(person_id, quiz.id)
    if before is not None:
        before.ended_at = now
        session().flush()
    made = Allowance(
        person_id=person_id, quiz_id=quiz.id, time_percent=time_percent, attempts=attempts, closes_at=closes_at,
        reason=reason, approved_by=by.id, approved_at=now,
    )  # fmt: skip
    session().add(made)
    session().flush()
    _prolong(quiz, person_id)
    title = queries.about_quiz(quiz)
    audit.record(
        "quizzes.allow", actor_id=by.id, person_id=person_id, thing=f"quiz:{quiz.id}", time_percent=time_percent,
        attempts=attempts, closes_at=closes_at.isoformat() if closes_at else None, reason=reason,
    )  # fmt: skip
    params = {"title": title, "percent": time_percent, "attempts": attempts, "reason": reason}
    to = f"/quizzes/lessons/{quiz.lesson_id}" if quiz.lesson_id else f"/quizzes/courses/{quiz.course_id}/test"
    notify(person_id, kind="quiz", message=ALLOWED, params=params, to=to, key=f"quiz-allowed:{made.id}", now=now)
    return made


def end_allowance(allowance: Allowance, *, by: Actor, now: datetime) -> None:
    """Let an allowance end; an attempt under way keeps its end, because it was told."""
    if allowance.ended_at is None:
        allowance.ended_at = now
        thing = f"quiz:{allowance.quiz_id}"
        audit.record("quizzes.end_allowance", actor_id=by.id, person_id=allowance.person_id, thing=thing)


def _prolong(quiz: Quiz, person_id: int) -> None:
    """The end of an attempt under way moves to where it would be now, never to sooner."""
    attempt = session().scalar(
        sa.select(Attempt)
        .where(Attempt.person_id == person_id, Attempt.quiz_id == quiz.id, Attempt.state == AttemptState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attempt is None or attempt.ends_at is None:
        return
    later = queries.held_for(person_id, quiz).ends_at(attempt.started_at)
    if later is not None:
        attempt.ends_at = max(attempt.ends_at, later)
        plan_closing(attempt.ends_at)
    session().flush()

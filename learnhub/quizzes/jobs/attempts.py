"""Closes attempts whose time is over from their saved answers, a minute after the deadline at the earliest.

Each attempt with an end queues this job for then; the hourly run finds what was missed all the same.
"""

from datetime import timedelta

from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.quizzes import actions, queries
from learnhub.quizzes.rules.attempts import GRACE

AT_ONCE = 500


@job("quizzes.close_overdue", every=timedelta(hours=1))
def close_overdue() -> None:
    """Close what is overdue, each attempt in a transaction of its own, so that nobody waits for all of them."""
    while overdue := queries.overdue_attempts(clock.now() - GRACE, most=AT_ONCE):
        for attempt_id in overdue:
            with transaction():
                actions.close_overdue(attempt_id, now=clock.now())

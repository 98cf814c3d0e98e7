"""Works out the statistics of checks: at night where something is new, and whenever somebody asks for them."""

from datetime import timedelta

from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.quizzes.actions import statistics as actions
from learnhub.quizzes.queries import statistics_source as source
from learnhub.quizzes.queries.statistics import JOB

NIGHT = range(1, 5)


@job(JOB, every=timedelta(hours=1))
def statistics(quiz_id: int | None = None) -> None:
    """The figures of one quiz; without its number those of all that have none, at night also of all with new results.

    They are worked out before the transaction: nobody waits for them.
    """
    now = clock.now()
    again = now.astimezone(clock.SHANGHAI).hour in NIGHT
    wanted = [quiz_id] if quiz_id is not None else source.quizzes_to_analyse(now, again=again)
    for each in wanted:
        made = actions.work_out(each)
        if made is not None:
            with transaction():
                actions.keep(made, now=now)

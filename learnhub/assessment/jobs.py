"""Background work of assessment: tell people that a quarter is open, remind them once, freeze an archive."""

from datetime import timedelta

from learnhub.assessment import actions, queries
from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job

BATCH = 200


@job("assessment.announce")
def announce(cycle_id: int) -> None:
    """Tell everybody who has a summary to write that the quarter is open."""
    if any(cycle.id == cycle_id for cycle in queries.open_cycles()):
        _tell(cycle_id, reminder=False)


@job("assessment.remind", every=timedelta(hours=6))
def remind() -> None:
    """Remind those who have not handed in, three days before the cut-off; a repeat on that day changes nothing."""
    today = clock.today()
    for cycle in queries.open_cycles():
        if today == queries.reminder_day(cycle):
            _tell(cycle.id, reminder=True)


@job("assessment.freeze")
def freeze(cycle_id: int) -> None:
    """Keep the figures of an archived quarter that were never handed in; what is done stays done after a break."""
    while True:
        with transaction():
            if not actions.freeze_some(cycle_id, most=BATCH, now=clock.now()):
                return


def _tell(cycle_id: int, *, reminder: bool) -> None:
    waiting = queries.unsubmitted(cycle_id)
    for start in range(0, len(waiting), BATCH):
        with transaction():
            for summary_id, person_id in waiting[start : start + BATCH]:
                actions.tell_to_write(cycle_id, summary_id, person_id, reminder=reminder, now=clock.now())

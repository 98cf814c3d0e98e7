"""What credits does on a schedule: seal the ledger of the day that has ended."""

from datetime import timedelta

from learnhub.credits import actions
from learnhub.kernel import clock
from learnhub.kernel.clock import local_date
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job


@job("credits.seal", every=timedelta(hours=1))
def seal() -> None:
    """Seal what stands in the ledger, once a night: the first run after midnight in Shanghai stores the seal."""
    now = clock.now()
    night = actions.collect_night(local_date(now) - timedelta(days=1), now=now)
    if night is not None:
        with transaction():
            actions.store_night(night)

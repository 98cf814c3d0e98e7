"""What happens to people on a schedule: old failures and sessions are swept away."""

from datetime import timedelta

from learnhub.kernel import clock
from learnhub.people import actions
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job


@job("people.sweep", every=timedelta(hours=6))
def sweep() -> None:
    """Delete failed tries after a day and ended sessions after a month."""
    with transaction():
        actions.sweep(clock.now())

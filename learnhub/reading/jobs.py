"""What reading does on a schedule: end silent sittings, forget raw beats."""

from datetime import timedelta

from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.reading import actions


@job("reading.expire_sittings", every=timedelta(minutes=5))
def expire_sittings() -> None:
    """End the sittings that have sent nothing for half an hour, a batch at a time."""
    ended = 1
    while ended:
        with transaction():
            ended = actions.expire_sittings(now=clock.now())

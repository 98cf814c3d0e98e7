"""What reading does on a schedule: end silent sittings, forget raw beats, notice what a person should look at."""

from datetime import timedelta

from flask import current_app

from learnhub.kernel import clock
from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.reading import actions, queries

# As long as late beats of another device may still come in, and a few days for whoever asks.
PLACES_KEPT = timedelta(days=14)
LOOK_BACK = timedelta(days=2)


@job("reading.expire_sittings", every=timedelta(minutes=5))
def expire_sittings() -> None:
    """End the sittings that have sent nothing for half an hour, a batch at a time."""
    ended = 1
    while ended:
        with transaction():
            ended = actions.expire_sittings(now=clock.now())


@job("reading.forget", every=timedelta(hours=24))
def forget() -> None:
    """Delete raw beats after their days, a batch at a time, and the traces of networks."""
    now, days = clock.now(), current_app.extensions["learnhub.config"].beats_kept_days
    forgotten = 1
    while forgotten:
        with transaction():
            forgotten = actions.forget_beats(now - timedelta(days=days))
    with transaction():
        actions.forget_places(now - PLACES_KEPT)


@job("reading.notice", every=timedelta(hours=24))
def notice() -> None:
    """Have a person look at what is unusual in the sittings of the last two days; nothing is decided here."""
    now, days = clock.now(), current_app.extensions["learnhub.config"].case_days
    since = now - LOOK_BACK
    answers = current_app.extensions["reading.answers"](since)
    for found in (*queries.unusual_sittings(since), *queries.unusual_answers(answers)):
        with transaction():
            actions.raise_review(
                found.person_id, found.signal, found.about, facts=found.facts, sittings=found.sittings, days=days,
                now=now,
            )  # fmt: skip

"""Verbs about reviews: have something unusual looked at, and note what a person made of it."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.credits.queries import unit_of
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.reading import queries
from learnhub.reading.actions.corrections import put_entry_right
from learnhub.reading.actions.notices import tell_corrected, tell_deciders, tell_person, tell_review_raised
from learnhub.reading.models import Review
from learnhub.reading.rules import Outcome, Signal, working_days_after

PLACE = 16
DECIDED = "This review already has an outcome."
NOT_SO_FAR = "Class-hours are put right after a review that found that this was not reading."


def place_of(secret: str, network: str, day: date) -> str:
    """Which network a sitting was opened from, comparable within a day only: a hash that nobody can turn back."""
    return hmac.new(secret.encode(), f"place|{day.isoformat()}|{network}".encode(), hashlib.sha256).hexdigest()[:PLACE]


def raise_review(
    person_id: int, signal: Signal, about: str, *, facts: dict[str, Any], sittings: Sequence[int], days: int,
    now: datetime,
) -> bool:  # fmt: skip
    """Have a person look at something, once: the same signal about the same thing again answers False."""
    same = sa.select(Review.id).where(Review.person_id == person_id, Review.signal == signal, Review.about == about)
    if session().scalar(same) is not None:
        return False
    row = Review(
        person_id=person_id, unit_id=unit_of(person_id, local_date(now)), signal=signal, about=about, facts=facts,
        sittings=list(sittings), raised_at=now, due_on=working_days_after(local_date(now), days),
    )  # fmt: skip
    session().add(row)
    session().flush()
    audit.record("reading.review", actor_id=None, person_id=person_id, thing=f"review:{row.id}", signal=signal.value)
    tell_deciders("reviews", row, now=now)
    tell_review_raised(row, now=now)
    return True


def decide_review(row: Review, *, outcome: Outcome, reason: str, by: Actor, now: datetime) -> None:
    """Note the outcome of a review; it changes nothing else, whatever it is."""
    session().refresh(row, with_for_update=True)
    if row.outcome is not None:
        raise Conflict(DECIDED)
    row.outcome, row.reason, row.decided_at, row.decided_by_id = outcome, reason, now, by.id
    session().flush()
    audit.record(
        "reading.review_decide", actor_id=by.id, person_id=row.person_id, thing=f"review:{row.id}",
        outcome=outcome.value,
    )  # fmt: skip
    tell_person("reviews", row, now=now)


def correct_after_review(
    row: Review, *, entry_id: int | None, hours: Decimal | None, reason: str, by: Actor, now: datetime
) -> None:  # fmt: skip
    """Put the hours of an entry right that rests on what was no reading; an act of its own, with its own reason."""
    session().refresh(row, with_for_update=True)
    if row.outcome is not Outcome.IRREGULAR:
        raise Conflict(NOT_SO_FAR)
    written = put_entry_right(queries.entries_in_review(row), entry_id, hours, reason=reason, by=by, now=now)
    row.corrections = [*row.corrections, written.id]
    session().flush()
    audit.record(
        "reading.review_correct", actor_id=by.id, person_id=row.person_id, thing=f"review:{row.id}", entry=written.id
    )
    tell_corrected(row, written.id, now=now)

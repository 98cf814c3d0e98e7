"""Verbs of forgetting: raw beats and traces of networks go when their time is over; the sums stay."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.reading import queries
from learnhub.reading.models import BeatRow, Sitting

BATCH = 100


def forget_beats(before: datetime) -> int:
    """Delete the raw beats received before a moment, of some sittings; returns of how many.

    What they add up to by section is written down first, so that every figure can still be explained.
    """
    old = sa.select(BeatRow.sitting_id).where(BeatRow.received_at < before).distinct().limit(BATCH)
    sittings = session().scalars(sa.select(Sitting).where(Sitting.id.in_(old))).all()
    for sitting in sittings:
        told = queries.told_of(sitting) if sitting.summed is None else None
        if told is not None:
            sitting.summed = told.by_section()
    session().flush()
    ids = [sitting.id for sitting in sittings]
    session().execute(sa.delete(BeatRow).where(BeatRow.sitting_id.in_(ids), BeatRow.received_at < before))
    return len(ids)


def forget_places(before: datetime) -> None:
    """Empty the hashes of networks of sittings opened before a moment."""
    session().execute(
        sa.update(Sitting).where(Sitting.opened_at < before, Sitting.place.is_not(None)).values(place=None)
    )  # fmt: skip

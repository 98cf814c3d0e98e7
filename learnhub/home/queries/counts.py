"""What waits for a person, for the bar of every page: one statement, built once."""

from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.assessment.queries import duties
from learnhub.inbox.queries import UNSEEN
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.platform.db import fetch

# The bar shows no larger number, and keeps its parts in memory under the numbers that they show.
MOST = 100

_PARTS = (
    UNSEEN.label("unseen"),
    duties.TO_REVIEW.label("to_review"),
    sa.case((duties.REVIEWS_AT_ALL, 1), else_=0).label("reviews"),
)
_EVERYBODY = sa.select(*_PARTS, sa.literal(0).label("contested"))
_ANSWERING = sa.select(*_PARTS, duties.CONTESTED.label("contested"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers for the bar, none above `MOST`; `reviews` says that the person reviews summaries at all."""

    unseen: int = 0
    to_review: int = 0
    contested: int = 0
    reviews: bool = False


def waiting(actor: Actor) -> Waiting:
    """What waits for the actor now."""
    given = {"person_id": actor.id, "on": clock.today()}
    if actor.has(Role.UNIT_ADMINISTRATOR):
        units = actor.units(Role.UNIT_ADMINISTRATOR) | actor.units(Role.TRAINING_ADMINISTRATOR)
        row = fetch(_ANSWERING, **given, units=sorted(units))[0]
    else:
        row = fetch(_EVERYBODY, **given)[0]
    return Waiting(min(row.unseen, MOST), min(row.to_review, MOST), min(row.contested, MOST), bool(row.reviews))

"""Whose sittings may be touched by whom: only one's own."""

import sqlalchemy as sa

from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session
from learnhub.reading.models import Sitting


def access_own_sitting(actor: Actor, sitting_id: int) -> Sitting:
    """One's own sitting; somebody else's does not exist for the asker."""
    sitting = session().scalar(sa.select(Sitting).where(Sitting.id == sitting_id, Sitting.person_id == actor.id))
    if sitting is None:
        raise NotFound("There is no such sitting.")
    return sitting

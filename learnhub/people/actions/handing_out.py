"""Handing out initial passwords to the new people of a roster: made now, shown once, changed at the first sign-in."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from learnhub.people.actions.passwords import hash_initial_password, initial_password, set_initial_password
from learnhub.people.models import Person, RosterUpload
from learnhub.platform import audit
from learnhub.platform.db import session


def hand_out(people: Sequence[int], upload: RosterUpload, *, by: int, now: datetime) -> dict[int, str]:
    """Give each of these people an initial password; returns them by person. They are kept as hashes only."""
    made = {}
    for person in session().scalars(sa.select(Person).where(Person.id.in_(people)).order_by(Person.id)).all():
        made[person.id] = initial_password()
        set_initial_password(person, new_hash=hash_initial_password(made[person.id]), now=now, by=by)
    audit.record("passwords_handed_out", actor_id=by, thing=upload.file_name, people=len(made))
    return made

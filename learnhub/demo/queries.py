"""Reads of the demo: whether it is there, and whether anybody is."""

import sqlalchemy as sa

from learnhub.people.models import Person
from learnhub.platform.db import session


def is_loaded() -> bool:
    """Whether the demo county is in the database."""
    return session().scalar(sa.select(Person.id).where(Person.is_demo.is_(sa.true())).limit(1)) is not None


def nobody_is_there() -> bool:
    """Whether the database has no person at all."""
    return session().scalar(sa.select(Person.id).limit(1)) is None

"""Making the first administrator of a site, from the server's own command line."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from learnhub.kernel import clock, text
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people import queries
from learnhub.people.actions.grants import grant_role
from learnhub.people.actions.roster import name_sort
from learnhub.people.actions.units import create_unit
from learnhub.people.models import Membership, Person, Unit
from learnhub.platform.db import session

UNFIT = "A user name and a name are needed; a user name has no spaces and at most 64 characters."


def create_administrator(*, username: str, name: str, unit_name: str, roles: Iterable[Role], now: datetime) -> bool:
    """Give roles in a topmost unit to a person, making either where absent; returns whether the person is new."""
    username, name = text.one_line(username).casefold(), text.one_line(name)
    if not name or not username or len(username) > 64 or len(name) > 100 or " " in username:
        raise Invalid(UNFIT)
    today = clock.local_date(now)
    unit = _topmost(text.one_line(unit_name)) or create_unit(text.one_line(unit_name), parent=None, on=today, by=None)
    person = queries.person_by_username(username)
    new = person is None
    if person is None:
        person = Person(username=username, name=name, name_sort=name_sort(name), facts_version=1, created_at=now)
        session().add(person)
        session().flush()
        session().add(Membership(person_id=person.id, unit_id=unit.id, from_on=today))
    for role in roles:
        try:
            grant_role(person, role, unit, from_on=today, by=None)
        except Conflict:
            continue  # the person has the role already, which is what was wanted
    return new


def _topmost(name: str) -> Unit | None:
    return session().scalar(sa.select(Unit).where(Unit.name == name, Unit.parent_id.is_(None)))

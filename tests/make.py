"""`make.person()`, `make.unit()` …: one of anything, valid, with only the relevant fields spelled out."""

import itertools
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor, Role
from learnhub.people import queries
from learnhub.people.models import AuthSession, Membership, Person, RoleGrant, Unit

_numbers = itertools.count(1)
LONG_AGO = date(2020, 1, 1)


class Make:
    """Makes rows in the test's session and flushes them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def unit(self, name: str = "县委组织部", *, parent: Unit | None = None, **fields: Any) -> Unit:
        """A unit below another, or a root."""
        unit = self.add(Unit(name=name, parent_id=parent.id if parent else None, path="", **fields))
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        self.session.flush()
        return unit

    def person(self, name: str = "沈佳", *, unit: Unit | None = None, **fields: Any) -> Person:
        """A person, a member of a unit since long ago where one is given."""
        number = next(_numbers)
        values = {
            "username": f"person{number}",
            "name_sort": f"person {number:06d}",
            "created_at": clock.now(),
            **fields,
        }
        person = self.add(Person(name=name, **values))
        if unit is not None:
            self.add(Membership(person_id=person.id, unit_id=unit.id, from_on=LONG_AGO))
        return person

    def grant(self, person: Person, role: Role, unit: Unit, **fields: Any) -> RoleGrant:
        """A role in a unit and below."""
        person.facts_version += 1
        return self.add(RoleGrant(person_id=person.id, role=role, unit_id=unit.id, **{"from_on": LONG_AGO, **fields}))

    def actor(self, person: Person) -> Actor:
        """The facts about a person today, as a policy sees them."""
        return queries.actor_on(person.id, clock.today(), name=person.name)

    def add(self, row: Any) -> Any:
        """Store any row."""
        self.session.add(row)
        self.session.flush()
        return row


def handle_for(session: Session, person: Person) -> str:
    """Open a sign-in session for a person without a password, and return its handle."""
    handle, now = ids.token(), clock.now()
    session.add(
        AuthSession(
            handle_hash=ids.digest(handle),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=12),
            address="127.0.0.1",
            browser="test",
        )
    )
    session.flush()
    return handle

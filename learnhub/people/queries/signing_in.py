"""Reads for signing in, passwords and the profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.people.models import AuthSession, Membership, Person, PostHolding, SignInFailure, Unit
from learnhub.people.queries.viewer import LONG_REST, in_force, rest
from learnhub.people.rules import devices
from learnhub.platform.db import session


def person_by_username(username: str) -> Person | None:
    """The person of a sign-in name, which is kept in lower case."""
    return session().scalar(sa.select(Person).where(Person.username == username))


def nobody_is_there() -> bool:
    """Whether the site has no person at all."""
    return session().scalar(sa.select(Person.id).limit(1)) is None


def failures_of_account(username_hash: str, since: datetime) -> Sequence[datetime]:
    """When tries to sign in to an account failed."""
    return _failures(SignInFailure.username_hash == username_hash, since)


def failures_of_address(address: str, since: datetime) -> Sequence[datetime]:
    """When tries to sign in from an address failed."""
    return _failures(SignInFailure.address == address, since)


def _failures(whose: sa.ColumnElement[bool], since: datetime) -> Sequence[datetime]:
    query = sa.select(SignInFailure.at).where(whose, SignInFailure.at > since).order_by(SignInFailure.at.desc())
    return session().scalars(query.limit(200)).all()


def own_words(person: Person) -> list[str]:
    """What an acquaintance would try as a password: names, user name, phone, staff number, units."""
    units = session().scalars(
        sa.select(Unit.name).join(Membership, Membership.unit_id == Unit.id).where(Membership.person_id == person.id)
    )
    pinyin = person.name_sort.replace(" ", "")
    words = (person.name, pinyin, person.username, person.phone, person.email, person.staff_number, *units)
    return [word for word in words if word]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser in which the person is signed in."""

    id: int
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime


def open_sessions(person_id: int, now: datetime) -> list[OpenSession]:
    """Where a person is signed in, the latest use first."""
    rows = (
        session()
        .execute(
            sa.select(AuthSession)
            .join(Person, Person.id == AuthSession.person_id)
            .where(
                AuthSession.person_id == person_id,
                AuthSession.ended_at.is_(None),
                AuthSession.expires_at > now,
                sa.or_(
                    AuthSession.last_seen_at > now - rest(),
                    sa.and_(Person.busy_until > now, AuthSession.last_seen_at > now - LONG_REST),
                ),
            )
            .order_by(AuthSession.last_seen_at.desc(), AuthSession.id.desc())
        )
        .scalars()
    )
    return [
        OpenSession(row.id, devices.device(row.browser), row.address or "", row.created_at, row.last_seen_at)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """Everything the profile shows."""

    name: str
    username: str
    staff_number: str | None
    unit_name: str | None
    post: str | None
    locale: str | None
    theme: str
    text_size: str
    care: bool
    rest_minutes: int
    sessions: list[OpenSession]


def profile_page(actor: Actor, now: datetime) -> ProfilePage:
    """The profile of the signed-in person."""
    day = clock.local_date(now)
    row = (
        session()
        .execute(
            sa.select(Person, Unit.name.label("unit_name"), PostHolding.title)
            .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
            .outerjoin(Unit, Unit.id == Membership.unit_id)
            .outerjoin(PostHolding, sa.and_(PostHolding.person_id == Person.id, in_force(PostHolding, day)))
            .where(Person.id == actor.id)
            .order_by(PostHolding.from_on.desc())
        )
        .first()
    )
    if row is None:
        raise LookupError(f"person {actor.id} is signed in but has no row")
    person = row.Person
    return ProfilePage(
        person.name,
        person.username,
        person.staff_number,
        row.unit_name,
        row.title,
        person.locale,
        str(person.theme),
        person.text_size,
        person.care,
        rest() // timedelta(minutes=1),
        open_sessions(actor.id, now),
    )


def email_of(person_id: int) -> str | None:
    """Where a person's mail goes; None where they gave no address."""
    return session().scalar(sa.select(Person.email).where(Person.id == person_id))

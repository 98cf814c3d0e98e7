"""Reads about people: the viewer behind a session handle, units with their subtrees, names for lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor, Grant
from learnhub.people.models import AuthSession, Membership, Person, PostHolding, RoleGrant, SignInFailure, Unit
from learnhub.people.rules import devices
from learnhub.platform.auth import Viewer
from learnhub.platform.db import session

IDLE = timedelta(hours=2)
"""How long a session lasts without a request; a beat is a request, so reading keeps it alive."""

_VIEWER = (
    sa.select(
        AuthSession.id.label("session_id"),
        AuthSession.last_seen_at,
        Person.id,
        Person.name,
        Person.username,
        Person.locale,
        Person.theme,
        Person.text_size,
        Person.care,
        Person.must_change_password,
        Person.facts_version,
    )
    .join(Person, Person.id == AuthSession.person_id)
    .where(
        AuthSession.handle_hash == sa.bindparam("handle"),
        AuthSession.ended_at.is_(None),
        AuthSession.expires_at > sa.bindparam("now"),
        AuthSession.last_seen_at > sa.bindparam("idle_since"),
        Person.disabled_at.is_(None),
    )
)


def viewer_by_handle(handle: str) -> Viewer | None:
    """The person behind a session handle, or None when it is unknown, ended, idle or disabled: one statement."""
    now = clock.now()
    values = {"handle": ids.digest(handle), "now": now, "idle_since": now - IDLE}
    row = session().execute(_VIEWER, values).first()
    if row is None:
        return None
    actor = _actor(row.id, row.facts_version, clock.local_date(now), row.name, row.locale or "zh-CN")
    return Viewer(
        handle=handle,
        session_id=row.session_id,
        actor=actor,
        username=row.username,
        locale=row.locale,
        theme=str(row.theme),
        text_size=row.text_size,
        care=row.care,
        must_change_password=row.must_change_password,
        last_seen_at=row.last_seen_at,
    )


@lru_cache(maxsize=20_000)
def _actor(person_id: int, _facts_version: int, day: date, name: str, locale: str) -> Actor:
    return actor_on(person_id, day, name=name, locale=locale)


def actor_on(person_id: int, day: date, *, name: str = "", locale: str = "zh-CN") -> Actor:
    """The facts about a person on a day: unit and grants, each grant with its whole subtree."""
    unit_id = session().scalar(
        sa.select(Membership.unit_id).where(Membership.person_id == person_id, _in_force(Membership, day))
    )
    scope, below = Unit.__table__.alias("scope"), Unit.__table__.alias("below")
    rows = session().execute(
        sa.select(RoleGrant.role, below.c.id)
        .join(scope, scope.c.id == RoleGrant.unit_id)
        .join(below, below.c.path.startswith(scope.c.path, autoescape=False))
        .where(RoleGrant.person_id == person_id, _in_force(RoleGrant, day))
    )
    units: dict[Any, set[int]] = {}
    for role, unit in rows:
        units.setdefault(role, set()).add(unit)
    grants = tuple(Grant(role, frozenset(reach)) for role, reach in sorted(units.items()))
    return Actor(person_id, name, locale, unit_id, grants)


def _in_force(table: Any, day: date) -> sa.ColumnElement[bool]:
    """The rows of a dated table that hold on a day."""
    return sa.and_(table.from_on <= day, sa.or_(table.until_on.is_(None), table.until_on >= day))


in_force = _in_force


# --- signing in


def person_by_username(username: str) -> Person | None:
    """The person of a sign-in name, which is kept in lower case."""
    return session().scalar(sa.select(Person).where(Person.username == username))


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
    words = (person.name, pinyin, person.username, person.phone, person.staff_number, *units)
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
            .where(
                AuthSession.person_id == person_id,
                AuthSession.ended_at.is_(None),
                AuthSession.expires_at > now,
                AuthSession.last_seen_at > now - IDLE,
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
        open_sessions(actor.id, now),
    )

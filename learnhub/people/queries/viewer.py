"""Who is behind a session handle, and the facts that policies decide on."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import current_app

from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor, Grant
from learnhub.people.models import AuthSession, Membership, Person, RoleGrant, Unit
from learnhub.platform.auth import Viewer
from learnhub.platform.db import fetch, session

LONG_REST = timedelta(hours=2)
"""How long a session lasts without a request while a quiz attempt of the person is open."""

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
        sa.or_(
            AuthSession.last_seen_at > sa.bindparam("idle_since"),
            sa.and_(Person.busy_until > sa.bindparam("now"), AuthSession.last_seen_at > sa.bindparam("long_since")),
        ),
        Person.disabled_at.is_(None),
    )
)


def rest() -> timedelta:
    """How long a session lasts without a request; a beat is a request, so reading keeps it alive."""
    return timedelta(minutes=current_app.extensions["learnhub.config"].idle_minutes)


def viewer_by_handle(handle: str) -> Viewer | None:
    """The person behind a session handle, or None when it is unknown, ended, idle or disabled: one statement."""
    now = clock.now()
    values = {"handle": ids.digest(handle), "now": now, "idle_since": now - rest(), "long_since": now - LONG_REST}
    found = fetch(_VIEWER, **values)
    if not found:
        return None
    row = found[0]
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
        sa.select(Membership.unit_id).where(Membership.person_id == person_id, in_force(Membership, day))
    )
    scope, below = Unit.__table__.alias("scope"), Unit.__table__.alias("below")
    rows = session().execute(
        sa.select(RoleGrant.role, below.c.id)
        .join(scope, scope.c.id == RoleGrant.unit_id)
        .join(below, below.c.path.startswith(scope.c.path, autoescape=False))
        .where(RoleGrant.person_id == person_id, in_force(RoleGrant, day))
    )
    units: dict[Any, set[int]] = {}
    for role, unit in rows:
        units.setdefault(role, set()).add(unit)
    grants = tuple(Grant(role, frozenset(reach)) for role, reach in sorted(units.items()))
    return Actor(person_id, name, locale, unit_id, grants)


def forget_actors() -> None:
    """Drop the cached facts of every person."""
    _actor.cache_clear()


def in_force(table: Any, day: date) -> sa.ColumnElement[bool]:
    """The rows of a dated table that hold on a day."""
    return sa.and_(table.from_on <= day, sa.or_(table.until_on.is_(None), table.until_on >= day))

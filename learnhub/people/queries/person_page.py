"""Reads for the page of one person: roster facts, what they were before, roles, and the state of the account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.models import Membership, Person, PostHolding, RankHolding, RoleGrant, Unit
from learnhub.people.queries.persons import rank_name
from learnhub.people.queries.signing_in import open_sessions
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Held:
    """A unit, post or rank with its days; `until_on` is None while it lasts."""

    what: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of the person, and where."""

    role: Role
    unit_name: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the page of a person shows."""

    id: int
    name: str
    username: str
    staff_number: str | None
    phone: str | None
    email: str | None
    unit_id: int | None
    has_password: bool
    must_change_password: bool
    disabled_at: datetime | None
    disabled_why: str | None
    browsers: int
    units: Sequence[Held]
    posts: Sequence[Held]
    ranks: Sequence[Held]
    roles: Sequence[RoleLine]


def person_page(person: Person, now: datetime) -> PersonPage:
    """The page of a person: a fixed number of statements."""
    day = clock.local_date(now)
    units = _dated(sa.select(Membership, Unit.name.label("what")).join(Unit), Membership, person.id)
    posts = _dated(sa.select(PostHolding, PostHolding.title.label("what")), PostHolding, person.id)
    ranks = _dated(sa.select(RankHolding, RankHolding.rank.label("what")), RankHolding, person.id)
    present = next((row for row, _name in units if row.until_on is None or row.until_on >= day), None)
    return PersonPage(
        id=person.id,
        name=person.name,
        username=person.username,
        staff_number=person.staff_number,
        phone=person.phone,
        email=person.email,
        unit_id=present.unit_id if present else None,
        has_password=person.password_hash is not None,
        must_change_password=person.must_change_password,
        disabled_at=person.disabled_at,
        disabled_why=person.disabled_why,
        browsers=len(open_sessions(person.id, now)),
        units=[Held(name, row.from_on, row.until_on) for row, name in units],
        posts=[Held(name, row.from_on, row.until_on) for row, name in posts],
        ranks=[Held(rank_name(name) or name, row.from_on, row.until_on) for row, name in ranks],
        roles=_roles(person.id, day),
    )


def staff_number_taken(number: str, *, but: int) -> bool:
    """Whether somebody else has this staff number."""
    query = sa.select(Person.id).where(Person.staff_number == number, Person.id != but)
    return session().scalar(query) is not None


def _dated(query: sa.Select[Any], table: Any, person_id: int) -> list[tuple[Any, str]]:
    """The rows of a dated table, the latest first."""
    ordered = query.where(table.person_id == person_id).order_by(table.from_on.desc(), table.id.desc())
    return [(row[0], row.what) for row in session().execute(ordered)]


def _roles(person_id: int, day: date) -> list[RoleLine]:
    rows = session().execute(
        sa.select(RoleGrant, Unit.name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == person_id,
            sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= day),
        )
        .order_by(RoleGrant.from_on, RoleGrant.id)
    )
    return [RoleLine(grant.role, name, grant.from_on, grant.until_on) for grant, name in rows]

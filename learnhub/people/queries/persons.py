"""Reads about persons for lists: who, where, as what; and the roles given in a unit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.models import Membership, Person, PostHolding, RankHolding, RoleGrant, Unit
from learnhub.people.queries.viewer import in_force
from learnhub.people.rules import ranks
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list, as on a day."""

    id: int
    name: str
    unit_name: str | None
    post: str | None
    rank_name: str | None
    unit_id: int | None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides who may see a person."""

    id: int
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role that somebody has in a unit."""

    id: int
    person_id: int
    name: str
    role: Role
    from_on: date
    until_on: date | None


def person_line(ids: Iterable[int], day: date | None = None) -> dict[int, PersonLine]:
    """The lines of any number of people by id, with unit, post and rank as on a day (today): one statement in 5,000."""
    day = day or clock.today()
    return {line.id: line for batch in _batches(ids) for line in _lines(batch, day)}


def _lines(ids: Sequence[int], day: date) -> Iterator[PersonLine]:
    query = (
        sa.select(
            Person.id,
            Person.name,
            Person.disabled_at,
            Unit.id.label("unit_id"),
            Unit.name.label("unit_name"),
            PostHolding.title,
            RankHolding.rank,
        )
        .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .outerjoin(PostHolding, sa.and_(PostHolding.person_id == Person.id, in_force(PostHolding, day)))
        .outerjoin(RankHolding, sa.and_(RankHolding.person_id == Person.id, in_force(RankHolding, day)))
        .where(Person.id.in_(ids))
        # Where two rows hold at once the later one comes last and is the one that stays.
        .order_by(Person.id, Membership.from_on, PostHolding.from_on, RankHolding.from_on)
    )
    for row in session().execute(query):
        yield PersonLine(
            row.id,
            row.name,
            row.unit_name,
            row.title,
            rank_name(row.rank),
            row.unit_id,
            row.disabled_at is not None,
        )


def rank_name(key: str | None) -> str | None:
    """What a rank is called in the language of the page."""
    return gettext(ranks.title(key)) if key else None


def _batches(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    wanted = sorted(set(ids))
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))


def person_facts(person_id: int, day: date) -> PersonFacts | None:
    """What decides who may see a person on a day; None when there is no such person."""
    rows = (
        session()
        .execute(
            sa.select(Person.id, Membership.unit_id)
            .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
            .where(Person.id == person_id)
        )
        .all()
    )
    if not rows:
        return None
    return PersonFacts(person_id, frozenset(row.unit_id for row in rows if row.unit_id is not None))


def roles_held(person_id: int, day: date) -> list[tuple[Role, int]]:
    """The roles of a person, each with its unit, that hold on a day or begin later."""
    rows = session().execute(
        sa.select(RoleGrant.role, RoleGrant.unit_id).where(
            RoleGrant.person_id == person_id, sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= day)
        )
    )
    return [(row.role, row.unit_id) for row in rows]


def count_visible(condition: sa.ColumnElement[bool], unit_ids: Iterable[int], day: date) -> int:
    """How many people of these units satisfy a condition of visibility."""
    query = sa.select(sa.func.count(sa.distinct(Person.id))).select_from(Person)
    return session().scalar(_in_units(query, unit_ids, day).where(condition)) or 0


def visible_ids(
    condition: sa.ColumnElement[bool], unit_ids: Iterable[int], day: date, *, limit: int, offset: int = 0
) -> list[int]:
    """The people of these units that satisfy a condition of visibility, in order of their names."""
    query = sa.select(Person.id, Person.name_sort).distinct().order_by(Person.name_sort, Person.id)
    rows = session().execute(_in_units(query, unit_ids, day).where(condition).limit(limit).offset(offset))
    return [row.id for row in rows]


def _in_units(query: sa.Select[tuple[int]] | sa.Select[tuple[int, str]], unit_ids: Iterable[int], day: date):  # type: ignore[no-untyped-def]
    members = sa.and_(Membership.person_id == Person.id, in_force(Membership, day))
    return query.join(Membership, members).where(Membership.unit_id.in_(set(unit_ids)))


def grants_in(unit_id: int, day: date) -> list[GrantLine]:
    """The roles given in exactly this unit that hold on a day or begin later."""
    rows = session().execute(
        sa.select(RoleGrant, Person.name)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.unit_id == unit_id, sa.or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= day))
        .order_by(Person.name_sort, RoleGrant.id)
    )
    return [
        GrantLine(grant.id, grant.person_id, name, grant.role, grant.from_on, grant.until_on) for grant, name in rows
    ]

"""What is known of people and units before a roster is compared with it."""

from datetime import date

import sqlalchemy as sa

from learnhub.people.models import Membership, Person, PostHolding, RankHolding, Unit
from learnhub.people.queries.viewer import in_force
from learnhub.people.rules.roster_plan import KnownPerson, KnownUnit
from learnhub.platform.db import session


def known_units() -> list[KnownUnit]:
    """Every open unit with the names of the way to it."""
    rows = session().execute(sa.select(Unit.id, Unit.name, Unit.path, Unit.is_demo, Unit.closed_on)).all()
    names = {row.id: row.name for row in rows}
    return [
        KnownUnit(row.id, tuple(names[int(step)] for step in row.path.strip("/").split("/")), row.is_demo)
        for row in rows
        if row.closed_on is None
    ]


def known_people(day: date) -> list[KnownPerson]:
    """Every person with unit, post and rank as on a day."""
    query = (
        sa.select(
            *(Person.id, Person.name, Person.username, Person.staff_number, Person.phone, Membership.unit_id),
            *(PostHolding.title, PostHolding.from_on.label("post_from"), PostHolding.leading_level),
            *(PostHolding.is_leading_member, PostHolding.is_key_post),
            *(RankHolding.rank, RankHolding.from_on.label("rank_from")),
        )
        .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
        .outerjoin(PostHolding, sa.and_(PostHolding.person_id == Person.id, in_force(PostHolding, day)))
        .outerjoin(RankHolding, sa.and_(RankHolding.person_id == Person.id, in_force(RankHolding, day)))
        .order_by(Person.id, Membership.from_on, PostHolding.from_on, RankHolding.from_on)
    )
    known = {
        row.id: KnownPerson(
            id=row.id,
            name=row.name,
            username=row.username,
            staff_number=row.staff_number,
            phone=row.phone,
            unit_id=row.unit_id,
            post=row.title,
            post_from=row.post_from,
            level=row.leading_level,
            leading_member=bool(row.is_leading_member),
            key_post=bool(row.is_key_post),
            rank=row.rank,
            rank_from=row.rank_from,
        )
        for row in session().execute(query)
    }
    return list(known.values())

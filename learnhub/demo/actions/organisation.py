"""Write the demo county: units, people with posts, ranks and roles, and what they have earned so far."""

from datetime import UTC, date, datetime, time, timedelta

from learnhub.credits import actions as credits
from learnhub.credits.rules import Form
from learnhub.demo import rules
from learnhub.kernel.clock import SHANGHAI, local_date
from learnhub.people.models import (
    LeadingLevel,
    Membership,
    Person,
    PostHolding,
    RankHolding,
    RoleGrant,
    Unit,
    UnitPlacement,
)
from learnhub.platform.db import session


def add_units(founded_on: date) -> dict[str, Unit]:
    """The unit tree, by code."""
    units: dict[str, Unit] = {}
    for position, spec in enumerate(rules.UNITS):
        parent = units[spec.parent] if spec.parent else None
        unit = Unit(
            code=spec.code, name=spec.name, parent_id=parent.id if parent else None, path="", position=position,
            is_demo=True,
        )  # fmt: skip
        session().add(unit)
        session().flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        session().add(UnitPlacement(unit_id=unit.id, parent_id=unit.parent_id, from_on=founded_on))
        units[spec.code] = unit
    session().flush()
    return units


def add_person(
    spec: rules.PersonSpec, number: int, units: dict[str, Unit], *, password_hash: str | None, now: datetime
) -> Person:
    """One person of the roster with posts, ranks and roles; a demo account need not change its password."""
    person = Person(
        username=spec.username or f"yx{number:03d}", staff_number=f"YX{number:04d}", name=spec.name,
        name_sort=spec.pinyin, password_hash=password_hash, is_demo=True, created_at=now,
    )  # fmt: skip
    session().add(person)
    session().flush()
    _add_history(person, spec, units, local_date(now))
    session().flush()
    return person


def _add_history(person: Person, spec: rules.PersonSpec, units: dict[str, Unit], today: date) -> None:
    since = _years_before(today, spec.years)
    joined = _years_before(today, spec.years + 4)
    session().add(Membership(person_id=person.id, unit_id=units[spec.unit].id, from_on=joined))
    if spec.before:
        session().add(
            PostHolding(person_id=person.id, title=spec.before, from_on=joined, until_on=since - timedelta(days=1))
        )
    session().add(
        PostHolding(
            person_id=person.id, title=spec.post, leading_level=LeadingLevel(spec.level) if spec.level else None,
            is_leading_member=spec.level is not None, is_key_post=spec.key_post,
            from_on=since if spec.before else joined,
        )
    )  # fmt: skip
    session().add(RankHolding(person_id=person.id, rank=spec.rank, from_on=joined))
    for role, code in spec.roles:
        session().add(RoleGrant(person_id=person.id, role=role, unit_id=units[code].id, from_on=joined))


def add_earning(person: Person, line: rules.Earned, now: datetime) -> None:
    """One line of centralised training, or of hours from the provincial academy."""
    credits.append_entry(
        person, form=Form(line.form), hours=line.hours, days=line.days, earned_on=line.earned_on, now=now,
        rule_id=None, source=line.source, external_id=line.external_id, evidence={}, title=line.title, basic=line.basic,
    )  # fmt: skip


def evening_of(day: date, hour: int = 18, minute: int = 0) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def _years_before(day: date, years: int) -> date:
    """The first of March so many years before; posts are given out after the spring conference."""
    return date(day.year - years, 3, 1)

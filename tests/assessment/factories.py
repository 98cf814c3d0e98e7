"""A small organisation with a supervisor, an administrator and a quarter, for the tests of assessment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from learnhub.assessment import actions, queries
from learnhub.assessment.models import Cycle, Summary
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.periods import Quarter
from learnhub.people.models import Person, PostHolding, Unit
from learnhub.platform.db import transaction
from tests.make import LONG_AGO, Make

CUT_OFF = date(2026, 12, 25)


@dataclass
class Office:
    """A county with one section: a cadre, the supervisor who leads, and the training administrator."""

    county: Unit
    section: Unit
    cadre: Person
    supervisor: Person
    administrator: Person


def office(make: Make) -> Office:
    """The organisation without a quarter."""
    county = make.unit("县委组织部")
    section = make.unit("干部科", parent=county)
    made = Office(
        county,
        section,
        cadre=make.person("沈佳", unit=section),
        supervisor=leader(make, "周主任", section),
        administrator=leader(make, "教育科", county),
    )
    make.grant(made.supervisor, Role.SUPERVISOR, section)
    make.grant(made.administrator, Role.TRAINING_ADMINISTRATOR, county)
    return made


def leader(make: Make, name: str, unit: Unit) -> Person:
    """Somebody who leads, and so takes no part in the quarter."""
    person = make.person(name, unit=unit)
    make.add(PostHolding(person_id=person.id, title="主任", is_leading_member=True, from_on=LONG_AGO))
    return person


def draft_cycle(make: Make, made: Office, **fields: Any) -> Cycle:
    """The fourth quarter of 2026 in preparation."""
    with transaction():
        return actions.create_cycle(
            Quarter(2026, 4),
            unit_id=made.county.id,
            cut_off_on=fields.get("cut_off_on", CUT_OFF),
            by=make.actor(made.administrator),
            now=clock.now(),
        )


def open_cycle(make: Make, made: Office, **fields: Any) -> Cycle:
    """The same, opened."""
    cycle = draft_cycle(make, made, **fields)
    with transaction():
        actions.open_cycle(cycle, by=make.actor(made.administrator), now=clock.now())
    return cycle


def summary_of(make: Make, person: Person) -> Summary:
    """The current summary of somebody, as the database has it now."""
    line = queries.current_summary(person.id, clock.today())
    assert line is not None
    make.session.expire_all()
    return make.session.get_one(Summary, line.id)


def words(version: int, **parts: str) -> dict[str, Any]:
    """What the form of a summary sends."""
    return {"learned": "", "applied": "", "lacking": "", "next": "", "version": version, **parts}

"""Load the demo county in one go: people first, then a year and a half of their study."""

from collections.abc import Iterator
from datetime import date, datetime

from learnhub.credits import actions as credits
from learnhub.demo import rules
from learnhub.demo.actions import organisation
from learnhub.kernel.clock import local_date
from learnhub.people.actions import hash_password
from learnhub.platform import audit
from learnhub.requirements import actions as requirements

STEPS = len(rules.PEOPLE)


def load(password: str, *, now: datetime) -> Iterator[str]:
    """Write the whole county, one step at a time, so that a bar can follow; yields the name of each step."""
    credits.install_default_rules()
    requirements.install_default_rules()
    today = local_date(now)
    units = organisation.add_units(founded_on=date(today.year - 20, 1, 1))
    for number, spec in enumerate(rules.PEOPLE, start=1):
        person = organisation.add_person(
            spec, number, units, password_hash=hash_password(password) if spec.username else None, now=now
        )
        organisation.add_earnings(person, number - 1, now=now)
        yield spec.name
    audit.record("demo_loaded", actor_id=None, thing="demo", people=len(rules.PEOPLE))

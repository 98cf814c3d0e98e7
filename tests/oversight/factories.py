"""People with posts, ranks and a ledger, for the pages that read them."""

from datetime import date
from decimal import Decimal
from typing import Any

from learnhub.credits import actions as credits
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Form
from learnhub.kernel import clock, ids
from learnhub.people.models import LeadingLevel, Person, PostHolding, RankHolding, Unit
from learnhub.requirements import actions as requirements
from tests.make import LONG_AGO, Make


def rules() -> None:
    """The shipped rules of both domains."""
    credits.install_default_rules()
    requirements.install_default_rules()


def cadre(make: Make, name: str = "沈佳", *, unit: Unit, rank: str = "principal_4", **fields: Any) -> Person:
    """A clerk with a rank, whom the yearly requirements bind."""
    person = make.person(name, unit=unit, **fields)
    make.add(PostHolding(person_id=person.id, title="科员", from_on=LONG_AGO))
    make.add(RankHolding(person_id=person.id, rank=rank, from_on=LONG_AGO))
    return person


def chief(make: Make, name: str = "周明", *, unit: Unit) -> Person:
    """A township chief who has been one for years."""
    person = make.person(name, unit=unit)
    make.add(
        PostHolding(
            person_id=person.id, title="主任", leading_level=LeadingLevel.TOWNSHIP_CHIEF, is_leading_member=True,
            from_on=LONG_AGO,
        )
    )  # fmt: skip
    return person


def earn(
    person: Person, hours: str, *, form: Form = Form.ONLINE, on: date | None = None, title: str = "公文的结构"
) -> CreditEntry:
    """An entry of the ledger."""
    return credits.append_entry(
        person, form=form, hours=Decimal(hours), earned_on=on or clock.today(), now=clock.now(), rule_id=None,
        source="test", external_id=ids.token(8), evidence={}, title=title,
    )  # fmt: skip

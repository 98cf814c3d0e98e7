"""The bar of every page: where one may go, and how much waits there."""

import re
from datetime import date

from learnhub.assessment.models import StandIn
from learnhub.inbox.actions import notify
from learnhub.kernel import clock
from learnhub.platform.db import transaction
from tests.assessment import factories


def bar(client):
    """The words of the bar as they are read: places of the navigation, then the bell."""
    page = client.get("/accessibility").get_data(as_text=True)
    places = re.search(r'<nav class="bar-nav".*?</nav>', page, re.DOTALL).group()
    bell = re.search(r'<a class="bell".*?</a>', page, re.DOTALL).group()
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in (places, bell)]


def tell(person, count):
    with transaction():
        for number in range(count):
            notify(
                person.id, kind="lesson", message="A lesson changed", params={}, to="/catalog/", key=f"key-{number}",
                now=clock.now(),
            )  # fmt: skip


def test_the_bell_counts_what_is_new_and_stops_at_99(make, sign_in):
    calm, busy = make.person(locale="en"), make.person("张伟", locale="en")
    tell(busy, 101)

    assert bar(sign_in(calm))[1] == "Inbox"
    assert bar(sign_in(busy))[1] == "Inbox 99+"


def test_somebody_who_only_stands_in_reaches_the_reviews(make, sign_in):
    office = factories.office(make)
    cycle = factories.draft_cycle(make, office)
    helper = make.person("林敏", unit=office.county, locale="en")
    client = sign_in(helper)

    before = bar(client)[0]
    make.add(
        StandIn(
            cycle_id=cycle.id, from_person_id=office.supervisor.id, to_person_id=helper.id, reason="leave",
            from_on=date(2026, 1, 1), until_on=date(2027, 12, 31), made_by_id=office.administrator.id,
            made_at=clock.now(),
        )
    )  # fmt: skip

    assert "To review" not in before
    assert "To review" in bar(client)[0]


def test_the_bar_takes_one_statement_whatever_waits(make, sign_in, statements):
    person = make.person(locale="en")
    client = sign_in(person)
    client.get("/accessibility")

    with statements() as quiet:
        client.get("/accessibility")
    tell(person, 5)
    with statements() as busy:
        client.get("/accessibility")

    assert len(quiet) == len(busy)

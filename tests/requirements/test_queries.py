"""Rules as rows, and due against done for any number of people."""

from datetime import date
from decimal import Decimal

import pytest

from learnhub.credits.rules import Form
from learnhub.kernel import clock
from learnhub.requirements import actions, queries, rules
from learnhub.requirements.models import RequirementRule
from tests.oversight.factories import cadre, chief, earn
from tests.oversight.factories import rules as install

TODAY = date(2026, 11, 23)


@pytest.fixture
def unit(make):
    install()
    return make.unit()


def state(person, key):
    return {owed.rule.key: owed.standing.state for owed in queries.standing_of(person.id, TODAY)}.get(key)


def test_the_rules_survive_their_way_through_the_database(session):
    install()
    session.expire_all()

    assert queries.known_rules() == rules.DEFAULT_RULES


def test_installing_again_changes_nothing_that_was_changed(session, unit):
    row = session.query(RequirementRule).filter_by(key="R4").one()
    row.document = {**row.document, "hours": "60"}
    session.flush()

    actions.install_default_rules()

    assert len(queries.known_rules()) == len(rules.DEFAULT_RULES)
    assert next(rule for rule in queries.known_rules() if rule.key == "R4").hours == Decimal(60)


def test_a_clerk_owes_the_year_and_no_more(make, unit):
    owed = {each.rule.key for each in queries.standing_of(cadre(make, unit=unit).id, TODAY)}

    assert {"R2", "R4"} <= owed
    assert "R1" not in owed


def test_hours_and_days_are_alternatives(make, unit):
    person = cadre(make, unit=unit)
    earn(person, "90.00", form=Form.RECOGNISED)
    earn(person, "50.00")

    assert state(person, "R2") is rules.State.DONE
    assert state(person, "R4") is rules.State.DONE


def test_nothing_done_is_not_started_and_a_little_is_behind(make, unit):
    idle, slow = cadre(make, unit=unit), cadre(make, unit=unit)
    earn(slow, "3.00")

    assert state(idle, "R4") is rules.State.NOT_STARTED
    assert state(slow, "R4") is rules.State.BEHIND


def test_an_exemption_leaves_its_days_out(make, unit):
    person = cadre(make, unit=unit)
    actions.exempt(
        person.id,
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        reason="援藏",
        by_id=person.id,
        now=clock.now(),
    )

    assert state(person, "R4") is rules.State.EXEMPT


def test_a_chief_of_a_township_owes_the_year_of_the_township(make, unit):
    assert "R2" in {each.rule.key for each in queries.standing_of(chief(make, unit=unit).id, TODAY)}


def test_standings_take_the_same_statements_for_any_number_of_people(make, unit, statements):
    one = [cadre(make, unit=unit).id]
    many = [*one, *(cadre(make, unit=unit).id for _ in range(30))]

    with statements() as few:
        queries.standings_of(one, TODAY)
    with statements() as all_of_them:
        found = queries.standings_of(many, TODAY)

    assert len(all_of_them) == len(few)
    assert set(found) == set(many)

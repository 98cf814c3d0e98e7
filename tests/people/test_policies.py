"""Who may see whom: the predicate and the SQL condition agree for every role."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import NotFound
from learnhub.people import policies, queries
from learnhub.people.models import Membership, Person
from tests.make import LONG_AGO


@pytest.fixture
def county(make):
    """A county of three levels with people in and out of every place."""
    root = make.unit("某县")
    office = make.unit("县委组织部", parent=root)
    section = make.unit("干部科", parent=office)
    other = make.unit("县委宣传部", parent=root)
    elsewhere = make.unit("邻县")
    for unit in (root, office, section, other, elsewhere):
        make.person(unit=unit)
    moved = make.person("moved away", unit=None)
    yesterday = clock.today() - timedelta(days=1)
    make.add(Membership(person_id=moved.id, unit_id=section.id, from_on=LONG_AGO, until_on=yesterday))
    make.add(Membership(person_id=moved.id, unit_id=elsewhere.id, from_on=clock.today()))
    make.person("nowhere")
    return office


@pytest.mark.parametrize("role", Role)
def test_lists_show_exactly_whom_the_predicate_allows(make, session, county, role):
    someone = make.person("viewer", unit=county)
    make.grant(someone, role, county)
    actor = make.actor(someone)
    everybody = session.scalars(sa.select(Person.id)).all()

    listed = set(session.scalars(sa.select(Person.id).where(policies.visible_to(actor))))

    allowed = {one for one in everybody if policies.can_view_person(actor, queries.person_facts(one, clock.today()))}
    assert listed == allowed
    assert someone.id in listed
    assert len(listed) == (3 if role in policies.SEES_PEOPLE else 1)


def test_a_grant_that_has_ended_or_not_begun_shows_nobody(make, county):
    someone, today = make.person("viewer", unit=county), clock.today()
    make.grant(someone, Role.SUPERVISOR, county, until_on=today - timedelta(days=1))
    make.grant(someone, Role.SUPERVISOR, county, from_on=today + timedelta(days=1))

    assert policies.units_of(make.actor(someone)) == frozenset()


def test_somebody_one_may_not_see_does_not_exist(make, county):
    someone, stranger = make.person("viewer", unit=county), make.person("stranger")
    actor = make.actor(someone)

    assert policies.access_person(actor, someone.id) is someone
    for absent in (stranger.id, 999_999):
        with pytest.raises(NotFound):
            policies.access_person(actor, absent)

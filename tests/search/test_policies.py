"""What somebody can find is what the policies of each domain let them see: nothing less, nothing more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.catalog.models import Course, Lesson
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import NotFound
from learnhub.people import policies as people
from learnhub.people.models import Membership, Person
from learnhub.people.queries import person_facts
from learnhub.search import policies, queries
from tests.catalog.factories import COURSE, LESSON, imported, write
from tests.make import LONG_AGO


@pytest.fixture
def county(make):
    """Units above, below and beside, with people in each, one who moved away and one who belongs nowhere."""
    root = make.unit("某县")
    office = make.unit("组织部", parent=root)
    section, other = make.unit("干部科", parent=office), make.unit("宣传部", parent=root)
    for unit in (root, office, section, other):
        make.person("沈佳", unit=unit, name_sort="shen jia")
    moved = make.person("沈佳", name_sort="shen jia")
    make.add(Membership(person_id=moved.id, unit_id=section.id, from_on=LONG_AGO, until_on=LONG_AGO))
    make.add(Membership(person_id=moved.id, unit_id=other.id, from_on=clock.today()))
    make.person("沈佳", name_sort="shen jia")
    return office


@pytest.mark.parametrize("role", Role)
def test_people_are_found_exactly_as_the_policy_of_people_shows_them(make, session, county, role):
    someone = make.person("沈佳", unit=county, name_sort="shen jia")
    make.grant(someone, role, county)
    actor = make.actor(someone)

    units = policies.units_to_find(actor)
    found = queries.people_found("沈佳", me=actor.id, units=units, day=clock.today(), limit=100)

    visible = set(session.scalars(sa.select(Person.id).where(people.visible_to(actor)))) - {actor.id}
    assert {match.name.id for match in found} == visible


@pytest.mark.parametrize("role", Role)
def test_whoever_is_found_leads_to_a_page_that_opens(app, make, sign_in, county, role):
    someone = make.person("周主任", unit=county)
    make.grant(someone, role, county)
    actor, client = make.actor(someone), sign_in(someone)

    found = queries.people_found(
        "shenjia", me=actor.id, units=policies.units_to_find(actor), day=clock.today(), limit=9
    )

    pages = {"oversight.show_person": "/oversight/people/", "people.show_person": "/people/persons/"}
    for match in found:
        page = policies.page_of(actor, match.name)
        assert page is not None
        assert client.get(f"{pages[page]}{match.name.id}").status_code == 200


def test_titles_are_those_of_courses_and_lessons_that_are_not_retired(make, session, tmp_path):
    imported(write(tmp_path, {"a/course.md": COURSE, "a/01.md": LESSON, "a/02.md": LESSON.replace("先", "后")}))
    (tmp_path / "a" / "02.md").unlink()
    imported(tmp_path)
    actor = make.actor(make.person())

    found = {(name.kind, name.id) for name in queries.titles()}

    courses = session.scalars(sa.select(Course.id).where(catalog.visible_to(actor)))
    lessons = [one for one in session.scalars(sa.select(Lesson.id)) if _opens(actor, one)]
    assert found == {("course", one) for one in courses} | {("lesson", one) for one in lessons}
    assert len(lessons) == 1


@pytest.mark.parametrize("role", Role)
def test_questions_are_found_by_those_who_see_which_sections_have_any(make, county, role):
    someone = make.person(unit=county)
    make.grant(someone, role, county)
    actor = make.actor(someone)

    assert (policies.KEEPERS in policies.labels_of(actor)) == catalog.keeps_courses(actor)
    assert policies.EVERYBODY in policies.labels_of(actor)


def _opens(actor, lesson_id):
    try:
        return bool(catalog.access_lesson(actor, lesson_id))
    except NotFound:
        return False


def test_somebody_who_joins_tomorrow_is_not_found_today(make, county):
    chief, coming = make.person("周主任", unit=county), make.person("林晚", name_sort="lin wan")
    make.grant(chief, Role.SUPERVISOR, county)
    tomorrow = clock.today() + timedelta(days=1)
    make.add(Membership(person_id=coming.id, unit_id=county.id, from_on=tomorrow))
    actor = make.actor(chief)

    def found(day):
        return queries.people_found("林晚", me=actor.id, units=policies.units_to_find(actor), day=day, limit=9)

    assert (found(clock.today()), len(found(tomorrow))) == ([], 1)
    assert not people.can_view_person(actor, person_facts(coming.id, clock.today()))

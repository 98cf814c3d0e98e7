"""What somebody can find is what the policies of each domain let them see: nothing less, nothing more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.articles.models import Article
from learnhub.articles.policies.articles import released_to
from learnhub.articles.rules.states import Level, State
from learnhub.catalog import policies as catalog
from learnhub.catalog.models import Course, Lesson
from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import NotFound
from learnhub.people import policies as people
from learnhub.people.models import Membership, Person
from learnhub.people.queries import person_facts
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.quizzes.policies import bank
from learnhub.search import policies, queries
from learnhub.search.actions.sources import SOURCES
from tests.articles.factories import draft, released
from tests.catalog.factories import COURSE, LESSON, imported, write
from tests.make import LONG_AGO
from tests.quizzes.factories import checked_lesson


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
        assert client.get(f"{pages[page[0]]}{match.name.id}").status_code == 200


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
def test_documents_are_found_exactly_as_the_policy_of_each_domain_shows_them(make, session, county, role):
    someone, colleague = make.person(unit=county), make.person(unit=county)
    make.grant(someone, role, county)
    away = make.unit("邻县")
    elsewhere = make.person(unit=away)
    checked_lesson(session)
    for owner, unit in ((someone, county.id), (colleague, county.id), (elsewhere, away.id), (colleague, None)):
        _into_the_bank(make, owner, unit)
    for level, unit in ((Level.COUNTY, away), (Level.UNIT, county), (Level.UNIT, away)):
        released(session, elsewhere, level=level, unit_id=unit.id)
    withdrawn(session, elsewhere)
    draft(session, someone, unit_id=county.id)
    actor = make.actor(someone)

    labels = policies.labels_of(actor)
    entries = [(kind, entry) for kind, source in SOURCES.items() for entry in source.collect(list(source.everything()))]
    found = {(kind, entry.ident) for kind, entry in entries if labels & entry.labels}

    courses = session.scalars(sa.select(Course.id).where(catalog.visible_to(actor)))
    lessons = [one for one in session.scalars(sa.select(Lesson.id)) if _opens(actor, one)]
    questions = session.scalars(sa.select(Question.id).where(bank.visible_to(actor)))
    articles = session.scalars(sa.select(Article.id).where(released_to(actor)))
    allowed = {"course": courses, "lesson": lessons, "question": questions, "article": articles}
    assert found == {(kind, ident) for kind, idents in allowed.items() for ident in idents}


def withdrawn(session, author):
    """An article that was released to the county and is no longer."""
    made = released(session, author)
    made.state, made.withdrawn_at = State.WITHDRAWN, clock.now()
    session.flush()


def _into_the_bank(make, owner, unit_id):
    """A question of somebody's own, worded like one of the lesson's file."""
    worded = make.session.scalars(sa.select(QuestionVersion).order_by(QuestionVersion.id)).first()
    asked = make.add(Question(key=ids.token(8), owner_id=owner.id, unit_id=unit_id))
    copied = {
        name: getattr(worded, name) for name in ("number", "kind", "document", "rendered", "content_hash", "created_at")
    }
    asked.current_version_id = make.add(QuestionVersion(question_id=asked.id, **copied)).id
    make.session.flush()


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

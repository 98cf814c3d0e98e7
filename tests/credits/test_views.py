"""My record and one line of it, as pages."""

import re
from datetime import date
from decimal import Decimal

import pytest

from learnhub.catalog.models import Change, LessonVersion
from learnhub.credits import actions, rules
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Form
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from tests.oversight.factories import cadre, earn
from tests.oversight.factories import rules as install
from tests.reading.factories import lesson


@pytest.fixture
def unit(make):
    return make.unit()


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_empty_record_says_what_will_stand_there(make, sign_in):
    text = page_of(sign_in(make.person(locale="en")), "/credits/")

    assert "0 class-hours in all" in text
    assert "Nothing earned yet" in text


def test_the_heading_is_the_sum_of_the_entries(make, sign_in, unit):
    person = cadre(make, unit=unit, locale="en")
    earn(person, "1.50")
    earn(person, "6.00", form=Form.OFF_JOB, title="Autumn class")

    text = page_of(sign_in(person), "/credits/")

    assert "7.5 class-hours in all" in text
    assert "Autumn class" in text


def test_the_record_can_be_narrowed_to_a_year_and_a_form(make, sign_in, unit):
    person = cadre(make, unit=unit, locale="en")
    earn(person, "1.00", title="Online now")
    earn(person, "2.00", title="Online before", on=date(2025, 3, 1))
    earn(person, "3.00", title="Class now", form=Form.RECOGNISED)
    client = sign_in(person)

    year = page_of(client, "/credits/?year=2025")
    group = page_of(client, "/credits/?year=2026&form=centralised")

    assert "Online before" in year
    assert "Online now" not in year
    assert "Class now" in group
    assert "Online now" not in group


@pytest.mark.parametrize("query", ["year=x&form=y&page=z", "year=99999999999", "form=%00&page=-1", "year=²"])
def test_an_unreadable_filter_shows_everything(make, sign_in, unit, query):
    person = cadre(make, unit=unit)
    earn(person, "1.00", title="在这里")

    assert "在这里" in page_of(sign_in(person), f"/credits/?{query}")


def test_an_entry_names_its_rule_its_lesson_and_its_fingerprint(make, session, sign_in, unit):
    install()
    person = cadre(make, unit=unit, locale="en")
    version = lesson(session, has_recall=True)
    for key in rules.Key:
        actions.turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    client = sign_in(person)
    entry = session.query(CreditEntry).one()

    text = page_of(client, f"/credits/entries/{entry.id}")

    assert "A lesson completed" in text
    assert version.title in text
    assert entry.hash in text
    assert f"/reading/lessons/{version.lesson_id}/evidence" in text


def test_a_completion_says_which_version_was_read(make, session, sign_in, unit):
    install()
    person = cadre(make, unit=unit, locale="en")
    old = lesson(session, has_recall=True)
    old.number = 3
    actions.turn_key(person.id, old, key=rules.Key.READ, evidence={}, now=clock.now())
    new = minor_version_of(session, old)
    actions.turn_key(person.id, new, key=rules.Key.RECALL, evidence={}, now=clock.now())
    client = sign_in(person)
    entry = session.query(CreditEntry).one()

    explained, listed = page_of(client, f"/credits/entries/{entry.id}"), page_of(client, "/credits/")

    words = " ".join(re.sub(r"<[^>]*>", " ", explained).split())
    assert re.search(r"Read .{10,40} · version 3", words)
    assert re.search(r"Quiz passed .{10,40} · version 4", words)
    assert "· version 4" in listed


def minor_version_of(session, version):
    """The next version of a lesson, with a corrected typing error."""
    columns = {column.name: getattr(version, column.name) for column in LessonVersion.__table__.columns}
    newer = LessonVersion(**{**columns, "id": None, "number": version.number + 1, "change": Change.MINOR})
    session.add(newer)
    session.flush()
    version.lesson.current_version_id = newer.id
    session.flush()
    return newer


def test_a_corrected_entry_leads_to_all_that_speaks_about_it(make, sign_in, unit):
    person = cadre(make, unit=unit, locale="en")
    entry = earn(person, "2.00")
    right = actions.correct_entry(
        entry.id, hours=Decimal("1.50"), reason="Counted twice", actor_id=make.person("李四").id, now=clock.now()
    )
    client = sign_in(person)

    old, new = page_of(client, f"/credits/entries/{entry.id}"), page_of(client, f"/credits/entries/{right.id}")

    assert "Later entries speak about this one" in old
    assert f"/credits/entries/{right.id - 1}" in old
    assert f"/credits/entries/{right.id}" in old
    assert f"/credits/entries/{entry.id}" in new
    assert "Counted twice" in new
    assert "1.5 class-hours in all" in page_of(client, "/credits/")


def test_a_strangers_entry_does_not_exist(make, sign_in, unit):
    entry = earn(cadre(make, unit=unit), "1.00")

    assert sign_in(make.person(unit=unit)).get(f"/credits/entries/{entry.id}").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(role, 200 if role in (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR) else 404) for role in Role],
)
def test_only_supervisors_and_training_administrators_open_the_entries_of_others(make, sign_in, unit, role, status):
    entry = earn(cadre(make, unit=unit), "1.00")
    viewer = make.person("李四")
    make.grant(viewer, role, unit)

    assert sign_in(viewer).get(f"/credits/entries/{entry.id}").status_code == status


@pytest.mark.parametrize(("role", "sees"), [(Role.SUPERVISOR, True), (Role.TRAINING_ADMINISTRATOR, False)])
def test_the_study_behind_an_entry_is_for_the_supervisor_only(make, session, sign_in, unit, role, sees):
    install()
    person = cadre(make, unit=unit)
    version = lesson(session, has_recall=True)
    for key in rules.Key:
        actions.turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    entry = session.query(CreditEntry).one()
    viewer = make.person("李四")
    make.grant(viewer, role, unit)

    text = page_of(sign_in(viewer), f"/credits/entries/{entry.id}")

    assert (f"/reading/lessons/{version.lesson_id}" in text) is sees


def test_a_supervisor_of_another_unit_sees_no_entry(make, sign_in, unit):
    entry = earn(cadre(make, unit=unit), "1.00")
    viewer = make.person("李四")
    make.grant(viewer, Role.SUPERVISOR, make.unit("别处"))

    assert sign_in(viewer).get(f"/credits/entries/{entry.id}").status_code == 404


def test_a_look_at_somebody_elses_entry_is_recorded(make, session, sign_in, unit):
    person = cadre(make, unit=unit)
    entry, viewer = earn(person, "1.00"), make.person("李四")
    make.grant(viewer, Role.SUPERVISOR, unit)

    sign_in(viewer).get(f"/credits/entries/{entry.id}")
    sign_in(person).get(f"/credits/entries/{entry.id}")

    looks = session.query(AuditEntry).filter_by(action="look").all()
    assert [(look.actor_id, look.person_id) for look in looks] == [(viewer.id, person.id)]


def test_the_record_takes_the_same_statements_for_any_number_of_entries(make, sign_in, unit, statements):
    person = cadre(make, unit=unit)
    client = sign_in(person)
    earn(person, "1.00")
    client.get("/credits/")
    with statements() as few:
        client.get("/credits/")
    for _ in range(60):
        earn(person, "0.25")
    with statements() as many:
        client.get("/credits/?page=2")

    assert len(many) == len(few) <= 6

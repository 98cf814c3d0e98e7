"""The supervisor's board and the record of one person."""

from datetime import date

import pytest

from learnhub.credits import actions as credits
from learnhub.credits.rules import Form, Key
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from tests.oversight.factories import cadre, earn, rules
from tests.reading.factories import lesson

OVERSEES = (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)


@pytest.fixture
def town(make):
    rules()
    return make.unit("青石镇")


@pytest.fixture
def office(make, town):
    return make.unit("党建办", parent=town)


@pytest.fixture
def boss(make, town):
    person = make.person("主管", unit=town, locale="en")
    make.grant(person, Role.SUPERVISOR, town)
    return person


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_the_heading_counts_who_has_met_and_who_is_behind(make, sign_in, office, boss):
    done, slow = cadre(make, "林知远", unit=office), cadre(make, "陈砚", unit=office)
    for person, hours in ((done, ("50.00", "90.00")), (slow, ("1.00", "80.00"))):
        earn(person, hours[0])
        earn(person, hours[1], form=Form.OFF_JOB)

    text = page_of(sign_in(boss), "/oversight/")

    assert "2 people: 1 met, 1 behind" in text
    assert "80 / 90" in text


def test_supervisors_never_stand_on_their_own_board(make, sign_in, office, boss):
    cadre(make, "陈砚", unit=office)

    assert "1 person: 0 met" in page_of(sign_in(boss), "/oversight/")
    assert sign_in(boss).get(f"/oversight/people/{boss.id}").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_oversee_people_have_a_board_and_records(make, sign_in, town, role):
    person, viewer = cadre(make, unit=town), make.person("李四")
    make.grant(viewer, role, town)
    client, expected = sign_in(viewer), 200 if role in OVERSEES else 404

    assert client.get("/oversight/").status_code == expected
    assert client.get(f"/oversight/people/{person.id}").status_code == expected


def test_people_of_another_branch_do_not_exist(make, sign_in, office, boss):
    elsewhere = make.unit("别的县")
    stranger = cadre(make, "外人", unit=elsewhere)
    client = sign_in(boss)

    assert "外人" not in page_of(client, "/oversight/")
    assert client.get(f"/oversight/people/{stranger.id}").status_code == 404
    assert client.get(f"/oversight/?unit={elsewhere.id}").status_code == 404


def test_the_board_drills_down_to_a_unit(make, sign_in, town, office, boss):
    cadre(make, "镇上的人", unit=town)
    cadre(make, "办里的人", unit=office)

    text = page_of(sign_in(boss), f"/oversight/?unit={office.id}")

    assert "办里的人" in text
    assert "镇上的人" not in text


def test_the_board_is_narrowed_by_state_and_by_pinyin(make, sign_in, office, boss):
    quick = cadre(make, "顾青禾", unit=office, name_sort="gu qing he")
    cadre(make, "陈砚", unit=office, name_sort="chen yan")
    earn(quick, "50.00")
    earn(quick, "90.00", form=Form.OFF_JOB)
    client = sign_in(boss)

    by_state = page_of(client, "/oversight/?state=not_started")
    by_name = page_of(client, "/oversight/?name=guqing")

    assert "陈砚" in by_state
    assert "顾青禾" not in by_state
    assert "顾青禾" in by_name
    assert "陈砚" not in by_name


def test_the_largest_gap_comes_first_when_asked_for(make, sign_in, office, boss):
    near, far = cadre(make, "甲近", unit=office), cadre(make, "乙远", unit=office)
    for person, hours in ((near, "40.00"), (far, "2.00")):
        earn(person, hours)
        earn(person, "90.00", form=Form.OFF_JOB)

    text = page_of(sign_in(boss), "/oversight/?sort=gap")

    assert text.index("乙远") < text.index("甲近")


@pytest.mark.parametrize(
    "query", ["unit=x", "unit=²", "state=%00", "sort=--name", "page=999", "name=" + "x" * 9999, "name=%F0%9F%92%A9"]
)
def test_an_unreadable_choice_is_no_error(sign_in, boss, query):
    assert sign_in(boss).get(f"/oversight/?{query}").status_code == 200


def test_the_board_takes_the_same_statements_for_any_number_of_people(make, sign_in, office, boss, statements):
    client = sign_in(boss)
    earn(cadre(make, unit=office), "1.00")
    client.get("/oversight/")
    with statements() as few:
        client.get("/oversight/")
    for number in range(60):
        earn(cadre(make, f"人{number}", unit=office), "1.00")
    with statements() as many:
        client.get("/oversight/")

    assert len(many) == len(few) <= 20


def test_the_board_remembers_what_has_not_changed_and_nothing_else(make, sign_in, office, boss, statements):
    quiet, busy = cadre(make, "静", unit=office), cadre(make, "忙", unit=office)
    earn(quiet, "1.00")
    client = sign_in(boss)
    client.get("/oversight/")

    with statements(warm=True) as again:
        client.get("/oversight/")
    earn(busy, "7.25")
    page = page_of(client, "/oversight/")

    assert not any("credits_entries.basic" in statement for statement in again)
    assert "7.25 /" in page


def test_a_record_shows_completions_to_the_supervisor_and_only_entries_to_the_administrator(
    make, session, sign_in, town, office, boss
):
    person, version = cadre(make, unit=office), lesson(session, has_recall=True)
    for key in Key:
        credits.turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    administrator = make.person("管理员", locale="en")
    make.grant(administrator, Role.TRAINING_ADMINISTRATOR, town)

    seen = page_of(sign_in(boss), f"/oversight/people/{person.id}")
    administered = page_of(sign_in(administrator), f"/oversight/people/{person.id}")

    assert "Reading evidence" in seen
    assert "Lessons completed" in seen
    assert "Lessons completed" not in administered
    assert "Reading evidence" not in administered
    assert "A lesson completed" in administered


def test_a_look_at_a_record_is_recorded(make, session, sign_in, office, boss):
    person = cadre(make, unit=office)

    sign_in(boss).get(f"/oversight/people/{person.id}")

    look = session.query(AuditEntry).filter_by(action="look").one()
    assert (look.actor_id, look.person_id, look.thing) == (boss.id, person.id, "record")


def test_study_of_the_last_six_weeks_stands_in_the_row(make, sign_in, office, boss):
    person = cadre(make, unit=office)
    earn(person, "2.00")
    earn(person, "1.50", on=date(2026, 10, 20))
    earn(person, "4.00", on=date(2026, 10, 18))

    assert "1.5, 0, 0, 0, 0, 2" in page_of(sign_in(boss), "/oversight/")

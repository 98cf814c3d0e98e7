"""The front page, help, the statement on accessibility, the patterns, and the health of the site."""

import pytest

from learnhub.credits.rules import Form
from learnhub.kernel.actor import Role
from tests.oversight.factories import cadre, earn, rules
from tests.reading.factories import lesson


@pytest.fixture
def unit(make):
    rules()
    return make.unit()


def page_of(client, address="/"):
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_health_answers_ok_when_the_schema_is_current(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json["status"] == "ok"


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/")

    assert answer.status_code == 303
    assert "/people/sign-in" in answer.location


def test_the_front_page_says_what_is_still_due_this_quarter(make, sign_in, unit):
    person = cadre(make, unit=unit, locale="en")
    earn(person, "44.00")
    earn(person, "72.00", form=Form.OFF_JOB)

    text = page_of(sign_in(person))

    plain = text.replace("\u00a0", " ")  # a figure and its unit stay on one line
    assert "Still due this quarter: centralised training 18 class-hours, online self-study 6 class-hours" in plain


def test_the_front_page_says_so_when_nothing_is_due(make, sign_in, unit):
    person = cadre(make, unit=unit, locale="en")
    earn(person, "50.00")
    earn(person, "90.00", form=Form.OFF_JOB)

    assert "Nothing more is due this quarter" in page_of(sign_in(person))


def test_the_first_lesson_is_offered_to_a_newcomer(make, session, sign_in, unit):
    version = lesson(session)

    text = page_of(sign_in(cadre(make, unit=unit, locale="en")))

    assert f"Start: {version.title} · 16 min" in text
    assert f"/reading/lessons/{version.lesson_id}" in text


def test_only_who_oversees_people_is_shown_the_way_to_the_board(make, sign_in, unit):
    plain, boss = cadre(make, unit=unit), cadre(make, "主管", unit=unit)
    make.grant(boss, Role.SUPERVISOR, unit)

    assert "/oversight/" not in page_of(sign_in(plain))
    assert "/oversight/?state=behind" in page_of(sign_in(boss))


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("address", ["/help", "/accessibility", "/patterns", "/requirements/", "/requirements/mine"])
def test_the_standing_pages_open_in_both_languages(make, sign_in, unit, address, locale):
    assert page_of(sign_in(cadre(make, unit=unit, locale=locale)), address)


def test_help_tells_the_figures_that_decide(client, unit):
    text = client.get("/help", headers={"Accept-Language": "en"}).get_data(as_text=True)

    assert "900 characters a minute" in text
    assert "220 characters a minute" in text


def test_the_front_page_takes_the_same_statements_for_any_number_of_lessons(make, session, sign_in, unit, statements):
    person = cadre(make, unit=unit)
    client = sign_in(person)
    lesson(session)
    client.get("/")
    with statements() as few:
        client.get("/")
    for _ in range(10):
        lesson(session)
        earn(person, "0.25")
    with statements() as many:
        client.get("/")

    assert len(many) == len(few) <= 20


def test_help_opens_where_no_rule_has_been_installed(make, sign_in):
    assert page_of(sign_in(make.person(unit=make.unit())), "/help")


def test_the_tick_is_explained_only_where_one_is_drawn(make, sign_in, unit):
    done, behind = cadre(make, unit=unit, locale="en"), cadre(make, unit=unit, locale="en")
    earn(done, "50.00")
    earn(done, "90.00", form=Form.OFF_JOB)

    assert "The tick is where you should be" not in page_of(sign_in(done))
    assert "The tick is where you should be" in page_of(sign_in(behind))

"""What administrators do to one person's account, in whole requests."""

import re

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.models import Person
from learnhub.platform.audit import AuditEntry
from tests.people.factories import PASSWORD, someone

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def office(make, sign_in):
    """A section below a county, its unit administrator and a cadre in it."""
    county = make.unit("青石县")
    section = make.unit("干部科", parent=county)
    keeper = make.person("人事员", unit=section)
    make.grant(keeper, Role.UNIT_ADMINISTRATOR, section)
    cadre = someone(make, unit=section)
    return county, section, sign_in(keeper), cadre


def audited(session, action):
    return session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)).all()


def is_in(client):
    return client.get("/people/profile", headers={"Accept": "application/json"}).status_code == 200


def test_the_administrator_of_the_unit_corrects_a_name_and_the_log_keeps_the_old_one(office, session):
    _county, _section, keeper, cadre = office

    answer = keeper.post(
        f"/people/persons/{cadre.id}", data={"name": "沈 嘉", "staff_number": "A9", "phone": "13800138000"}
    )

    session.refresh(cadre)
    entry = audited(session, "person_corrected")[0]
    assert answer.status_code == 303
    assert (cadre.name, cadre.name_sort, cadre.staff_number) == ("沈 嘉", "shen   jia", "A9")
    assert entry.details == {
        "changed": ["name", "phone", "staff_number"],
        "before": {"name": "沈佳", "staff_number": None},
    }
    assert "13800138000" not in str(entry.details)


def test_a_correction_that_changes_nothing_is_not_written_down(office, session):
    _county, _section, keeper, cadre = office

    keeper.post(f"/people/persons/{cadre.id}", data={"name": cadre.name, "staff_number": "", "phone": ""})

    assert audited(session, "person_corrected") == []


def test_a_staff_number_of_somebody_else_is_refused_beside_the_field(office, make):
    _county, section, keeper, cadre = office
    make.person("张伟", unit=section, staff_number="A1")

    answer = keeper.post(f"/people/persons/{cadre.id}", data={"name": "沈佳", "staff_number": "A1"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "Somebody else has this staff number" in answer.text


def test_a_closed_account_is_signed_out_at_once_and_cannot_sign_in(office, app, session, sign_in):
    _county, _section, keeper, cadre = office
    signed_in, visitor = sign_in(cadre), app.test_client()

    answer = keeper.post(f"/people/persons/{cadre.id}/disable", data={"reason": "退休"})

    tried = visitor.post("/people/sign-in", data={"username": "shenjia", "password": PASSWORD})
    page = keeper.get(f"/people/persons/{cadre.id}").text
    assert answer.status_code == 303
    assert not is_in(signed_in)
    assert tried.status_code == 422
    assert "退休" in page
    assert audited(session, "person_disabled")[0].details == {"reason": "退休"}


def test_an_account_that_is_opened_again_takes_its_old_password(office, app, session):
    _county, _section, keeper, cadre = office
    keeper.post(f"/people/persons/{cadre.id}/disable", data={"reason": "借调"})

    answer = keeper.post(f"/people/persons/{cadre.id}/enable", data={"reason": "返回"})

    entered = app.test_client().post("/people/sign-in", data={"username": "shenjia", "password": PASSWORD})
    assert (answer.status_code, entered.status_code) == (303, 303)
    assert session.get(Person, cadre.id).disabled_why is None


@pytest.mark.parametrize("act", ["disable", "enable"])
def test_without_a_reason_the_account_stays_as_it_is(office, session, act):
    _county, _section, keeper, cadre = office

    answer = keeper.post(f"/people/persons/{cadre.id}/{act}", data={"reason": " "})

    assert answer.status_code == 422
    assert session.get(Person, cadre.id).disabled_at is None


def test_closing_twice_is_a_conflict(office):
    _county, _section, keeper, cadre = office
    keeper.post(f"/people/persons/{cadre.id}/disable", data={"reason": "退休"})

    assert keeper.post(f"/people/persons/{cadre.id}/disable", data={"reason": "退休"}).status_code == 409


def test_a_new_initial_password_is_shown_once_and_must_be_changed(office, app, session, sign_in):
    _county, _section, keeper, cadre = office
    before, address = sign_in(cadre), f"/people/persons/{cadre.id}/password"

    asked = keeper.get(address).text
    shown = keeper.post(address, headers=ENGLISH)
    again = keeper.get(address).text

    pattern = r"[a-z2-9]{3}(?:-[a-z2-9]{3}){3}"
    password = re.search(pattern, shown.text)[0]
    visitor = app.test_client()
    entered = visitor.post("/people/sign-in", data={"username": "shenjia", "password": password})
    assert re.search(rf">{pattern}<", asked + again) is None
    assert not is_in(before)
    assert entered.status_code == 303
    assert visitor.get("/people/profile").location == "/people/password"
    assert password not in str([entry.details for entry in audited(session, "password_set")])
    assert shown.headers["Cache-Control"] == "no-store"


def test_a_look_at_the_page_is_written_down(office, session):
    _county, _section, keeper, cadre = office

    keeper.get(f"/people/persons/{cadre.id}")

    assert [(entry.person_id, entry.thing) for entry in audited(session, "look")] == [(cadre.id, "roster")]


def test_nobody_closes_or_takes_over_the_own_account(office, make, sign_in):
    _county, section, _keeper, _cadre = office
    other = make.person("另一人", unit=section)
    make.grant(other, Role.UNIT_ADMINISTRATOR, section)
    me = sign_in(other)

    answers = [me.post(f"/people/persons/{other.id}/{act}").status_code for act in ("disable", "enable", "password")]

    assert answers == [403, 403, 403]
    assert me.get(f"/people/persons/{other.id}").status_code == 200


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR])
def test_an_administrator_takes_over_no_account_with_more_rights(office, make, role):
    county, section, keeper, _cadre = office
    stronger = make.person("强者", unit=section)
    make.grant(stronger, role, county)

    answers = [keeper.post(f"/people/persons/{stronger.id}/{act}").status_code for act in ("disable", "password")]

    assert answers == [403, 403]


def test_a_training_administrator_closes_the_account_of_a_supervisor_but_not_of_an_operator(office, make, sign_in):
    county, section, _keeper, _cadre = office
    chief, leader, operator = (make.person(name, unit=section) for name in ("培训", "科长", "运维"))
    make.grant(chief, Role.TRAINING_ADMINISTRATOR, county)
    make.grant(leader, Role.SUPERVISOR, section)
    make.grant(operator, Role.OPERATOR, county)
    client = sign_in(chief)

    answers = [
        client.post(f"/people/persons/{one.id}/disable", data={"reason": "退休"}).status_code
        for one in (leader, operator)
    ]

    assert answers == [303, 403]


def test_a_role_of_tomorrow_protects_an_account_today(office, make, time):
    county, section, keeper, _cadre = office
    stronger = make.person("强者", unit=section)
    make.grant(stronger, Role.SUPERVISOR, county, from_on=clock.today().replace(year=2027))

    assert keeper.post(f"/people/persons/{stronger.id}/password").status_code == 403


def test_the_page_of_a_person_loads_a_fixed_number_of_statements(office, make, statements):
    _county, section, keeper, cadre = office
    address = f"/people/persons/{cadre.id}"
    keeper.get(address)
    with statements() as few:
        keeper.get(address)
    for _number in range(10):
        make.grant(cadre, Role.AUTHOR, section)

    keeper.get(address)
    with statements() as many:
        keeper.get(address)

    assert len(many) == len(few)

"""How long a sign-in lasts, and what ends it at once."""

import pytest
import sqlalchemy as sa

from learnhub.kernel.actor import Role
from learnhub.people.models import AuthSession, Person, RoleGrant
from tests.people.factories import PASSWORD, someone
from tests.quizzes.factories import checked_lesson, hand_in, save, start

NEW = "河对岸的灯一盏盏亮起来"


def enter(client, username="shenjia", password=PASSWORD):
    return client.post("/people/sign-in", data={"username": username, "password": password})


def is_in(client):
    return client.get("/people/profile", headers={"Accept": "application/json"}).status_code == 200


@pytest.fixture
def office(make, sign_in):
    """A person with a role in a unit, and the training administrator above."""
    unit = make.unit("青石县")
    chief = make.person("培训", unit=unit)
    make.grant(chief, Role.TRAINING_ADMINISTRATOR, unit)
    person = someone(make, unit=unit)
    make.grant(person, Role.AUTHOR, unit)
    return person, unit, sign_in(chief)


def sign_out(client, office, time):
    client.post("/people/sign-out")


def end_everywhere(client, office, time):
    client.post("/people/sessions/end-all")


def change_password(client, office, time):
    data = {"present_password": PASSWORD, "new_password": NEW, "repeat_password": NEW}
    assert client.post("/people/password", data=data).status_code == 303


def sign_in_again(client, office, time):
    enter(client)


def be_disabled(client, office, time):
    person, _unit, chief = office
    assert chief.post(f"/people/persons/{person.id}/disable", data={"reason": "退休"}).status_code == 303


def be_disabled_and_enabled(client, office, time):
    person, _unit, chief = office
    be_disabled(client, office, time)
    assert chief.post(f"/people/persons/{person.id}/enable", data={"reason": "返聘"}).status_code == 303


def get_a_new_initial_password(client, office, time):
    person, _unit, chief = office
    assert chief.post(f"/people/persons/{person.id}/password").status_code == 200


def be_given_a_role(client, office, time):
    person, unit, chief = office
    data = {"username": person.username, "role": "supervisor", "from_on": "2026-11-23"}
    assert chief.post(f"/people/units/{unit.id}/roles", data=data).status_code == 303


def lose_a_role(client, office, time):
    person, _unit, chief = office
    grant = sa.select(RoleGrant.id).where(RoleGrant.person_id == person.id).scalar_subquery()
    grant_id = sa.inspect(person).session.scalar(sa.select(grant))
    assert chief.post(f"/people/roles/{grant_id}/end").status_code == 303


def be_idle(client, office, time):
    time.pass_(minutes=30, seconds=1)


def stay_for_twelve_hours(client, office, time):
    for _quarter in range(49):
        time.pass_(minutes=15)
        is_in(client)


@pytest.mark.parametrize(
    "ending",
    [
        sign_out,
        end_everywhere,
        change_password,
        sign_in_again,
        be_disabled,
        be_disabled_and_enabled,
        get_a_new_initial_password,
        be_given_a_role,
        lose_a_role,
        be_idle,
        stay_for_twelve_hours,
    ],
)
def test_an_old_cookie_is_worthless_after(app, office, time, ending):
    client, thief = app.test_client(), app.test_client()
    enter(client)
    with client.session_transaction() as mine, thief.session_transaction() as stolen:
        stolen.update(mine)
    assert is_in(thief)

    ending(client, office, time)

    asked = thief.get("/people/profile", headers={"Accept": "application/json"})
    page = thief.get("/people/profile")
    sent = thief.post("/people/preferences", data={"theme": "dark"})
    assert asked.status_code == 401
    assert (page.status_code, page.location) == (303, "/people/sign-in?next=/people/profile")
    assert sa.inspect(office[0]).session.get(Person, office[0].id).theme == "system"
    assert sent.status_code == 303


def test_use_keeps_a_session_alive_and_is_noted_at_most_once_a_minute(client, make, time, session):
    someone(make)
    enter(client)

    for _quarter in range(10):
        time.pass_(minutes=15)
        assert is_in(client)
    noted = session.scalar(sa.select(AuthSession.last_seen_at))
    time.pass_(seconds=59)
    is_in(client)

    assert session.scalar(sa.select(AuthSession.last_seen_at)) == noted


@pytest.fixture
def reader(make, client):
    """Somebody who is signed in, with the password."""
    person = someone(make)
    enter(client)
    return person


def test_an_open_quiz_lets_a_sign_in_rest_for_two_hours_and_no_longer(client, reader, session, time):
    start(client, checked_lesson(session))

    time.pass_(hours=1, minutes=59)
    rested = is_in(client)
    time.pass_(hours=2, minutes=1)

    assert rested
    assert not is_in(client)


def test_after_handing_in_a_sign_in_rests_as_usual(client, reader, session, time):
    attempt_id = start(client, checked_lesson(session))
    hand_in(client, attempt_id)

    time.pass_(minutes=31)

    assert not is_in(client)


def test_another_quiz_that_is_still_open_keeps_the_longer_rest(client, reader, session, time):
    start(client, checked_lesson(session))
    hand_in(client, start(client, checked_lesson(session)))

    time.pass_(minutes=31)

    assert is_in(client)


def test_a_quiz_left_open_yesterday_does_not_lengthen_the_sign_ins_of_today(client, reader, session, time):
    start(client, checked_lesson(session))
    time.pass_(hours=20)
    enter(client)

    time.pass_(minutes=31)

    assert not is_in(client)


def test_a_saved_answer_is_use(client, reader, session, time):
    attempt_id = start(client, checked_lesson(session))

    for version in range(3):
        time.pass_(minutes=100)
        assert save(client, attempt_id, 1, None, version=version).status_code != 401


def test_a_form_sent_after_the_end_leads_back_to_its_page(client, reader, time):
    time.pass_(minutes=31)

    page = client.post("/people/sessions/end-all", headers={"Referer": "http://localhost/people/profile"})
    foreign = client.post("/people/sessions/end-all", headers={"Referer": "http://example.org/people/profile"})

    assert page.status_code == foreign.status_code == 401
    assert "/people/sign-in?next=/people/profile" in page.text
    assert "next=" not in foreign.text


def test_the_profile_says_how_long_a_sign_in_lasts(client, reader):
    page = client.get("/people/profile", headers={"Accept-Language": "en"}).text

    assert "after 30 minutes without use" in page

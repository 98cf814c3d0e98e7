"""Signing in and out, passwords, preferences: whole requests."""

import re

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.people import actions
from learnhub.people.models import AuthSession, Person, SignInFailure
from learnhub.platform.audit import AuditEntry
from tests.people.factories import PASSWORD, someone

NEW = "河对岸的灯一盏盏亮起来"


def enter(client, username="shenjia", password=PASSWORD, **more):
    return client.post("/people/sign-in", data={"username": username, "password": password, **more})


def is_in(client):
    return client.get("/people/profile", headers={"Accept": "application/json"}).status_code == 200


def test_the_right_password_opens_the_page_that_was_asked_for(client, make):
    someone(make)

    answer = enter(client, next="/people/profile?x=1")

    assert (answer.status_code, answer.location) == (303, "/people/profile?x=1")
    assert is_in(client)


def test_a_visitor_is_sent_to_sign_in_and_remembers_where_from(client, make):
    answer = client.get("/people/profile")

    assert answer.status_code == 303
    assert answer.location == "/people/sign-in?next=/people/profile"


@pytest.mark.parametrize("next_", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(client, make, next_):
    someone(make)

    answer = enter(client, next=next_)

    assert answer.location == "/"


def test_user_names_are_the_same_in_capitals(client, make):
    someone(make)

    answer = enter(client, username=" ShenJia ")

    assert answer.status_code == 303


def without_token(page):
    """The page without its form token, which carries the second in which it was made."""
    return re.sub(r'name="csrf_token" value="[^"]*"|name="csrf-token" content="[^"]*"', "", page)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, make):
    someone(make)

    wrong, unknown = enter(client, password="nothing of the kind"), enter(client, username="nobody")

    assert wrong.status_code == unknown.status_code == 422
    assert without_token(wrong.text).replace("shenjia", "nobody") == without_token(unknown.text)


@pytest.mark.parametrize(
    "data", [{}, {"username": "shenjia"}, {"password": PASSWORD}, {"username": "x" * 65, "password": "y"}]
)
def test_an_incomplete_sign_in_shows_the_form_again(client, data):
    answer = client.post("/people/sign-in", data=data)

    assert answer.status_code == 422
    assert "data-error-summary" in answer.text


def test_a_person_without_a_password_or_disabled_cannot_sign_in(client, make):
    someone(make, "new", password=None)
    someone(make, "gone", disabled_at=clock.now())

    assert enter(client, "new", "").status_code == 422
    assert enter(client, "new", "None").status_code == 422
    assert enter(client, "gone").status_code == 422


def test_the_cookie_is_not_kept_in_the_database(client, make, session):
    someone(make)
    enter(client)

    with client.session_transaction() as cookie:
        handle = cookie["_user_id"]

    opened = session.scalar(sa.select(AuthSession))
    assert len(handle) >= 43
    assert handle not in (opened.handle_hash, opened.address, opened.browser)


def test_ten_failures_close_an_account_for_a_quarter_of_an_hour(app, make, time):
    someone(make)
    client = app.test_client()
    for _try in range(10):
        assert enter(client, password="wrong").status_code == 422

    closed = enter(client)
    time.pass_(seconds=int(closed.headers["Retry-After"]))
    opened = enter(client)

    assert closed.status_code == 429
    assert 890 <= int(closed.headers["Retry-After"]) <= 900
    assert opened.status_code == 303


def test_failures_of_one_account_do_not_close_another_in_the_same_office(client, make, time):
    someone(make)
    someone(make, "zhangwei")
    for _try in range(12):
        enter(client, password="wrong")

    assert enter(client).status_code == 429
    assert enter(client, "zhangwei").status_code == 303


def test_a_hundred_failures_close_an_address_for_ten_minutes(client, make, time, session):
    someone(make)
    now = time.now
    session.add_all(SignInFailure(at=now, username_hash=f"{n:064d}", address="127.0.0.1") for n in range(99))
    session.flush()

    last_failure = enter(client, "nobody", "wrong")
    closed = enter(client)
    time.pass_(minutes=10, seconds=1)

    assert last_failure.status_code == 422
    assert closed.status_code == 429
    assert 1 <= int(closed.headers["Retry-After"]) <= 600
    assert enter(client).status_code == 303


def test_success_forgets_the_failures_of_that_account(client, make, session, time):
    someone(make)
    for _try in range(9):
        enter(client, password="wrong")

    enter(client)

    assert session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 0


def test_sign_ins_and_refusals_are_audited_without_unknown_names(client, make, session):
    person = someone(make)

    enter(client, password="wrong")
    enter(client, "my-secret-password-in-the-wrong-field", "x")
    enter(client)

    rows = session.execute(sa.select(AuditEntry.action, AuditEntry.person_id).order_by(AuditEntry.id)).all()
    assert rows[-3:] == [("sign_in_refused", person.id), ("sign_in_refused", None), ("sign_in", person.id)]
    assert "my-secret" not in str(session.execute(sa.select(AuditEntry.thing, AuditEntry.details)).all())


def test_signing_out_lets_the_browser_forget(client, make):
    someone(make)
    enter(client)

    answer = client.post("/people/sign-out")

    assert answer.status_code == 303
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert not is_in(client)


def test_a_handed_out_password_must_be_changed_before_anything_opens(client, make):
    someone(make, must_change_password=True)
    enter(client)

    asked = client.get("/people/profile")
    data = {"present_password": PASSWORD, "new_password": NEW, "repeat_password": NEW}
    changed = client.post("/people/password", data=data)

    assert asked.location == "/people/password"
    assert client.get("/people/password").status_code == 200
    assert changed.status_code == 303
    assert is_in(client)
    assert enter(client, password=PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"present_password": "wrong", "new_password": NEW, "repeat_password": NEW}, "not your present password"),
        ({"present_password": PASSWORD, "new_password": NEW, "repeat_password": NEW + "."}, "differ"),
        ({"present_password": PASSWORD, "new_password": "kurz", "repeat_password": "kurz"}, "at least 8"),
        (
            {"present_password": PASSWORD, "new_password": "password123", "repeat_password": "password123"},
            "first passwords",
        ),
        (
            {"present_password": PASSWORD, "new_password": "shenjia in spring", "repeat_password": "shenjia in spring"},
            "Leave out",
        ),
        ({"present_password": PASSWORD, "new_password": PASSWORD, "repeat_password": PASSWORD}, "differs from"),
        ({}, "Enter"),
    ],
)
def test_an_unfit_new_password_is_refused_with_its_reason(client, make, data, reason):
    someone(make)
    enter(client)

    answer = client.post("/people/password", data=data, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert reason in answer.text
    assert is_in(client)


def test_guessing_the_present_password_is_slowed_down_too(client, make, time):
    someone(make)
    enter(client)
    data = {"present_password": "wrong", "new_password": NEW, "repeat_password": NEW}
    for _try in range(10):
        client.post("/people/password", data=data)

    assert client.post("/people/password", data=data).status_code == 429


def test_preferences_are_kept_with_the_person(client, make, session):
    person = someone(make)
    enter(client)

    answer = client.post(
        "/people/preferences",
        data={"locale": "en", "theme": "dark", "text_size": "l", "care": "on", "next": "/people/profile"},
    )

    kept = session.get(Person, person.id)
    assert (answer.status_code, answer.location) == (303, "/people/profile")
    assert (kept.locale, kept.theme, kept.text_size, kept.care) == ("en", "dark", "l", True)
    page = client.get("/people/profile").text
    assert '<html lang="en"' in page
    assert 'data-bs-theme="dark"' in page
    assert 'data-care="on"' in page


def test_a_visitor_s_language_stays_in_the_browser(client):
    client.post("/people/preferences", data={"locale": "en", "next": "/people/sign-in"})
    english = client.get("/people/sign-in").text
    client.post("/people/preferences", data={"locale": "zh-CN"})
    chinese = client.get("/people/sign-in").text

    assert '<html lang="en"' in english
    assert '<html lang="zh-CN"' in chinese
    assert "登录" in chinese


def test_a_script_gets_no_page_for_a_preference(client, make):
    answer = client.post("/people/preferences", data={"theme": "dark"}, headers={"Accept": "application/json"})

    assert answer.status_code == 204


@pytest.mark.parametrize("choice", [{"locale": "fr"}, {"theme": "plaid"}, {"text_size": "99"}, {"care": ""}])
def test_an_unknown_preference_is_refused_in_words(client, choice):
    answer = client.post("/people/preferences", data=choice)

    assert answer.status_code == 422


def test_a_device_can_be_signed_out_from_another(app, make):
    someone(make)
    here, there = app.test_client(), app.test_client()
    enter(here)
    there.post(
        "/people/sign-in",
        data={"username": "shenjia", "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36"},
    )

    page = here.get("/people/profile", headers={"Accept-Language": "en"}).text
    ends = [part.split('"')[0] for part in page.split('action="')[1:] if part.endswith("/end") or '/end"' in part]
    answer = here.post(next(end for end in ends if end.endswith("/end")))

    assert "Chrome · Windows" in page
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_the_session_of_another(client, make, session, sign_in):
    other = someone(make, "zhangwei")
    sign_in(other)
    theirs = session.scalar(sa.select(AuthSession.id).where(AuthSession.person_id == other.id))
    someone(make)
    enter(client)

    assert client.post(f"/people/sessions/{theirs}/end").status_code == 404
    assert client.post("/people/sessions/999999/end").status_code == 404


def test_the_sweep_keeps_what_is_still_needed(make, session, time):
    person = someone(make)
    actions.open_session(person, address="127.0.0.1", browser="", now=time.now)
    session.add(SignInFailure(at=time.now, username_hash="x", address="127.0.0.1"))

    time.pass_(days=2)
    actions.sweep(time.now)
    after_two_days = session.scalar(sa.select(sa.func.count(AuthSession.id)))
    time.pass_(days=30)
    actions.sweep(time.now)

    assert session.scalar(sa.select(sa.func.count(SignInFailure.id))) == 0
    assert after_two_days == 1
    assert session.scalar(sa.select(sa.func.count(AuthSession.id))) == 0


def test_a_visitor_s_colours_stay_in_the_browser_and_nonsense_does_not(client):
    client.post("/people/preferences", data={"theme": "dark"})
    dark = client.get("/people/sign-in").text
    client.set_cookie("lh_theme", '"><script>')
    nonsense = client.get("/people/sign-in").text

    assert 'data-bs-theme="dark"' in dark
    assert "data-bs-theme" not in nonsense

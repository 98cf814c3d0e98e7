"""The first start of an empty site: a token from the terminal, an administrator, a unit, and never again."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.kernel.actor import Role
from learnhub.people import actions
from learnhub.people.models import Person, RoleGrant, Unit

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def folder(app):
    kept = Path(app.extensions["learnhub.config"].instance)
    yield kept
    actions.forget_setup_token(kept)


@pytest.fixture
def answers(folder, session):
    return {
        "token": actions.setup_token(folder),
        "name": "陈主任",
        "username": "Chief",
        "password": "河对岸的灯一盏盏亮起来",
        "repeat_password": "河对岸的灯一盏盏亮起来",
        "unit": "青石县",
    }


def test_the_first_administrator_is_made_signed_in_and_may_import(client, answers, folder, session):
    answer = client.post("/setup", data=answers, headers=ENGLISH)

    chief = session.scalar(sa.select(Person))
    roles = set(session.scalars(sa.select(RoleGrant.role)))
    assert (answer.status_code, answer.location) == (303, "/people/units")
    assert (chief.username, chief.name, chief.locale, chief.must_change_password) == ("chief", "陈主任", "en", False)
    assert roles == {Role.TRAINING_ADMINISTRATOR, Role.UNIT_ADMINISTRATOR, Role.OPERATOR}
    assert session.scalar(sa.select(Unit.name)) == "青石县"
    assert client.get("/people/roster").status_code == 200
    assert not (folder / "setup_token").exists()


def test_once_anybody_is_there_the_page_does_not_exist(client, answers, make):
    make.person()

    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data=answers).status_code == 404


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"token": "guess"}, "not the token"),
        ({"token": ""}, "Enter the token"),
        ({"repeat_password": "something else"}, "differ"),
        ({"password": "short", "repeat_password": "short"}, "at least 8"),
        ({"password": "password123", "repeat_password": "password123"}, "first passwords"),
        ({"username": "two words"}, "no spaces"),
        ({"unit": " "}, "Enter a name"),
    ],
)
def test_an_unfit_answer_comes_back_with_its_reason_and_makes_nobody(client, answers, session, changed, reason):
    answer = client.post("/setup", data=answers | changed, headers=ENGLISH)

    assert answer.status_code == 422
    assert reason in answer.text
    assert session.scalar(sa.select(Person.id)) is None


def test_without_a_printed_token_nothing_fits(client, answers, folder, session):
    actions.forget_setup_token(folder)

    assert client.post("/setup", data=answers | {"token": ""}).status_code == 422
    assert client.post("/setup", data=answers).status_code == 422


def test_the_sign_in_page_of_an_empty_site_leads_to_the_setup(client, answers):
    answer = client.get("/people/sign-in")

    assert answer.location == "/setup"
    assert client.get("/setup").status_code == 200


def test_the_terminal_prints_the_token_which_only_the_owner_can_read(app, session, folder):
    printed = app.test_cli_runner().invoke(args=["people", "setup-token"])

    path = folder / "setup_token"
    assert printed.stdout.strip() == path.read_text("ascii")
    assert len(printed.stdout.strip()) >= 22
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_start_invites_only_while_nobody_is_there(app, session, folder, make):
    from learnhub.people.commands import invitation

    invited = invitation()
    make.person()

    assert "/setup" in invited
    assert actions.setup_token(folder) in invited
    assert invitation() == ""


def test_accounts_are_closed_and_opened_on_the_command_line(app, session, make):
    person = make.person(username="oper")
    run = app.test_cli_runner().invoke

    closed = run(args=["people", "disable", "oper", "--reason", "离职"])
    reason = person.disabled_why
    opened = run(args=["people", "enable", "oper", "--reason", "返回"])
    nobody = run(args=["people", "disable", "nobody", "--reason", "离职"])

    assert (closed.exit_code, opened.exit_code, nobody.exit_code) == (0, 0, 2)
    assert reason == "离职"
    assert person.disabled_at is None

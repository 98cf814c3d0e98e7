"""Accounts on the command line: the first administrator, and a password that is handed out."""

import pytest
import sqlalchemy as sa

from learnhub.people.models import Person


@pytest.fixture
def run(app, session, time):
    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["people", *arguments])

    return invoke


def test_an_administrator_is_made_with_a_password_that_must_be_changed(run, client, session):
    made = run("create-admin", "Chief", "--name", "陈主任", "--unit", "某县")
    password = made.stdout.strip()

    chief = session.scalar(sa.select(Person).where(Person.username == "chief"))
    entered = client.post("/people/sign-in", data={"username": "chief", "password": password})
    assert made.exit_code == 0
    assert chief.must_change_password
    assert entered.status_code == 303
    assert client.get("/people/profile").location == "/people/password"


def test_an_administrator_who_exists_keeps_the_password(run, session):
    first = run("create-admin", "chief", "--name", "陈主任", "--unit", "某县")
    stored = session.scalar(sa.select(Person.password_hash))

    again = run("create-admin", "chief", "--name", "陈主任", "--unit", "某县", "--role", "auditor")

    assert (first.exit_code, again.exit_code, again.stdout) == (0, 0, "")
    assert session.scalar(sa.select(Person.password_hash)) == stored


def test_a_password_is_handed_out_on_the_command_line(run, make, session):
    person = make.person(username="shenjia")

    given_ = run("set-password", "shenjia")
    nobody = run("set-password", "nobody")

    session.refresh(person)
    assert given_.exit_code == 0
    assert len(given_.stdout.strip()) == 15
    assert person.must_change_password
    assert nobody.exit_code == 2

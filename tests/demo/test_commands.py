"""The commands of the demo where there is none."""

import sqlalchemy as sa

from learnhub.demo import commands
from learnhub.people.models import Person


def test_the_first_start_loads_nothing_where_somebody_is(app, session, make):
    make.person()

    commands.load_when_empty(app)

    assert session.scalar(sa.select(sa.func.count(Person.id))) == 1
    assert commands.welcome() == ""


def test_removing_where_there_is_no_demo_says_so(app, session):
    done = app.test_cli_runner().invoke(commands.cli, ["remove"])

    assert done.exit_code == 0
    assert "没有演示县" in done.output

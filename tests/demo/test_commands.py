"""The demo county: it comes once, can be used at once, and goes without a trace."""

import sqlalchemy as sa

from learnhub.credits import actions as credits
from learnhub.credits import queries as ledger
from learnhub.credits import rules as credit_rules
from learnhub.credits.models import CreditEntry
from learnhub.demo import commands, rules
from learnhub.demo.commands import cli
from learnhub.kernel.hours import class_hours
from learnhub.people.models import Membership, Person, RoleGrant, Unit
from learnhub.platform.db import Base


def load(app):
    return app.test_cli_runner().invoke(cli, ["load"])


def remove(app):
    return app.test_cli_runner().invoke(cli, ["remove"])


def kept_password(app):
    return app.extensions["learnhub.config"].instance / "demo_password"


def faults():
    return [fault for _, links, head in ledger.chains() for fault in credit_rules.verify_chain(links, head)]


def test_the_demo_is_a_county_of_sixty_people_in_six_units_on_three_levels(app, session, time):
    done = load(app)

    assert done.exit_code == 0, done.output
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 60
    assert sorted(path.count("/") for path in session.scalars(sa.select(Unit.path))) == [2, 3, 3, 3, 4, 4]
    assert session.scalar(sa.select(sa.func.count(Membership.id))) == 60
    assert faults() == []


def test_a_second_load_says_that_the_demo_is_there(app, session, time):
    load(app)

    done = load(app)

    assert done.exit_code == 0
    assert "演示县已经在了" in done.output
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 60


def test_demo_accounts_sign_in_with_the_printed_password_and_need_not_change_it(app, session, time, client):
    printed = load(app).output
    password = kept_password(app).read_text(encoding="utf-8").strip()

    for username in ("cadre1", "cadre12", "supervisor1", "operator1"):
        answer = client.post("/people/sign-in", data={"username": username, "password": password})
        assert password in printed
        assert answer.status_code == 303, username
        assert "password" not in answer.headers["Location"]


def test_every_demo_account_has_a_password_hash_of_its_own(app, session, time):
    load(app)

    hashes = session.scalars(sa.select(Person.password_hash).where(Person.username.in_(rules.ACCOUNTS))).all()

    assert len(set(hashes)) == len(rules.ACCOUNTS) == 21
    assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.password_hash.is_(None))) == 39


def test_the_kept_password_can_be_read_by_its_owner_alone(app, session, time):
    load(app)

    kept = kept_password(app)

    assert kept.stat().st_mode & 0o777 == 0o600


def test_removing_the_demo_leaves_nothing_of_it(app, session, time):
    before = rows(session)
    load(app)

    done = remove(app)

    assert done.exit_code == 0, done.output
    assert rows(session) == before
    assert faults() == []
    assert not kept_password(app).exists()


def test_removing_the_demo_leaves_real_people_alone(app, session, make):
    unit = make.unit("县水利局")
    person = make.person(unit=unit)
    earn(person)
    load(app)

    done = remove(app)

    assert done.exit_code == 0, done.output
    assert session.scalars(sa.select(Person.id)).all() == [person.id]
    assert session.scalar(sa.select(sa.func.count(CreditEntry.id))) == 1
    assert faults() == []


def test_the_demo_stays_while_a_real_person_is_in_a_demo_unit(app, session, make):
    load(app)
    make.person(unit=session.scalar(sa.select(Unit).where(Unit.name == "青石镇")))

    done = remove(app)

    assert done.exit_code == 1
    assert "有 1 名其他人员在它的单位里" in done.output
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 61


def test_the_demo_stays_while_a_real_entry_names_a_demo_person(app, session, make):
    load(app)
    administrator = session.scalar(sa.select(Person).where(Person.username == "trainadmin1"))
    earn(make.person(unit=make.unit("县水利局")), actor_id=administrator.id)

    done = remove(app)

    assert done.exit_code == 1
    assert "其他人员有 1 条学时记录" in done.output


def test_the_first_start_loads_the_demo_only_where_nobody_is(app, session, make):
    make.person()

    commands.load_when_empty(app)

    assert session.scalar(sa.select(sa.func.count(Person.id))) == 1
    assert commands.welcome() == ""


def test_removing_without_a_demo_says_so(app, session):
    done = remove(app)

    assert done.exit_code == 0
    assert "没有演示县" in done.output


def test_every_role_of_the_accounts_is_granted(app, session, time):
    load(app)

    granted = set(session.scalars(sa.select(RoleGrant.role)))

    assert {role for person in rules.PEOPLE for role, _ in person.roles} == granted


def earn(person, **fields):
    from datetime import date

    from learnhub.kernel import clock

    return credits.append_entry(
        person, form=credit_rules.Form.LECTURE, hours=class_hours(2), earned_on=date(2026, 5, 6), now=clock.now(),
        rule_id=None, source="test", external_id="lecture", evidence={}, **fields,
    )  # fmt: skip


def rows(session):
    """How many rows each table has; the audit log and the shipped rules stay when the demo goes."""
    stay = ("platform_", "credits_rules", "requirements_rules", "alembic", "people_sign_in_failures")
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
        if not table.name.startswith(stay)
    }

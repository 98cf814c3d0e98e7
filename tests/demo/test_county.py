"""The demo county once it is loaded: believable figures, accounts that work, and a removal that harms nobody."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from config import ROOT
from learnhub.assessment.models import Cycle, Objection, ReviewerChoice, StandIn, Summary
from learnhub.catalog.commands import run_import
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.credits import actions as credits
from learnhub.credits import queries as ledger
from learnhub.credits import rules as credit_rules
from learnhub.credits.models import Completion, CreditEntry
from learnhub.demo import rules
from learnhub.demo.actions import keep_password, kept_password
from learnhub.demo.commands import cli, load_when_empty, welcome
from learnhub.kernel import clock
from learnhub.kernel.hours import class_hours
from learnhub.people.models import Membership, Person, RoleGrant, Unit
from learnhub.platform import audit
from learnhub.platform.db import Base, db
from learnhub.quizzes.models import Attempt
from learnhub.reading.models import Declaration, Dispute, Review, Sitting
from learnhub.requirements import queries as requirements
from tests.conftest import START


@pytest.fixture(scope="module")
def county(app):
    """A database with the courses and the demo county in it, loaded once: it takes seconds. Yields what it printed."""
    with app.app_context():
        engines = db.engines
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection
        clock.set_source(lambda: START)
        try:
            run_import(ROOT / "content" / "courses")
            before = rows(db.session)
            done = app.test_cli_runner().invoke(cli, ["load"], catch_exceptions=False)
            yield connection, before, done.output
        finally:
            clock.set_source(None)
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine


@pytest.fixture
def session(app, county, time):
    """The session of one test; the county and its password are afterwards as they were."""
    connection, _before, _printed = county
    folder = app.extensions["learnhub.config"].instance
    password = kept_password(folder)
    db.session.remove()
    inner = connection.begin_nested()
    yield db.session()
    db.session.remove()
    inner.rollback()
    keep_password(folder, password)


@pytest.fixture
def printed(county):
    return county[2]


def remove(app):
    return app.test_cli_runner().invoke(cli, ["remove"])


def test_it_is_a_county_of_sixty_people_in_six_units_on_three_levels(session):
    levels = sorted(path.count("/") for path in session.scalars(sa.select(Unit.path)))

    assert levels == [2, 3, 3, 3, 4, 4]
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 60
    assert session.scalar(sa.select(sa.func.count(Membership.id))) == 60


def test_a_second_load_says_that_it_is_there(app, session):
    done = app.test_cli_runner().invoke(cli, ["load"])

    assert done.exit_code == 0
    assert "演示县已经在了" in done.output
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 60


def test_demo_accounts_sign_in_with_the_printed_password_and_need_not_change_it(app, session, client, printed):
    password = password_file(app).read_text(encoding="utf-8").strip()

    for username in ("cadre1", "cadre12", "supervisor1", "operator1"):
        answer = client.post("/people/sign-in", data={"username": username, "password": password})
        assert answer.status_code == 303, username
        assert "password" not in answer.headers["Location"]

    assert password in printed
    assert password_file(app).stat().st_mode & 0o777 == 0o600


def test_every_account_has_a_hash_of_its_own_and_nobody_else_has_one(session):
    hashes = session.scalars(sa.select(Person.password_hash).where(Person.username.in_(rules.ACCOUNTS))).all()

    assert len(set(hashes)) == len(rules.ACCOUNTS) == 21
    assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.password_hash.is_(None))) == 39


def test_every_role_of_the_accounts_is_granted(session):
    granted = set(session.scalars(sa.select(RoleGrant.role)))

    assert granted == {role for person in rules.PEOPLE for role, _ in person.roles}


def test_the_cadres_have_read_and_been_tested(session):
    sittings = session.scalars(sa.select(Sitting)).all()
    passed = session.scalar(sa.select(sa.func.count()).where(Attempt.passed))
    completed = session.scalar(sa.select(sa.func.count()).where(Completion.completed_at.is_not(None)))

    assert all(sitting.credited_ms > 60_000 and sitting.ended_at for sitting in sittings)
    courses = session.scalars(
        sa.select(Course.key).join(Lesson).join(LessonVersion, LessonVersion.lesson_id == Lesson.id).join(Completion)
    )
    assert passed == completed == 43
    assert set(courses) == set(rules.COURSES)


def test_the_last_quarter_is_reviewed_and_the_present_one_under_way_for_twelve(session):
    of_quarter = sa.select(Summary.state).join(Cycle)

    archived = Counter(session.scalars(of_quarter.where(Cycle.number == 2)))
    before = Counter(session.scalars(of_quarter.where(Cycle.number == 3)))
    present = Counter(session.scalars(of_quarter.where(Cycle.number == 4)))

    assert archived == {"archived": 7, "not_started": 5}
    assert before == {"acknowledged": 12}
    assert present == {"draft": 3, "contested": 1, "submitted": 1, "returned": 1, "not_started": 6}


def test_of_everything_that_is_decided_one_waits_and_one_is_answered(session):
    waits = {
        table.__tablename__: set(session.scalars(sa.select(column.is_(None))))
        for table, column in (
            (Objection, Objection.answered_at),
            (Dispute, Dispute.answered_at),
            (Declaration, Declaration.decided_at),
            (Review, Review.decided_at),
        )
    }
    states = set(session.scalars(sa.select(Cycle.state)))

    assert all(both == {True, False} for both in waits.values()), waits
    assert states == {"archived", "closed", "open", "draft"}


def test_some_are_done_some_on_track_some_behind_and_some_have_not_started(session):
    people = session.scalars(sa.select(Person.id)).all()

    standings = requirements.standings_of(people, clock.today())

    every = [owed for of_person in standings.values() for owed in of_person]
    states = {owed.standing.state.value for owed in every if owed.rule.key == "R2"}
    assert states >= {"done", "on_track", "behind", "not_started"}


def test_every_chain_of_the_ledger_is_whole(session):
    assert faults() == []
    assert audit.verify() == []


def test_removing_it_leaves_nothing_of_it(app, session, county):
    done = remove(app)

    assert done.exit_code == 0, done.output
    assert rows(session) == county[1]
    assert faults() == []
    assert audit.verify() == []
    assert session.scalar(sa.select(sa.func.count()).where(audit.AuditEntry.action == "demo_removed")) == 1


def test_removing_it_takes_the_reviewer_map_of_its_quarters_along(app, session):
    cycle = session.scalars(sa.select(Cycle)).first()
    people = session.scalars(sa.select(Person.id).limit(3)).all()
    now = clock.now()
    session.add(
        ReviewerChoice(
            cycle_id=cycle.id, for_unit_id=cycle.unit_id, reviewer_id=people[0], reason="分工", made_by_id=people[1],
            made_at=now,
        )
    )  # fmt: skip
    session.add(
        StandIn(
            cycle_id=cycle.id, from_person_id=people[0], to_person_id=people[1], from_on=now.date(),
            until_on=now.date(), reason="休假", made_by_id=people[2], made_at=now,
        )
    )  # fmt: skip
    session.commit()

    done = remove(app)

    assert done.exit_code == 0, done.output
    assert session.scalars(sa.select(StandIn.id)).all() == []


def test_removing_it_leaves_real_people_alone(app, session, make):
    person = make.person(unit=make.unit("县水利局"))
    earn(person)

    done = remove(app)

    assert done.exit_code == 0, done.output
    assert session.scalars(sa.select(Person.id)).all() == [person.id]
    assert session.scalar(sa.select(sa.func.count(CreditEntry.id))) == 1
    assert faults() == []


def test_it_stays_while_a_real_person_is_in_one_of_its_units(app, session, make):
    make.person(unit=session.scalar(sa.select(Unit).where(Unit.name == "青石镇")))

    done = remove(app)

    assert done.exit_code == 1
    assert "有 1 名其他人员在它的单位里" in done.output
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 61


def test_it_stays_while_a_real_entry_names_one_of_its_people(app, session, make):
    administrator = session.scalar(sa.select(Person).where(Person.username == "trainadmin1"))
    earn(make.person(unit=make.unit("县水利局")), actor_id=administrator.id)

    done = remove(app)

    assert done.exit_code == 1
    assert "其他人员有 1 条学时记录" in done.output


def test_it_stays_while_a_real_summary_names_one_of_its_people(app, session, make):
    unit = make.unit("县水利局")
    theirs = session.scalar(sa.select(Summary).limit(1))
    cycle = session.get(Cycle, theirs.cycle_id)
    values = {"unit_id": unit.id, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
    author = make.person(unit=unit)
    own = make.add(
        Cycle(
            year=2026, number=2, cut_off_on=cycle.ends_on, created_by_id=author.id, created_at=clock.now(), **values
        )
    )  # fmt: skip
    make.add(Summary(cycle_id=own.id, person_id=author.id, unit_id=unit.id, reviewer_id=theirs.reviewer_id, hidden=[]))

    done = remove(app)

    assert done.exit_code == 1
    assert "其他人员有 1 份季度小结" in done.output


def test_a_start_with_another_configured_password_takes_it_over(app, session, client, monkeypatch):
    changed = replace(app.extensions["learnhub.config"], demo_password="河边的柳树先绿了")
    monkeypatch.setitem(app.extensions, "learnhub.config", changed)

    load_when_empty(app)

    answer = client.post("/people/sign-in", data={"username": "cadre3", "password": "河边的柳树先绿了"})
    assert answer.status_code == 303
    assert "河边的柳树先绿了" in welcome()


def password_file(app):
    return app.extensions["learnhub.config"].instance / "demo_password"


def faults():
    return [fault for chain in ledger.chains() for fault in credit_rules.verify_chain(chain.links, chain.head)]


def earn(person, **fields):
    return credits.append_entry(
        person, form=credit_rules.Form.LECTURE, hours=class_hours(2), earned_on=date(2026, 5, 6), now=clock.now(),
        rule_id=None, source="test", external_id="lecture", evidence={}, **fields,
    )  # fmt: skip


def rows(session):
    """How many rows each table has; the audit log and the shipped rules stay when the demo goes, and so does what the
    worker has still to take out of the index of the search."""
    stay = ("platform_", "search_changes", "credits_rules", "requirements_rules", "people_sign_in_failures")
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
        if not table.name.startswith(stay)
    }

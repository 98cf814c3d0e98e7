"""After a roster: its problems as a file, its new people's passwords, and taking it back."""

import io

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Conflict
from learnhub.people import actions
from learnhub.people.actions import sessions
from learnhub.people.models import Membership, Person, PostHolding, RosterChange, RosterUpload, Unit
from learnhub.people.queries import roster_file
from learnhub.platform import jobs
from learnhub.platform.audit import AuditEntry

ENGLISH = {"Accept-Language": "en"}
HEAD = ["工号", "姓名", "单位", "职务", "职级"]
ROWS = [
    HEAD,
    ["A001", "沈佳", "青石县/组织部/干部科", "科长", "一级主任科员"],
    ["A002", "张伟", "青石县/组织部", "副部长", "四级调研员"],
]


@pytest.fixture
def county(make):
    return make.unit("青石县")


@pytest.fixture
def office(make, county):
    return make.unit("组织部", parent=county)


@pytest.fixture
def chief(make, county, sign_in):
    person = make.person("培训", unit=county)
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    return sign_in(person)


def written(client, rows):
    """Upload, confirm and have it written; returns its address."""
    content = "\n".join(",".join(row) for row in rows).encode()
    data = {"file": (io.BytesIO(content), "花名册.csv"), "since": "2026-11-23"}
    address = client.post("/people/roster", data=data, headers=ENGLISH).location
    client.post(f"{address}/confirm")
    jobs.run_due()
    return address


def undo(client, address):
    client.post(f"{address}/undo")
    jobs.run_due()
    return client.get(address, headers=ENGLISH).text


def named(session, name):
    return session.scalar(sa.select(Person).where(Person.name == name))


def test_undoing_takes_new_people_and_new_units_away_and_gives_the_others_their_facts_back(
    chief, make, session, county, office
):
    mover = make.person("张伟", unit=office, staff_number="A002")
    post = make.add(PostHolding(person_id=mover.id, title="科员", from_on=clock.today().replace(month=1)))
    address = written(chief, [*ROWS[:2], ["A002", "张伟", "青石县", "科长", ""]])

    page = undo(chief, address)

    session.expire_all()
    homes = session.scalars(sa.select(Membership).where(Membership.person_id == mover.id)).all()
    titles = session.scalars(sa.select(PostHolding).where(PostHolding.person_id == mover.id)).all()
    assert "3 rows went back" in page
    assert named(session, "沈佳") is None
    assert session.scalar(sa.select(Unit.id).where(Unit.name == "干部科")) is None
    assert [(home.unit_id, home.until_on) for home in homes] == [(office.id, None)]
    assert [(held.id, held.title, held.until_on) for held in titles] == [(post.id, "科员", None)]
    assert session.scalar(sa.select(AuditEntry.details).where(AuditEntry.action == "roster_undone"))["undone"] == 3


def test_what_somebody_changed_since_stays_and_says_why(chief, make, session, county, office):
    corrected = make.person("张伟", unit=office, staff_number="A002")
    address = written(chief, [*ROWS[:2], ["A002", "张伟", "青石县", "科长", ""]])
    now = session.scalar(sa.select(PostHolding).where(PostHolding.person_id == corrected.id))
    now.title = "副科长"
    session.flush()
    person = named(session, "沈佳")
    actions.set_initial_password(person, new_hash="x", now=clock.now(), must_change=False)
    session.commit()

    page = undo(chief, address)

    assert "0 rows went back" in page
    assert "Somebody has changed this since the import." in page
    assert "The account has been used or carries records." in page
    assert "The unit is in use." in page
    assert named(session, "沈佳") is not None


def test_a_roster_is_undone_once_and_only_when_it_was_written(chief, session):
    address = written(chief, ROWS)

    assert chief.post(f"{address}/undo").status_code == 303
    assert chief.post(f"{address}/undo").status_code == 409


def test_after_a_month_there_is_no_way_back(chief, session, time):
    written(chief, ROWS)
    time.pass_(days=31)

    sessions.sweep(clock.now())

    assert session.scalar(sa.select(sa.func.count(RosterChange.id))) == 0
    with pytest.raises(Conflict, match="30 days"):
        actions.ask_undo(session.scalars(sa.select(RosterUpload)).one(), now=clock.now())


def test_the_rows_with_problems_come_as_a_workbook_that_can_be_uploaded_again(chief, tmp_path):
    rows = [HEAD, ["A001", "沈佳", "青石县", "科长", ""], ["A009", "", "青石县", "=1+1", ""]]
    content = "\n".join(",".join(row) for row in rows).encode()
    data = {"file": (io.BytesIO(content), "花名册.csv"), "since": "2026-11-23"}
    address = chief.post("/people/roster", data=data).location

    answer = chief.get(f"{address}/problems.xlsx", headers=ENGLISH)

    cells = roster_file.read_content(answer.data, "problems.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert cells[0] == ["Row in the file", "Column", "What is wrong", *HEAD]
    assert [str(cell) for cell in cells[1]] == [
        "3", "姓名", "The name is missing.", "A009", "", "青石县", "=1+1", "",
    ]  # fmt: skip
    again = {"file": (io.BytesIO(answer.data), "problems.xlsx"), "since": "2026-11-23"}
    assert chief.post("/people/roster", data=again).status_code == 303


def test_new_people_get_passwords_that_are_shown_once_and_must_be_changed(chief, session, client):
    address = written(chief, ROWS)

    shown = chief.post(f"{address}/passwords", data={"as": "page"}, headers=ENGLISH)

    person = named(session, "沈佳")
    (row,) = [line for line in shown.text.splitlines() if person.username in line]
    password = row.rpartition("<code>")[2].partition("</code>")[0]
    client.post("/people/sign-in", data={"username": person.username, "password": password})
    assert "2 initial passwords" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.get("/").location.startswith("/people/password")
    assert password not in chief.get(f"{address}/passwords").text
    acts = session.scalars(sa.select(AuditEntry.action)).all()
    assert (acts.count("password_set"), acts.count("passwords_handed_out")) == (2, 1)


def test_a_second_list_holds_only_who_has_not_used_the_first(chief, session, client):
    address = written(chief, ROWS)
    chief.post(f"{address}/passwords", data={"as": "page"})
    person = named(session, "沈佳")
    sessions.open_session(person, address="", browser="", now=clock.now())
    session.commit()

    nobody = chief.post(f"{address}/passwords", data={"as": "page"})
    again = chief.post(f"{address}/passwords", data={"as": "xlsx", "again": "yes"}, headers=ENGLISH)

    assert nobody.status_code == 303
    assert again.data[:2] == b"PK"
    assert session.scalar(sa.select(AuditEntry.details).where(AuditEntry.action == "passwords_handed_out").order_by(
        AuditEntry.id.desc()).limit(1)) == {"people": 1}  # fmt: skip


def test_whoever_has_a_role_or_a_closed_account_gets_no_password_from_a_list(chief, session, make, county):
    address = written(chief, ROWS)
    make.grant(named(session, "沈佳"), Role.SUPERVISOR, county)
    named(session, "张伟").disabled_at = clock.now()
    session.commit()

    assert chief.post(f"{address}/passwords", data={"as": "page"}).status_code == 303
    assert named(session, "沈佳").password_hash is None


def test_the_roster_of_somebody_else_is_neither_undone_nor_handed_out(chief, make, county, sign_in):
    address = written(chief, ROWS)
    other = make.person("人事", unit=county)
    make.grant(other, Role.UNIT_ADMINISTRATOR, county)
    theirs = sign_in(other)

    for asked in (
        theirs.post(f"{address}/undo"),
        theirs.post(f"{address}/passwords"),
        theirs.get(f"{address}/problems.xlsx"),
    ):
        assert asked.status_code == 404


def test_a_password_that_nobody_used_keeps_nobody(chief, session):
    address = written(chief, ROWS)
    chief.post(f"{address}/passwords", data={"as": "page"})

    page = undo(chief, address)

    assert "4 rows went back" in page
    assert named(session, "沈佳") is None

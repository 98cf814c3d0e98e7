"""A roster in the browser: uploaded, looked through, confirmed, and written by the worker."""

import io
from datetime import date

import pytest
import sqlalchemy as sa

from learnhub.kernel.actor import Role
from learnhub.people import actions
from learnhub.people.models import Membership, Person, RosterUpload, Unit, UploadState
from learnhub.people.queries import roster_file
from learnhub.platform import jobs
from learnhub.platform.audit import AuditEntry
from tests.people.tables import ods, xls

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
def chief(make, county, sign_in):
    """A training administrator of the whole county."""
    person = make.person("培训", unit=county)
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    return sign_in(person)


def csv(rows):
    return "\n".join(",".join(row) for row in rows).encode()


def upload(client, content, name="花名册.csv", since="2026-11-23"):
    data = {"file": (io.BytesIO(content), name), "since": since}
    return client.post("/people/roster", data=data, headers=ENGLISH)


def named(session, name):
    return session.scalar(sa.select(Person).where(Person.name == name))


def test_a_roster_is_looked_through_confirmed_and_written(chief, session, county):
    looked = upload(chief, csv(ROWS))
    page = chief.get(looked.location, headers=ENGLISH).text
    before = named(session, "沈佳")

    confirmed = chief.post(f"{looked.location}/confirm")
    running = chief.get(looked.location, headers=ENGLISH).text
    jobs.run_due()
    done = chief.get(looked.location, headers=ENGLISH).text

    shen, kept = named(session, "沈佳"), session.scalar(sa.select(RosterUpload))
    assert looked.status_code == confirmed.status_code == 303
    assert "2 people would change" in page
    assert "青石县/组织部/干部科" in page
    assert before is None
    assert "0 of 2 rows are written" in running
    assert "2 people changed" in done
    assert [membership.unit.name for membership in shen.memberships] == ["干部科"]
    assert (kept.state, kept.written, kept.content) == (UploadState.DONE, 2, None)
    assert "roster_imported" in session.scalars(sa.select(AuditEntry.action)).all()


@pytest.mark.parametrize("write", [ods, xls])
def test_the_tables_of_other_office_programs_are_read(tmp_path, write):
    path = write(tmp_path / f"r.{write.__name__}", ROWS)

    assert roster_file.read_roster(path) == ROWS


@pytest.mark.parametrize("write", [ods, xls])
def test_they_are_taken_in_the_browser_too(chief, tmp_path, write):
    path = write(tmp_path / f"r.{write.__name__}", ROWS)

    looked = upload(chief, path.read_bytes(), path.name)

    assert looked.status_code == 303
    assert "2 people would change" in chief.get(looked.location, headers=ENGLISH).text


def test_a_person_who_stands_twice_is_a_problem_with_its_row_and_the_others_go_on(chief):
    looked = upload(chief, csv([*ROWS, ["A001", "沈佳", "青石县/组织部", "科员", ""]]))

    page = chief.get(looked.location, headers=ENGLISH).text

    assert "2 people would change" in page
    assert "row 4" in page
    assert "Row 2 has the same staff number." in page
    assert "工号" in page


def test_a_move_and_a_change_are_told_apart_and_said_in_words(chief, make, county, session):
    office = make.unit("组织部", parent=county)
    mover = make.person("张伟", unit=office, staff_number="A002")
    stays = make.person("李四", unit=office, staff_number="A003")
    rows = [
        [*HEAD, "领导成员"],
        ["A002", "张伟", "青石县", "科长", "", ""],
        ["A003", "李四", "组织部", "科员", "", "是"],
    ]

    looked = upload(chief, csv(rows))
    moved = chief.get(f"{looked.location}?rows=moved", headers=ENGLISH).text
    changed = chief.get(f"{looked.location}?rows=changed", headers=ENGLISH).text
    chief.post(f"{looked.location}/confirm")
    jobs.run_due()

    homes = session.scalars(
        sa.select(Membership).where(Membership.person_id == mover.id).order_by(Membership.from_on)
    ).all()
    assert "Unit: 青石县/组织部 → 青石县" in moved
    assert "Leading member: no → yes" in changed
    assert [(home.unit.name, home.until_on) for home in homes] == [("组织部", date(2026, 11, 22)), ("青石县", None)]
    assert session.get(Person, stays.id).posts[0].is_leading_member


def test_whoever_is_absent_from_the_file_stays(chief, make, county, session):
    other = make.person("陈砚", unit=county)
    looked = upload(chief, csv(ROWS))
    chief.post(f"{looked.location}/confirm")

    jobs.run_due()

    assert session.get(Person, other.id).disabled_at is None
    assert session.scalar(sa.select(Membership.until_on).where(Membership.person_id == other.id)) is None


def test_a_discarded_roster_is_gone_and_changed_nothing(chief, session):
    looked = upload(chief, csv(ROWS))

    discarded = chief.post(f"{looked.location}/discard")

    assert discarded.location == "/people/roster"
    assert session.scalar(sa.select(RosterUpload)) is None
    assert named(session, "沈佳") is None
    assert chief.get(looked.location).status_code == 404


def test_a_roster_is_confirmed_once(chief):
    looked = upload(chief, csv(ROWS))
    chief.post(f"{looked.location}/confirm")

    assert chief.post(f"{looked.location}/confirm").status_code == 409
    assert chief.post(f"{looked.location}/discard").status_code == 409


def test_a_roster_that_changes_nothing_cannot_be_confirmed(chief):
    first = upload(chief, csv(ROWS))
    chief.post(f"{first.location}/confirm")
    jobs.run_due()

    again = upload(chief, csv(ROWS))

    assert "This roster changes nothing" in chief.get(again.location, headers=ENGLISH).text
    assert chief.post(f"{again.location}/confirm").status_code == 409


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"just a sentence", "r.csv", "No row of heads"),
        (b"PK\x03\x04 not a zip", "r.xlsx", "damaged"),
        (b"", "r.csv", "empty"),
    ],
)
def test_an_unusable_file_is_refused_beside_its_field(chief, session, content, name, reason):
    answer = upload(chief, content, name)

    assert answer.status_code == 422
    assert reason in answer.text
    assert "data-error-summary" in answer.text
    assert session.scalar(sa.select(RosterUpload)) is None


@pytest.mark.parametrize(("language", "words"), [("en", "at most 20 MB"), ("zh-CN", "最大 20 MB")])
def test_a_file_of_30_mb_is_refused_with_the_limit_in_the_language_of_the_user(chief, session, language, words):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\r\n'
    body = head + b"x" * (30 * 1024 * 1024) + b"\r\n--x--\r\n"
    chief.post("/people/preferences", data={"locale": language})

    answer = chief.post("/people/roster", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
    assert words in answer.text
    assert session.scalar(sa.select(RosterUpload)) is None


def test_without_a_file_the_form_comes_back(chief):
    answer = chief.post("/people/roster", data={"since": "2026-11-23"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "Choose a file" in answer.text


@pytest.fixture
def keeper(make, county, sign_in):
    """The administrator of one office of the county."""
    office = make.unit("组织部", parent=county)
    person = make.person("人事员", unit=office)
    make.grant(person, Role.UNIT_ADMINISTRATOR, office)
    return sign_in(person)


def test_a_unit_administrator_imports_the_own_units_and_no_others(keeper, make, county, session):
    make.unit("宣传部", parent=county)
    rows = [
        ["姓名", "单位"],
        ["沈佳", "组织部/干部科"],
        ["张伟", "宣传部"],
        ["王五", "新设科"],
    ]

    looked = upload(keeper, csv(rows))
    page = keeper.get(looked.location, headers=ENGLISH).text
    keeper.post(f"{looked.location}/confirm")
    jobs.run_due()

    assert "2 people would change" in page
    assert "青石县/宣传部 is not among your units." in page
    assert named(session, "张伟") is None
    path = session.scalar(sa.select(Unit.path).where(Unit.name == "新设科"))
    assert path.startswith(session.scalar(sa.select(Unit.path).where(Unit.name == "组织部")))


def test_nobody_is_pulled_over_from_a_unit_of_somebody_else_nor_named(keeper, make, county):
    other = make.unit("宣传部", parent=county)
    make.person("欧阳晓月", unit=other, staff_number="B1")
    rows = [["工号", "姓名", "单位"], ["B1", "欧阳晓月", "组织部"], ["B1", "陈砚", "组织部"]]

    looked = upload(keeper, csv(rows))
    page = keeper.get(looked.location, headers=ENGLISH).text

    assert "belongs to a unit that is not yours" in page
    assert "belongs to somebody in another unit" in page
    assert "belongs to 欧阳晓月" not in page


def test_a_role_that_was_taken_back_before_the_writing_stops_it(keeper, session):
    looked = upload(keeper, csv([["姓名", "单位"], ["沈佳", "组织部"]]))
    keeper.post(f"{looked.location}/confirm")
    session.execute(sa.text("DELETE FROM people_grants"))

    jobs.run_due()

    assert named(session, "沈佳") is None


def test_a_roster_belongs_to_whoever_uploaded_it(chief, keeper):
    looked = upload(keeper, csv([["姓名", "单位"], ["沈佳", "组织部"]]))

    assert chief.get(looked.location).status_code == 404
    assert chief.post(f"{looked.location}/confirm").status_code == 404


def test_an_import_that_breaks_off_says_so_and_the_next_try_writes_the_rest(chief, session, make, county):
    looked = upload(chief, csv(ROWS))
    chief.post(f"{looked.location}/confirm")
    session.execute(sa.update(RosterUpload).values(content=b"damaged"))
    session.expire_all()

    jobs.run_due()

    page = chief.get(looked.location, headers=ENGLISH).text
    assert "The import broke off" in page
    assert "Import the same file again" in page


def test_the_empty_roster_has_heads_that_are_understood(chief, tmp_path):
    answer = chief.get("/people/roster/template.csv")

    path = tmp_path / "r.csv"
    path.write_bytes(answer.data)
    assert answer.mimetype == "text/csv"
    assert len(roster_file.read_roster(path)[0]) == 13


def test_forgotten_rosters_are_swept_away_after_a_day(chief, session, time):
    upload(chief, csv(ROWS))

    time.pass_(days=2)
    actions.sweep(time.now)

    assert session.scalar(sa.select(RosterUpload)) is None


def test_the_page_of_a_roster_loads_a_fixed_number_of_statements(chief, statements):
    few_rows = upload(chief, csv(ROWS))
    many_rows = upload(chief, csv([HEAD, *([f"B{n}", f"人{n}", "青石县", "科员", ""] for n in range(120))]))

    with statements() as few:
        chief.get(few_rows.location)
    with statements() as many:
        page = chief.get(many_rows.location, headers=ENGLISH).text

    assert len(many) == len(few)
    assert "page 1 of 3" in page

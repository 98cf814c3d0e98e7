"""A roster as offices keep it: read, compared, and carried out."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.people.models import Membership, Person, PostHolding, RankHolding, Unit
from learnhub.people.queries import roster_file
from learnhub.people.rules import ranks, roster
from learnhub.requirements.rules.ladders import Rank
from tests.real_data import real_data

HEAD = ["工号", "姓名", "单位", "职务", "职级", "手机", "领导成员", "任职时间"]
ROWS = [
    ["A001", "沈　佳", "某县/县委组织部/干部科", "科长", "一级主任科员", 13800138000, "是", "2021.03"],
    ["A002", "张伟", "某县/县委组织部", "副部长", "四级调研员", "13900139000", "否", date(2022, 5, 1)],
    ["A003", "欧阳晓月", "某县/县委宣传部", "科员", "一级科员", "", "", ""],
]


@pytest.fixture
def run(app, session, time):
    def invoke(*arguments):
        return app.test_cli_runner().invoke(args=["people", *map(str, arguments)])

    return invoke


@pytest.fixture
def take(run):
    def invoke(path, *options):
        done = run("import", path, "--json", *options)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return invoke


def xlsx(path: Path, rows, *, head=HEAD, above=(), merge=None) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("花名册")
        for number, row in enumerate([*above, head, *rows]):
            sheet.write_row(number, 0, row)
        if merge:
            sheet.merge_range(*merge)
    return path


def counts(document):
    return {key: document[key] for key in ("new", "changed", "moved", "unchanged")}


def test_a_spreadsheet_with_title_rows_makes_people_units_and_history(take, tmp_path, session):
    path = xlsx(tmp_path / "花名册.xlsx", ROWS, above=[["某县干部花名册"], ["2026年11月", "", "单位：人"]])

    document = take(path)

    shen = session.scalar(sa.select(Person).where(Person.staff_number == "A001"))
    assert counts(document) == {"new": 3, "changed": 0, "moved": 0, "unchanged": 0}
    assert document["problems"] == []
    assert document["units"] == ["某县", "某县/县委组织部", "某县/县委宣传部", "某县/县委组织部/干部科"]
    assert (shen.name, shen.name_sort, shen.username, shen.phone) == ("沈佳", "shen jia", "a001", "13800138000")
    assert shen.password_hash is None
    assert [(m.unit.name, m.from_on) for m in shen.memberships] == [("干部科", clock.today())]
    assert [(p.title, p.is_leading_member, p.from_on) for p in shen.posts] == [("科长", True, date(2021, 3, 1))]
    assert [r.rank for r in shen.ranks] == ["principal_1"]


def test_a_dry_run_says_the_same_and_changes_nothing(take, tmp_path, session):
    path = xlsx(tmp_path / "r.xlsx", ROWS)

    document = take(path, "--dry-run")

    assert document["new"] == 3
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_the_same_roster_again_changes_nothing(take, tmp_path):
    path = xlsx(tmp_path / "r.xlsx", ROWS)
    take(path)

    again = take(path)

    assert counts(again) == {"new": 0, "changed": 0, "moved": 0, "unchanged": 3}
    assert again["problems"] == again["details"] == again["units"] == []


def test_a_move_and_a_promotion_become_dated_rows(take, tmp_path, session, time):
    take(xlsx(tmp_path / "before.xlsx", ROWS))
    time.pass_(days=40)
    later = [[*ROWS[0]], [*ROWS[1]]]
    later[0][2] = "县委宣传部"
    later[1][3:8] = ["部长", "三级调研员", "", "", ""]

    document = take(xlsx(tmp_path / "after.xlsx", later))

    shen, zhang = session.scalars(sa.select(Person).order_by(Person.staff_number).limit(2)).all()
    today = clock.today()
    homes = session.scalars(
        sa.select(Membership).where(Membership.person_id == shen.id).order_by(Membership.from_on)
    ).all()
    posts = session.scalars(
        sa.select(PostHolding).where(PostHolding.person_id == zhang.id).order_by(PostHolding.from_on)
    ).all()
    held = session.scalars(
        sa.select(RankHolding).where(RankHolding.person_id == zhang.id).order_by(RankHolding.from_on)
    ).all()
    assert counts(document) == {"new": 0, "changed": 1, "moved": 1, "unchanged": 0}
    assert [(one.unit.name, one.until_on) for one in homes] == [("干部科", date(2027, 1, 1)), ("县委宣传部", None)]
    assert [(one.title, one.until_on) for one in posts] == [("副部长", date(2027, 1, 1)), ("部长", None)]
    assert [(one.rank, one.from_on) for one in held][-1] == ("researcher_3", today)


def test_nobody_is_deleted_by_absence(take, tmp_path, session):
    take(xlsx(tmp_path / "all.xlsx", ROWS))

    take(xlsx(tmp_path / "one.xlsx", ROWS[:1]))

    assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.disabled_at.is_(None))) == 3


def test_bad_rows_are_reported_with_their_number_and_the_others_go_on(take, tmp_path, session):
    rows = [
        *ROWS,
        ["A001", "李四", "某县/县委组织部", "", "", "", "", ""],
        ["A005", "", "某县/县委组织部", "科员", "", "", "", ""],
        ["A006", "王五", "", "科员", "", "", "", ""],
        ["A007", "赵六", "某县/县委组织部", "科员", "", "", "也许", ""],
        ["A008", "孙七", "某县/县委组织部", "科员", "", "", "", "去年"],
        ["A009", "周八", "某县/县委组织部", "科员", "九品", "", "", ""],
        ["A010", "吴九" * 60, "某县/县委组织部", "科员", "", "", "", ""],
    ]

    document = take(xlsx(tmp_path / "r.xlsx", rows))

    assert [(one["row"], one["column"]) for one in document["problems"]] == [
        (5, "工号"),
        (6, "姓名"),
        (7, "单位"),
        (8, "领导成员"),
        (9, "任职时间"),
        (10, "职级"),
        (11, "姓名"),
    ]
    assert document["new"] == 4
    assert all(one["what"] for one in document["problems"])


def test_the_same_person_twice_without_numbers_is_a_problem(take, tmp_path):
    rows = [["沈佳", "县委组织部"], ["张伟", "县委组织部"], ["沈佳", "县委组织部"], ["沈佳", "县委宣传部"]]

    document = take(xlsx(tmp_path / "r.xlsx", rows, head=["姓名", "单位"]))

    assert document["new"] == 3
    assert [(one["row"], one["column"]) for one in document["problems"]] == [(4, "姓名")]
    assert "2" in document["problems"][0]["what"]


def test_a_staff_number_of_somebody_else_is_a_problem(take, tmp_path):
    take(xlsx(tmp_path / "r.xlsx", ROWS))

    document = take(xlsx(tmp_path / "s.xlsx", [["A001", "李四", "县委组织部"]], head=HEAD[:3]))

    assert counts(document) == {"new": 0, "changed": 0, "moved": 0, "unchanged": 0}
    assert "沈佳" in document["problems"][0]["what"]


def test_a_name_that_several_units_have_names_them_all(take, tmp_path, make):
    county = make.unit("某县")
    for name in ("县委组织部", "县委宣传部"):
        make.unit("办公室", parent=make.unit(name, parent=county))

    document = take(
        xlsx(tmp_path / "r.xlsx", [["沈佳", "办公室"], ["张伟", "县委宣传部／办公室"]], head=["姓名", "单位"])
    )

    assert document["new"] == 1
    assert "某县/县委组织部/办公室" in document["problems"][0]["what"]


def test_an_unknown_unit_goes_below_the_only_root(take, tmp_path, make, session):
    make.unit("某县")

    document = take(xlsx(tmp_path / "r.xlsx", [["沈佳", "县档案馆"]], head=["姓名", "单位"]))

    assert document["units"] == ["某县/县档案馆"]
    assert session.scalar(sa.select(Unit.path).where(Unit.name == "县档案馆")).count("/") == 3


def test_a_unit_written_once_in_a_merged_cell_counts_for_all_its_rows(take, tmp_path, session):
    rows = [["", "沈佳"], ["", "张伟"], ["县委宣传部", "李四"]]

    document = take(xlsx(tmp_path / "r.xlsx", rows, head=["单位", "姓名"], merge=(1, 0, 2, 0, "县委组织部")))

    assert document["problems"] == []
    homes = session.scalars(sa.select(Unit.name).join(Membership).order_by(Membership.id)).all()
    assert homes == ["县委组织部", "县委组织部", "县委宣传部"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_are_read_in_every_usual_encoding(tmp_path, encoding, delimiter):
    path = tmp_path / "r.csv"
    path.write_text(f"姓名{delimiter}单位\r\n沈佳{delimiter}县委组织部\r\n", encoding=encoding, newline="")

    assert roster_file.read_roster(path) == [["姓名", "单位"], ["沈佳", "县委组织部"]]


def test_english_heads_are_understood(take, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(
        'Staff number,Full name,Department,Position,Rank\n7,Ann Lee,Office,Clerk,"Clerk, grade 1"\n', "utf-8"
    )

    document = take(path)

    assert document["new"] == 1
    assert document["problems"] == []


def test_a_formula_is_kept_as_text(take, tmp_path, session):
    take(xlsx(tmp_path / "r.xlsx", [["=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)"]], head=["姓名", "单位", "职务"]))

    assert session.scalar(sa.select(Person.name)) == "=1+1"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "r.csv", "empty"),
        (b"just a sentence", "r.csv", "heads"),
        (b"PK\x03\x04 not a zip", "r.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0 not a workbook", "r.xls", "damaged"),
        (b"\x81\xff\xff\x00", "r.xlsx", "damaged"),
        (b"\x81\xff\xff", "r.csv", "encoding"),
        (b"x" * (30 * 1024 * 1024), "r.csv", "30 MB"),
        ("姓名,单位\n".encode() + "沈佳,某县\n".encode() * 100_011, "r.csv", "100,000 rows"),
        (("姓名,单位" + "," * 300).encode(), "r.csv", "columns"),
    ],
    ids=["empty", "prose", "zip", "xls", "binary", "encoding", "30MB", "rows", "columns"],
)
def test_an_unusable_file_is_refused_in_words(tmp_path, content, name, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Invalid) as refusal:
        roster_file.read_roster(path)

    assert reason in str(refusal.value)


def test_a_cell_far_away_is_refused_before_the_table_is_built(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "单位"])
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(Invalid) as refusal:
        roster_file.read_roster(tmp_path / "r.xlsx")

    assert "beyond 100,000 rows or 200 columns" in str(refusal.value)


def test_days_with_a_time_and_empty_merged_cells_beside_the_table_are_read(take, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "单位", "职务", "任职时间"])
        sheet.write_row(1, 0, ["沈佳", "县委组织部", "科长", datetime.fromisoformat("2021-03-05T09:30")])
        sheet.merge_range(0, 6, 1, 7, "")

    document = take(tmp_path / "r.xlsx")

    assert (document["new"], document["problems"]) == (1, [])


def test_unusable_input_ends_with_status_2(run, tmp_path):
    missing = run("import", tmp_path / "none.xlsx", "--json")

    assert missing.exit_code == 2
    assert missing.stdout == ""
    assert "none.xlsx" in missing.stderr


def test_the_ranks_are_those_of_the_requirements():
    assert list(ranks.TITLES) == [rank.value for rank in Rank]
    assert {rank.value: rank.zh for rank in Rank} == ranks.CHINESE
    assert {rank.value: rank.en for rank in Rank} == ranks.TITLES


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021.03", date(2021, 3, 1)),
        (2021.03, date(2021, 3, 1)),
        (202103.0, date(2021, 3, 1)),
        ("2021年3月5日", date(2021, 3, 5)),
        ("2021年3月", date(2021, 3, 1)),
        ("2021/3/5", date(2021, 3, 5)),
        ("20210305", date(2021, 3, 5)),
        ("2021-03-05 00:00:00", date(2021, 3, 5)),
    ],
)
def test_days_are_read_as_offices_write_them(cell, day):
    header = roster.find_header([["姓名", "任职时间"]])[0]

    row, problems = roster.read_row(["沈佳", cell], 2, header)

    assert problems == []
    assert row.post_from == day


@pytest.mark.parametrize("cell", [2021.1, "2021.13", "2021-02-30", "昨天", 0.5, "99999"])
def test_what_is_no_day_refuses_the_row(cell):
    header = roster.find_header([["姓名", "任职时间"]])[0]

    row, problems = roster.read_row(["沈佳", cell], 2, header)

    assert row is None
    assert [(one.row, one.column) for one in problems] == [(2, "任职时间")]


CELLS = st.one_of(st.none(), st.text(max_size=250), st.floats(), st.booleans(), st.dates(), st.integers())


@settings(max_examples=300, deadline=None)
@given(st.lists(CELLS, max_size=10))
def test_no_cell_whatever_breaks_the_reading(cells):
    header = roster.find_header([HEAD])[0]

    row, problems = roster.read_row(cells, 7, header)

    assert row is None or row.name
    assert all(one.row == 7 and one.what % one.params for one in problems)


def strings():
    return [
        "<script>alert(1)</script>",
        "'; DROP TABLE people_persons; --",
        "\u202e反",
        "\ud83d",
        "%s%(x)s{0}",
        "ﷺ" * 9,
    ]


@pytest.mark.parametrize("source", ["own", "real"])
def test_naughty_strings_in_names_and_posts_are_text(take, tmp_path, session, source):
    lines = strings()
    if source == "real":
        folder = real_data("naughty-strings")
        file = next(path for path in sorted(folder.rglob("*")) if path.suffix in (".json", ".txt"))
        text = file.read_text("utf-8")
        lines = json.loads(text) if file.suffix == ".json" else text.splitlines()
    rows = [
        [f"N{number}", line.encode("utf-8", "ignore").decode(), "某县", line.encode("utf-8", "ignore").decode()]
        for number, line in enumerate(lines)
    ]
    path = tmp_path / "r.csv"
    import csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["工号", "姓名", "单位", "职务"], *rows])

    document = take(path)

    assert document["new"] + len(document["problems"]) >= len(lines)
    assert document["new"] == session.scalar(sa.select(sa.func.count(Person.id)))

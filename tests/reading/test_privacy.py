"""What is recorded about a person is shown and handed out in full, forgotten in time, and looks at it are visible."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from learnhub.home.queries import EXEMPT, PARTS, SECRET
from learnhub.kernel.clock import iso_ms
from learnhub.platform import audit
from learnhub.platform.audit import AuditEntry
from learnhub.platform.db import Base
from learnhub.reading import jobs
from learnhub.reading.models import BeatRow, Sitting
from tests.articles.factories import released
from tests.quizzes.factories import take
from tests.reading.cases import only, place, read_a_while, rows

PERSONS = "people_persons"


@pytest.fixture
def there(make, time):
    return place(make)


def export(client):
    answer = client.post("/me/data/export")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def names_a_person(column):
    return column.name in ("person_id", "actor_id") or any(
        key.column.table.name == PERSONS for key in column.foreign_keys
    )


def test_every_column_that_names_a_person_is_handed_out_or_exempt_with_a_reason(app):
    handed_out = {f"{part.table.name}.{part.by}" for part in PARTS}

    forgotten = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if names_a_person(column) and f"{table.name}.{column.name}" not in handed_out | EXEMPT.keys()
    ]

    assert forgotten == []
    assert all(EXEMPT.values())
    assert all(SECRET.values())


def test_every_table_below_a_personal_one_is_handed_out(app):
    known = {part.table.name for part in PARTS} - {PERSONS}

    forgotten = [
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in known
        and table.name not in known
        and not any(f"{table.name}.{column.name}" in EXEMPT for column in table.c)
    ]

    assert forgotten == []


def test_exemptions_and_secrets_speak_of_columns_that_exist(app):
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.c}

    assert set(EXEMPT) | set(SECRET) <= columns


def test_the_copy_holds_sittings_attempts_entries_and_the_raw_reports(make, there, sign_in, time):
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)
    take(reader, make.session, there.version, right=True)

    data, page = export(reader)

    assert [row["id"] for row in data["sittings"]] == [sitting]
    assert data["sittings"][0]["credited_ms"] > 0
    assert len(data["beats"]) == 1
    assert len(data["attempts"]) == 1
    assert data["answers"]
    assert data["person"][0]["name"] == there.reader.name
    assert there.version.title in page


def test_the_copy_holds_no_secret_and_nothing_about_others(make, there, sign_in, time):
    read_a_while(sign_in(there.supervisor), time, there.version)
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)

    data, page = export(reader)

    assert [row["id"] for row in data["sittings"]] == [sitting]
    text = json.dumps(data) + page
    assert "password_hash" not in text
    assert "handle_hash" not in text
    assert "next_nonce" not in text
    assert all("person_id" not in row for row in data["acts"])


def test_taking_a_copy_is_audited(make, there, sign_in):
    export(sign_in(there.reader))

    entry = make.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "data_exported")).one()
    assert (entry.actor_id, entry.person_id) == (there.reader.id, there.reader.id)


def test_a_look_at_the_evidence_is_visible_to_the_person(make, there, sign_in, time):
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)
    reader.post(f"/reading/disputes/new?sitting={sitting}", data={"reason": "Too little."})

    sign_in(there.keeper).get(f"/reading/sittings/{sitting}")
    page = reader.get("/me/data").text

    looks = page[page.index('id="looks"') :]
    assert there.keeper.name in looks
    assert f"Sitting {sitting}" in looks


def test_a_look_at_an_article_names_it_as_readers_know_it(make, there, sign_in):
    article = released(make.session, there.reader, title="一次告知")
    article.title = "还没审的新标题"
    audit.record(
        "articles.released", actor_id=there.keeper.id, thing=f"article:{article.id}", person_id=there.reader.id
    )

    page = sign_in(there.reader).get("/me/data").text

    assert "Article: 一次告知" in page[page.index('id="looks"') :]


def test_a_supervisor_sees_readings_only_behind_a_completion(make, there, sign_in, time):
    reader, supervisor = sign_in(there.reader), sign_in(there.supervisor)
    sitting = read_a_while(reader, time, there.version)

    before = supervisor.get(f"/reading/sittings/{sitting}").status_code
    reader.post(f"/reading/lessons/{there.version.lesson_id}/declare", data={"manner": "print", "words": "On paper."})
    take(reader, make.session, there.version, right=True)
    after = supervisor.get(f"/reading/sittings/{sitting}").status_code

    assert [before, after] == [404, 200]


def test_raw_reports_are_gone_after_ninety_days_and_their_sums_stay(make, there, sign_in, time):
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)
    time.pass_(minutes=40)
    jobs.expire_sittings()

    time.pass_(days=89)
    jobs.forget()
    kept = len(rows(make, BeatRow))
    time.pass_(days=2)
    jobs.forget()
    page = sign_in(there.reader).get(f"/reading/sittings/{sitting}").text

    row = only(make, Sitting)
    assert (kept, len(rows(make, BeatRow))) == (1, 0)
    assert sum(sums["counted"] for sums in row.summed.values()) == row.credited_ms + row.review_ms
    assert "were deleted after their time" in page
    assert "第0节" in page


def test_a_sitting_is_told_moment_by_moment_and_adds_up(make, there, sign_in, time):
    reader = sign_in(there.reader)
    first = f"{there.version.lesson_id}-0"
    seen = [[first, 0, 40_000, False], [first, 50_000, 120_000, False]]
    sitting = read_a_while(
        reader, time, there.version, ms=120_000, seen=seen, inputs=[1000, 20_000], hidden=[[40_000, 50_000]]
    )
    reader.post(f"/reading/sittings/{sitting}/close")

    page = reader.get(f"/reading/sittings/{sitting}").text

    row = only(make, Sitting)
    assert (row.credited_ms, row.idle_ms, row.hidden_ms) == (50_000, 60_000, 0)
    assert "50 s counted" in page
    assert "not counted: no sign of reading" in page
    assert "not counted: page in the background" in page
    assert "2 signs of reading" in page
    assert iso_ms(row.opened_at)


def test_the_page_of_data_takes_the_same_statements_for_any_number_of_rows(there, sign_in, time, statements):
    reader = sign_in(there.reader)
    reader.get("/me/data")
    counts = []
    for _round in range(2):
        for _number in range(2):
            read_a_while(reader, time, there.version)
        with statements() as seen:
            assert reader.get("/me/data").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_evidence_of_a_lesson_takes_the_same_statements_for_any_number_of_sittings(
    there, sign_in, time, statements
):  # fmt: skip
    reader = sign_in(there.reader)
    counts = []
    for _round in range(2):
        for _number in range(2):
            read_a_while(reader, time, there.version)
        with statements() as seen:
            assert reader.get(f"/reading/lessons/{there.version.lesson_id}/evidence").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]

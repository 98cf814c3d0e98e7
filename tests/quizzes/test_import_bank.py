"""Question files through the page: what was understood, nothing half-imported, again changes nothing, bad files."""

import base64
import io
from hashlib import sha256

import pytest
import sqlalchemy as sa
from xlsxwriter import Workbook

from learnhub.platform.jobs import run_due
from learnhub.quizzes.actions.uploads import is_long
from learnhub.quizzes.models import Category, Question, QuestionTag, QuestionUpload, QuestionVersion
from tests.catalog.factories import png
from tests.quizzes.test_bank import office

GIFT = """$CATEGORY: 法规/条例

// [tag:公文] [tag:clause:条例 第三条] [tag:level:hard]
::一::请示应当怎样行文？{=一文一事 ~一文多事}

::二::水是湿的。{T}

::三::没有写完 {=对 ~错
"""
PAPER = "一、单选题\n1．请示应当怎样行文？\nA．一文一事\nB．一文多事\n答案：A\n解析：见第三条。\n"


def upload(client, data, name="q.gift", **form):
    """Look through a file; returns the address of its page."""
    content = data.encode() if isinstance(data, str) else data
    answer = client.post("/quizzes/bank/import", data={"file": (io.BytesIO(content), name), "form": "auto", **form})
    assert answer.status_code == 303, answer.text
    return answer.location


def counts(session):
    return tuple(session.query(table).count() for table in (Question, QuestionVersion))


def test_a_file_is_shown_first_and_taken_in_as_a_whole_when_confirmed(make, sign_in, session):
    author = sign_in(office(make)["author"])

    page = upload(author, GIFT)
    shown, before = author.get(page).text, counts(session)
    done = author.post(f"{page}/confirm")

    assert before == (0, 0)
    assert "没有写完" in shown  # refused, with its line
    assert ">8<" in shown
    assert done.status_code == 303
    assert counts(session) == (2, 2)
    assert session.scalars(sa.select(Category.name).order_by(Category.id)).all() == ["法规", "条例"]
    assert set(session.scalars(sa.select(QuestionTag.name))) == {"公文", "条例 第三条", "hard"}


def test_the_same_file_again_changes_nothing(make, sign_in, session):
    author = sign_in(office(make)["author"])
    author.post(f"{upload(author, GIFT)}/confirm")
    before = counts(session)

    again = upload(author, GIFT)
    refused = author.post(f"{again}/confirm")

    assert refused.status_code == 409
    assert counts(session) == before


def test_an_exported_question_that_was_changed_outside_comes_back_as_its_next_version(make, sign_in, session):
    author = sign_in(office(make)["author"])
    author.post(f"{upload(author, GIFT)}/confirm")

    exported = author.post("/quizzes/bank/export/gift").text
    author.post(f"{upload(author, exported)}/confirm")
    same = counts(session)
    author.post(f"{upload(author, exported.replace('一文多事', '一文数事'))}/confirm")

    assert "[id:LH-" in exported
    assert same == (2, 2)
    assert counts(session) == (2, 3)


def test_the_table_is_read_back_as_it_was_given_out(make, sign_in, session):
    author = sign_in(office(make)["author"])
    hostile = GIFT.replace("一文多事", "\\=1+1")
    author.post(f"{upload(author, hostile)}/confirm")

    table = author.post("/quizzes/bank/export/xlsx").data
    page = upload(author, table, "q.xlsx")
    template = author.get("/quizzes/bank/import/template.xlsx").data
    examples = author.get(upload(author, template, "t.xlsx")).text

    assert b"<f>" not in table
    assert author.get(page).status_code == 200
    assert counts(session) == (2, 2)
    assert "请示应当遵守哪一条" in examples


def test_text_pasted_out_of_word_is_read(make, sign_in, session):
    author = sign_in(office(make)["author"])

    answer = author.post("/quizzes/bank/import", data={"text": PAPER, "form": "auto"})
    author.post(f"{answer.location}/confirm")

    version = session.scalars(sa.select(QuestionVersion)).one()
    assert version.kind == "single_choice"
    assert version.rendered["explanation"]


def test_a_large_file_is_a_job_and_a_second_confirmation_is_refused(make, sign_in, session):
    author = sign_in(office(make)["author"])
    page = upload(author, "\n\n".join(f"::{n}::第 {n} 题：{n} 加 {n} 是多少？{{={2 * n} ~{n}}}" for n in range(1, 71)))

    author.post(f"{page}/confirm")
    again = author.post(f"{page}/confirm").status_code
    waiting = author.get(page).text
    run_due()
    session.expire_all()

    assert again == 409
    assert "<progress" in waiting
    assert session.query(Question).count() == 70
    assert session.scalars(sa.select(QuestionUpload)).one().state == "done"


BOMB = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.gift"),
        (b"\x00\x01\x02\x03" * 50, "noise.gift"),
        (BOMB.encode(), "bomb.xml"),
        (b'<?xml version="1.0"?><quiz><question type="multichoice"><name>', "cut.xml"),
        (b"PK\x03\x04 not really packed", "broken.xlsx"),
        (b"%PDF-1.7 1 0 obj", "paper.pdf"),
        (GIFT.encode("utf-16"), "wide.gift"),
        (GIFT.encode("gb18030"), "gb.gift"),
    ],
)
def test_no_file_ends_in_an_error_of_ours_and_none_is_half_imported(make, sign_in, session, data, name):
    author = sign_in(office(make)["author"])

    page = upload(author, data, name)
    answer = author.get(page)

    assert answer.status_code == 200
    assert counts(session) == (0, 0)


def test_a_type_that_cannot_be_asked_stays_a_draft_with_its_source(make, sign_in, session):
    xml = (
        '<quiz><question type="drawing"><name><text>画</text></name><questiontext format="html"><text>请画出流程。'
        "</text></questiontext></question></quiz>"
    )
    made = office(make)
    author = sign_in(made["author"])
    author.post(f"{upload(author, xml, 'd.xml')}/confirm")

    version = session.scalars(sa.select(QuestionVersion)).one()
    page = author.get(f"/quizzes/bank/questions/{version.question_id}").text
    released = sign_in(made["reviewer"]).post(
        f"/quizzes/bank/questions/{version.question_id}/status", data={"status": "reviewed"}
    )

    assert version.later == "other"
    assert "请画出流程" in page
    assert "drawing" in version.source
    assert released.status_code == 409


def test_nothing_chosen_is_told_at_the_field(make, sign_in):
    author = sign_in(office(make)["author"])

    assert author.post("/quizzes/bank/import", data={"form": "auto"}).status_code == 422


def test_a_long_file_is_looked_through_by_the_worker_while_the_page_shows_that(make, sign_in, session):
    author = sign_in(office(make)["author"])

    page = upload(author, f"// {'{' * 501}\n" + GIFT)
    reading, early = author.get(page).text, author.post(f"{page}/confirm").status_code
    run_due()
    session.expire_all()
    read, before = author.get(page).text, counts(session)
    author.post(f"{page}/confirm")

    assert "<progress" in reading
    assert early == 409
    assert "<progress" not in read
    assert "没有写完" in read
    assert (before, counts(session)) == ((0, 0), (2, 2))


@pytest.mark.once
def test_a_file_of_very_many_questions_is_long_and_an_ordinary_one_is_not():
    assert is_long(b"Q {T}\n\n" * 501)
    assert is_long(b" " * 1_100_000)
    assert not is_long(GIFT.encode())
    assert is_long(table(600))
    assert not is_long(table(60))


def table(rows):
    """A workbook that packs well: every row says the same."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(rows):
            page.write_row(row, 0, ["单选", "问？", "甲", "乙", "A"])
    return made.getvalue()


def test_pictures_inside_a_file_are_shown_given_out_again_and_known_when_they_come_back(make, sign_in, session):
    """The question and an answer both call theirs a.png, and they are not the same picture."""
    first, second = (base64.b64encode(png(*size)).decode() for size in ((3, 2), (5, 4)))
    inside = '<file name="a.png" path="/" encoding="base64">%s</file>'
    shown = '<text><![CDATA[<p>看图<img src="@@PLUGINFILE@@/a.png" alt="图"></p>]]></text>'
    xml = (
        f'<quiz><question type="multichoice"><questiontext format="html">{shown}{inside % first}</questiontext>'
        f'<answer fraction="100" format="html">{shown}{inside % second}<feedback format="html">{shown}{inside % first}'
        '</feedback></answer><answer fraction="0"><text>乙</text></answer></question></quiz>'
    )
    author = sign_in(office(make)["author"])

    preview = upload(author, xml, "p.xml")
    words = author.get(preview).text
    author.post(f"{preview}/confirm")
    question = session.scalars(sa.select(Question)).one()
    page = author.get(f"/quizzes/bank/questions/{question.id}").text
    given = author.post("/quizzes/bank/export/moodle-xml").text
    again = author.get(upload(author, given, "again.xml")).text

    kept = [f"/catalog/media/{sha256(png(*size)).hexdigest()}.png" for size in ((3, 2), (5, 4))]
    assert [page.count(f'src="{address}') for address in kept] == [2, 1]
    assert (given.count(first), given.count(second)) == (2, 1)
    assert "/catalog/media/" not in given
    assert "&lt;p&gt;" not in words
    assert "confirm" not in again

"""Writing a course in the browser: nobody gets it before a reviewer has passed it, and files keep theirs."""

from io import BytesIO

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import Change, Course, LessonDraft, LessonVersion
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from tests.articles.documents import picture
from tests.catalog.factories import COURSE, LESSON, course, imported, write
from tests.catalog.test_reviews import decide, seen_on

TEXT = "## 先看期限\r\n\r\n收到信访件，先看期限。\r\n\r\n| 类别 | 期限 |\r\n|---|---|\r\n| 初信 | 15日 |\r\n"
GIFT = "::一::水是湿的。{T}\n"


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def author(make, unit):
    person = make.person("林编", unit=unit, locale="zh-CN")
    make.grant(person, Role.AUTHOR, unit)
    return person


@pytest.fixture
def reviewer(make, unit):
    person = make.person("周审", unit=unit, locale="zh-CN")
    make.grant(person, Role.REVIEWER, unit)
    return person


def begin(client, session, title="信访件怎么办"):
    data = {"title": title, "summary": "三步。", "category": "professional", "language": "zh-CN"}
    answer = client.post("/catalog/written", data=data)
    assert answer.status_code == 303
    return session.scalars(sa.select(Course).where(Course.title == title)).one()


def begin_lesson(client, session, made, **data):
    answer = client.post(f"/catalog/courses/{made.id}/drafts", data=data)
    assert answer.status_code == 303
    return session.get(LessonDraft, int(answer.location.rpartition("/")[2]))


def words(draft, **changed):
    return {
        "title": "先看期限", "summary": "", "source": TEXT, "gift": GIFT, "change": "material", "version_note": "",
        "revision": draft.revision, "act": "save", **changed,
    }  # fmt: skip


def test_from_the_author_over_the_reviewer_to_the_cadre(make, sign_in, session, author, reviewer, unit, time):
    writing, reading = sign_in(author), sign_in(make.person(unit=unit, locale="zh-CN"))
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)
    saved = writing.post(f"/catalog/writing/{draft.id}", data=words(draft))
    hidden = reading.get(f"/catalog/courses/{made.id}").status_code
    handed_in = writing.post(f"/catalog/courses/{made.id}/submit")
    told = session.scalars(sa.select(Notice.person_id).where(Notice.kind == "course_review")).all()

    shown = sign_in(reviewer).get(f"/catalog/courses/{made.id}/review").text
    passed = decide(sign_in(reviewer), made, "pass")

    assert [saved.status_code, handed_in.status_code, passed.status_code, hidden] == [303, 303, 303, 404]
    assert told == [reviewer.id]
    assert "<ins>收到信访件，先看期限。</ins>" in shown
    version = session.scalars(sa.select(LessonVersion)).one()
    page = reading.get(f"/reading/lessons/{version.lesson_id}").text
    assert "<td>15日</td>" in page
    assert version.has_recall
    assert "周审 · 2026年11月23日" in reading.get(f"/catalog/courses/{made.id}").text
    assert session.scalars(sa.select(Notice.person_id).where(Notice.kind == "course")).all() == [author.id]
    assert session.scalar(sa.select(sa.func.count(LessonDraft.id))) == 0


@pytest.mark.parametrize("kind", ["minor", "material"])
def test_the_next_version_carries_the_authors_word_on_what_it_means(
    make, sign_in, session, author, reviewer, time, kind
):  # fmt: skip
    writing, made = released(sign_in, session, author, reviewer)
    first = session.scalars(sa.select(LessonVersion)).one()
    draft = begin_lesson(writing, session, made, lesson=first.lesson_id)
    text = draft.source + "\n还要看管辖。\n"
    time.pass_(minutes=1)
    writing.post(
        f"/catalog/writing/{draft.id}",
        data=words(draft, source=text, change=kind, version_note="补充管辖"),
    )
    meanwhile = session.get(Course, made.id).is_reviewed
    writing.post(f"/catalog/courses/{made.id}/submit")

    decide(sign_in(reviewer), made, "pass")

    second = session.scalars(sa.select(LessonVersion).where(LessonVersion.number == 2)).one()
    assert meanwhile is True
    assert (second.change, second.version_note) == (Change(kind), "补充管辖")
    assert session.get(Course, made.id).is_reviewed is True


def released(sign_in, session, author, reviewer):
    writing = sign_in(author)
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft))
    writing.post(f"/catalog/courses/{made.id}/submit")
    assert decide(sign_in(reviewer), made, "pass").status_code == 303
    return writing, made


def test_a_preview_shows_and_keeps_nothing(sign_in, session, author):
    writing = sign_in(author)
    draft = begin_lesson(writing, session, begin(writing, session))

    evil = "<script>alert(1)</script>\n\n**重点**"
    gift = GIFT + "\n::二::没有答案。{}}\n"
    page = writing.post(f"/catalog/writing/{draft.id}", data=words(draft, act="preview", source=evil, gift=gift))

    assert page.status_code == 200
    assert "<strong>重点</strong>" in page.text
    assert "<script>alert(1)" not in page.text
    assert "读到 1 道题" in page.text
    assert "第 3 行" in page.text
    assert session.get(LessonDraft, draft.id).source == ""


def test_two_windows_do_not_overwrite_each_other(sign_in, session, author):
    writing = sign_in(author)
    draft = begin_lesson(writing, session, begin(writing, session))
    old = words(draft, source="第二个窗口写的字。")
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft))

    answer = writing.post(f"/catalog/writing/{draft.id}", data=old)

    assert answer.status_code == 409
    assert "第二个窗口写的字。" in answer.text
    assert "收到信访件" in session.get(LessonDraft, draft.id).source


def test_a_return_gives_the_text_back_with_the_reason(sign_in, session, author, reviewer):
    writing = sign_in(author)
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft))
    writing.post(f"/catalog/courses/{made.id}/submit")
    locked = writing.post(f"/catalog/writing/{draft.id}", data=words(draft, revision=2))

    decide(sign_in(reviewer), made, "return", reason="期限写错了，初信是60日。")

    page = writing.get(f"/catalog/courses/{made.id}/write").text
    assert locked.status_code == 409
    assert "期限写错了，初信是60日。" in page
    assert writing.post(f"/catalog/writing/{draft.id}", data=words(draft, revision=2)).status_code == 303
    assert session.scalar(sa.select(sa.func.count(LessonVersion.id))) == 0


def test_nobody_passes_their_own_course(make, sign_in, session, author, unit):
    make.grant(author, Role.REVIEWER, unit)
    writing = sign_in(author)
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft))
    writing.post(f"/catalog/courses/{made.id}/submit")
    page = writing.get(f"/catalog/courses/{made.id}/review")

    answer = writing.post(f"/catalog/courses/{made.id}/pass", data={"seen": seen_on(page)})

    assert answer.status_code == 403
    assert "没有人审核自己的课程" in page.text


def test_an_empty_lesson_is_not_handed_in(sign_in, session, author):
    writing = sign_in(author)
    made = begin(writing, session)
    empty = writing.post(f"/catalog/courses/{made.id}/submit")
    begin_lesson(writing, session, made)

    answer = writing.post(f"/catalog/courses/{made.id}/submit")

    assert (empty.status_code, answer.status_code) == (409, 409)


def test_what_was_taken_back_or_discarded_goes_on_as_one_expects(sign_in, session, author):
    writing = sign_in(author)
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft))
    writing.post(f"/catalog/courses/{made.id}/submit")
    locked = writing.post(f"/catalog/writing/{draft.id}/discard").status_code

    writing.post(f"/catalog/courses/{made.id}/take-back")

    assert locked == 409
    assert writing.post(f"/catalog/writing/{draft.id}/discard").status_code == 303
    assert session.scalar(sa.select(sa.func.count(LessonDraft.id))) == 0


def test_a_course_that_files_own_is_not_written_in_the_browser(make, sign_in, session, author, tmp_path):
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON}))
    made = course(session, "c")

    answer = sign_in(author).get(f"/catalog/courses/{made.id}/write")

    assert answer.status_code == 403
    assert "这门课程保存在文件中" in answer.text


def test_an_import_leaves_what_was_written_alone(sign_in, session, author, reviewer, tmp_path):
    _, made = released(sign_in, session, author, reviewer)

    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON}))

    assert session.get(Course, made.id).retired_at is None
    assert session.get(Course, made.id).is_reviewed


def test_the_text_of_somebody_else_does_not_exist(make, sign_in, session, author, unit):
    draft = begin_lesson(sign_in(author), session, begin(sign_in(author), session))
    other = make.person(unit=unit)
    make.grant(other, Role.AUTHOR, unit)

    assert sign_in(other).get(f"/catalog/writing/{draft.id}").status_code == 404
    assert sign_in(other).get(f"/catalog/courses/{draft.course_id}/write").status_code == 403
    assert sign_in(make.person()).get("/catalog/written").status_code == 403


def test_what_was_never_handed_in_is_its_authors_alone(sign_in, session, author, reviewer):
    made = begin(sign_in(author), session)

    answers = [sign_in(reviewer).get(f"/catalog/courses/{made.id}/review")]
    answers.append(sign_in(reviewer).post(f"/catalog/courses/{made.id}/pass", data={"seen": "x"}))

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_course_without_a_lesson_is_not_passed(sign_in, session, author, reviewer):
    client, other = sign_in(author), sign_in(reviewer)
    made = begin(client, session)
    draft = begin_lesson(client, session, made)
    client.post(f"/catalog/writing/{draft.id}", data=words(draft))
    client.post(f"/catalog/courses/{made.id}/submit")
    decide(other, made, "return", reason="太短。")

    answer = decide(other, made, "pass")

    session.expire_all()
    assert answer.status_code == 409
    assert session.get_one(Course, made.id).retired_at is not None


def autosave(client, draft, **changed):
    sent = {name: value for name, value in words(draft, **changed).items() if name != "act"}
    return client.put(f"/catalog/writing/{draft.id}/draft", json=sent)


@pytest.mark.once
def test_what_a_save_does_not_say_or_cannot_be_kept_leaves_the_draft_as_it_is(sign_in, session, author):
    client = sign_in(author)
    draft = begin_lesson(client, session, begin(client, session))
    autosave(client, draft, summary="四步。", gift="::一:: 对吗？ {T}")

    session.expire_all()
    halves = {"revision": draft.revision, "source": "半个\ud83d字\0", "summary": None}
    answer = client.put(f"/catalog/writing/{draft.id}/draft", json=halves)

    session.expire_all()
    assert answer.status_code == 200
    assert (draft.source, draft.summary, draft.gift) == ("半个字", "四步。", "::一:: 对吗？ {T}")


@pytest.mark.once
def test_a_draft_saves_itself_and_never_over_another_window(sign_in, session, author):
    writing = sign_in(author)
    draft = begin_lesson(writing, session, begin(writing, session))

    saved = autosave(writing, draft, title="  ", source="## 一\n")
    other = autosave(writing, draft, revision=1, source="## 另一窗口\n")

    assert (saved.json["revision"], list(saved.json["faults"])) == (2, ["title"])
    assert (other.status_code, other.json["words"]["source"]) == (409, "## 一\n")
    assert session.get(LessonDraft, draft.id).source == "## 一\n"


@pytest.mark.once
def test_a_picture_of_a_lesson_is_drawn_anew_and_shown_to_readers(sign_in, session, author, reviewer, make, unit):
    writing = sign_in(author)
    made = begin(writing, session)
    draft = begin_lesson(writing, session, made)

    def upload(data):
        to, file = f"/catalog/writing/{draft.id}/pictures", (BytesIO(data), "照片.jpg")
        return writing.post(to, data={"file": file}, headers={"Accept": "application/json"})

    told, refused = upload(picture("JPEG", comment=b"secret place")), upload(b"<script>")
    text = f"## 图\n\n![流程]({told.json['address']})\n"
    writing.post(f"/catalog/writing/{draft.id}", data=words(draft, source=text))
    writing.post(f"/catalog/courses/{made.id}/submit")
    decide(sign_in(reviewer), made, "pass")

    reading = sign_in(make.person(unit=unit))
    version = session.scalars(sa.select(LessonVersion)).one()
    assert (told.status_code, refused.status_code) == (201, 422)
    assert told.json["address"] in reading.get(f"/reading/lessons/{version.lesson_id}").text
    with reading.get(told.json["address"]) as shown:
        assert b"secret place" not in shown.data


def test_a_title_that_was_thrown_away_and_written_anew_is_not_passed_unseen(sign_in, session, author, reviewer, time):
    writing, made = released(sign_in, session, author, reviewer)
    reviewing, seen = sign_in(reviewer), []
    for title, revision in (("看过的", 0), (made.title, 1), ("没看过的", 0)):
        time.pass_(seconds=1)
        writing.post(f"/catalog/courses/{made.id}/take-back")
        data = {"title": title, "summary": made.summary, "revision": revision}
        assert writing.post(f"/catalog/courses/{made.id}/about", data=data).status_code == 303
        writing.post(f"/catalog/courses/{made.id}/submit")
        seen.append(seen_on(reviewing.get(f"/catalog/courses/{made.id}/review")))

    passed = reviewing.post(f"/catalog/courses/{made.id}/pass", data={"seen": seen[0]})

    assert passed.status_code == 409 and seen[0] != seen[2]


def test_a_new_title_reaches_readers_by_a_review(sign_in, session, author, reviewer, make, unit, time):
    writing, made = released(sign_in, session, author, reviewer)
    time.pass_(minutes=1)
    reading = sign_in(make.person(unit=unit, locale="zh-CN"))

    def describe(title, revision=0):
        data = {"title": title, "summary": "四步。", "revision": revision}
        return writing.post(f"/catalog/courses/{made.id}/about", data=data).status_code

    changed, stale = describe("信访件四步走"), describe("别的", 7)
    before = reading.get(f"/catalog/courses/{made.id}").text
    writing.post(f"/catalog/courses/{made.id}/submit")
    locked, shown = describe("又改", 1), sign_in(reviewer).get(f"/catalog/courses/{made.id}/review").text
    passed = decide(sign_in(reviewer), made, "pass")

    assert (changed, stale, locked, passed.status_code) == (303, 409, 409, 303)
    assert "信访件四步走" not in before
    assert "<ins>信访件四步走</ins>" in shown
    assert "信访件四步走" in reading.get(f"/catalog/courses/{made.id}").text
    assert session.get(Course, made.id).is_reviewed is True

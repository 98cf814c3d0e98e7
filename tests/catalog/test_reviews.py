"""The release of courses: a review belongs to a state, names who gave it, and nobody gives their own."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import CourseReview
from learnhub.catalog.rules.differences import Line, differences
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from tests.catalog.factories import COURSE, LESSON, course, imported, lesson, write

NAMED = COURSE.replace("licence:", "reviewed_by: 王敏\nreviewed_on: 2026-11-20\nlicence:")
LONGER = LESSON + "\n再写一段，说清楚期限。\n" * 12


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def reviewer(make, unit):
    person = make.person("周审", unit=unit, locale="zh-CN")
    make.grant(person, Role.REVIEWER, unit)
    return person


@pytest.fixture
def hiding(app, session, monkeypatch):
    config = app.extensions["learnhub.config"]
    monkeypatch.setitem(app.extensions, "learnhub.config", replace(config, hide_unreviewed=True))


def bring(folder, *, described=COURSE, text=LESSON, more=None):
    imported(write(folder, {"c/course.md": described, "c/1.md": text, **(more or {})}))


def seen_on(page):
    return page.text.partition('name="seen" type="hidden" value="')[2].partition('"')[0]


def decide(client, made, what, **data):
    page = client.get(f"/catalog/courses/{made.id}/review")
    return client.post(f"/catalog/courses/{made.id}/{what}", data={"seen": seen_on(page), **data})


def test_a_review_named_in_the_file_holds_until_the_course_changes_materially(session, tmp_path, time):
    bring(tmp_path, described=NAMED)
    at_first = course(session, "c").is_reviewed
    time.pass_(minutes=1)

    bring(tmp_path, described=NAMED, text=LESSON.replace("minutes: 16", "minutes: 16\nchange: minor") + "。\n")
    after_minor = course(session, "c").is_reviewed
    time.pass_(minutes=1)
    bring(tmp_path, described=NAMED, text=LONGER)
    after_material = course(session, "c").is_reviewed
    time.pass_(minutes=1)
    bring(tmp_path, described=NAMED.replace("2026-11-20", "2026-11-23"), text=LONGER)

    assert (at_first, after_minor, after_material, course(session, "c").is_reviewed) == (True, True, False, True)


def test_a_new_lesson_asks_for_a_review_and_a_retired_one_does_not(session, tmp_path, time):
    bring(tmp_path, described=NAMED, more={"c/2.md": LESSON.replace("先定文种", "再定标题")})
    time.pass_(minutes=1)
    (tmp_path / "c" / "2.md").unlink()
    bring(tmp_path, described=NAMED)
    without = course(session, "c").is_reviewed

    time.pass_(minutes=1)
    bring(tmp_path, described=NAMED, more={"c/3.md": LESSON.replace("先定文种", "附件说明")})

    assert without is True
    assert course(session, "c").is_reviewed is False


def test_a_file_that_no_longer_names_a_review_takes_it_back(session, tmp_path, time):
    bring(tmp_path, described=NAMED)
    time.pass_(minutes=1)

    bring(tmp_path)

    assert (course(session, "c").is_reviewed, course(session, "c").reviewed_by) == (False, "")


def test_a_reviewer_passes_what_was_shown_and_stands_on_the_course(make, sign_in, session, tmp_path, time, reviewer):
    bring(tmp_path)
    made, client = course(session, "c"), sign_in(reviewer)
    queue = client.get("/catalog/reviews").text

    answer = decide(client, made, "pass")

    assert "公文写作" in queue
    assert answer.status_code == 303
    page = sign_in(make.person(locale="zh-CN")).get(f"/catalog/courses/{made.id}").text
    assert "周审 · 2026年11月23日" in page
    assert "公文写作" not in client.get("/catalog/reviews").text


def test_what_changed_since_the_last_review_is_shown_lesson_by_lesson(
    make, sign_in, session, tmp_path, time, reviewer
):  # fmt: skip
    bring(tmp_path, more={"c/2.md": LESSON.replace("先定文种", "再定标题")})
    made, client = course(session, "c"), sign_in(reviewer)
    decide(client, made, "pass")
    time.pass_(minutes=1)
    bring(tmp_path, text=LONGER)

    page = client.get(f"/catalog/courses/{made.id}/review").text

    assert "<ins>再写一段，说清楚期限。</ins>" in page
    assert "再定标题" not in page
    assert "自周审于2026年11月23日审读后有改动" in client.get(f"/catalog/courses/{made.id}").text


def test_nothing_is_passed_that_the_reviewer_did_not_see(make, sign_in, session, tmp_path, time, reviewer):
    bring(tmp_path)
    made, client = course(session, "c"), sign_in(reviewer)
    seen = seen_on(client.get(f"/catalog/courses/{made.id}/review"))
    time.pass_(minutes=1)
    bring(tmp_path, text=LONGER)

    answer = client.post(f"/catalog/courses/{made.id}/pass", data={"seen": seen})

    assert answer.status_code == 409
    assert course(session, "c").is_reviewed is False


def test_a_return_needs_a_reason_and_leaves_the_course_unreviewed(make, sign_in, session, tmp_path, reviewer):
    bring(tmp_path)
    made, client = course(session, "c"), sign_in(reviewer)

    without = decide(client, made, "return")
    returned = decide(client, made, "return", reason="第一节的依据过时了。")

    assert (without.status_code, returned.status_code) == (422, 303)
    assert course(session, "c").is_reviewed is False
    assert "已退回，等待作者" in client.get("/catalog/reviews").text


def test_who_reviews_nothing_decides_nothing(make, sign_in, session, tmp_path, unit):
    bring(tmp_path)
    made, author = course(session, "c"), make.person(unit=unit)
    make.grant(author, Role.AUTHOR, unit)

    assert decide(sign_in(author), made, "pass").status_code == 403
    assert sign_in(make.person()).get("/catalog/reviews").status_code == 403
    assert session.scalar(sa.select(sa.func.count(CourseReview.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Notice.id))) == 0


def test_an_unreviewed_course_is_marked_and_stays_open(make, sign_in, session, tmp_path):
    bring(tmp_path)

    assert "尚未审读" in sign_in(make.person(locale="zh-CN")).get("/catalog/").text


def test_where_the_site_hides_them_unreviewed_courses_are_for_their_keepers(
    make, sign_in, session, tmp_path, time, reviewer, hiding
):  # fmt: skip
    bring(tmp_path)
    made, read = course(session, "c"), lesson(session, "1.md")
    reader, keeper = sign_in(make.person(locale="zh-CN")), sign_in(reviewer)
    paths = [f"/catalog/courses/{made.id}", f"/reading/lessons/{read.lesson_id}"]

    before = [reader.get(path).status_code for path in paths]
    listed = "公文写作" in reader.get("/catalog/").text, "先定文种" in reader.get("/").text
    kept = [keeper.get(path).status_code for path in paths]
    decide(keeper, made, "pass")

    assert (before, listed, kept) == ([404, 404], (False, False), [200, 200])
    assert [reader.get(path).status_code for path in paths] == [200, 200]
    assert "公文写作" in reader.get("/catalog/").text


@pytest.mark.once
def test_a_comparison_shows_what_changed_with_a_little_around():
    before = "\n".join("一二三四五六七八九十")
    after = before.replace("五", "伍")

    found = differences(before, after)

    assert differences(before, before) == []
    assert found[0] == Line("…", "")
    assert [(line.mark, line.text) for line in found[1:]] == [
        (" ", "三"), (" ", "四"), ("-", "五"), ("+", "伍"), (" ", "六"), (" ", "七"),
    ]  # fmt: skip

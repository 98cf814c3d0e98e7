"""Pages of the catalogue: courses, one course, pictures; who sees them, and how many statements they take."""

import json
import re
from html import escape

import pytest
import sqlalchemy as sa

from learnhub.catalog import policies, queries
from learnhub.catalog.actions import mark_recall
from learnhub.catalog.models import Course, LessonVersion, MediaFile
from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.rules import Key
from learnhub.kernel.actor import Role
from learnhub.reading.models import Dwell
from tests.catalog.factories import COURSE, LESSON, SVG, course, imported, lesson, png, write
from tests.real_data import real_data


def test_the_list_shows_what_a_course_is_about(make, sign_in, tmp_path):
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/2.md": LESSON}))

    page = sign_in(make.person(locale="zh-CN")).get("/catalog/").text

    assert all(word in page for word in ("公文写作", "2 课", "约 32 分钟", "尚未审读"))


def test_the_list_is_empty_before_the_first_import(make, sign_in):
    page = sign_in(make.person(locale="en")).get("/catalog/").text

    assert "There are no courses yet" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["公文写作", "Privacy"]),
        ("?language=en", ["Privacy"]),
        ("?language=zh-CN&category=professional", ["公文写作"]),
        ("?category=theory", ["Privacy"]),
        ("?language=xx", []),
        ("?category=<script>", []),
    ],
)
def test_the_list_is_filtered_by_language_and_category(make, sign_in, tmp_path, query, shown):
    english = "---\ntitle: Privacy\nlanguage: en\ncategory: theory\n---\n"
    write(tmp_path, {"a/course.md": COURSE, "a/1.md": LESSON, "b/course.md": english, "b/1.md": LESSON})
    imported(tmp_path)

    answer = sign_in(make.person()).get(f"/catalog/{query}")

    assert answer.status_code == 200
    assert [title for title in ("公文写作", "Privacy") if title in answer.text] == shown


def test_a_course_page_lists_its_lessons_with_their_translations(make, sign_in, session, tmp_path):
    write(tmp_path / "web", {"README.md": "# Web\n\nWords.", "1-css/README.md": "# CSS\n\nWords."})
    write(tmp_path / "web", {"1-css/translations/README.ja.md": "# スタイル\n\nことば"})
    imported(tmp_path / "web")
    made = course(session, "web")

    page = sign_in(make.person()).get(f"/catalog/courses/{made.id}").text

    original, translation = lesson(session, "1-css/README.md"), lesson(session, "1-css/translations/README.ja.md")
    assert f'href="/reading/lessons/{original.lesson_id}"' in page
    assert f'href="/reading/lessons/{translation.lesson_id}" hreflang="ja"' in page


def test_a_course_page_says_who_reviewed_it_and_under_which_licence(make, sign_in, session, tmp_path):
    described = COURSE.replace("licence:", "reviewed_by: 王敏\nreviewed_on: 2026-11-20\nlicence:")
    imported(write(tmp_path, {"c/course.md": described, "c/1.md": LESSON}))

    page = sign_in(make.person(locale="zh-CN")).get(f"/catalog/courses/{course(session, 'c').id}").text

    assert all(word in page for word in ("王敏", "2026年11月20日", "CC BY-SA 4.0", "写给收到的人看"))


@pytest.mark.parametrize("path", ["/catalog/courses/999", "/catalog/media/" + "0" * 64 + ".png"])
def test_what_is_not_there_is_not_found(make, sign_in, path):
    assert sign_in(make.person()).get(path).status_code == 404


def test_a_retired_course_is_not_found(make, sign_in, session, time, tmp_path):
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON}))
    made = course(session, "c")
    made.retired_at = time.now

    visitor = sign_in(make.person())

    assert visitor.get(f"/catalog/courses/{made.id}").status_code == 404
    assert "公文写作" not in visitor.get("/catalog/").text


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client):
    assert client.get("/catalog/").status_code == 303


def test_a_picture_is_served_for_ever_and_can_do_nothing(make, sign_in, session, tmp_path):
    text = "# 课\n\n![一](a.png) ![二](b.svg)\n"
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": text, "c/a.png": png(), "c/b.svg": SVG}))
    visitor = sign_in(make.person())

    for file in session.scalars(sa.select(MediaFile)):
        answer = visitor.get(f"/catalog/media/{file.digest}.{file.extension}")

        headers = answer.headers
        assert (answer.status_code, answer.mimetype) == (200, file.content_type)
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" in headers["Content-Security-Policy"]
        assert visitor.get(f"/catalog/media/{file.digest}.exe").status_code == 404
        answer.close()


def test_the_number_of_statements_does_not_grow_with_the_lessons(
    make, sign_in, session, statements, tmp_path
):  # fmt: skip
    write(tmp_path, {"a/course.md": COURSE, "a/1.md": LESSON})
    imported(tmp_path)
    visitor = sign_in(make.person())

    def counted(path):
        visitor.get(path)
        with statements() as seen:
            visitor.get(path)
        return len(seen)

    few, listed = counted(f"/catalog/courses/{course(session, 'a').id}"), counted("/catalog/")
    write(tmp_path, {"b/course.md": COURSE.replace("公文", "长篇")})
    write(tmp_path, {f"b/{number}.md": LESSON for number in range(40)})
    imported(tmp_path)
    many, listed_with_forty = counted(f"/catalog/courses/{course(session, 'b').id}"), counted("/catalog/")

    assert many == few <= 9
    assert listed_with_forty == listed <= 9


CHECK = "::一::水是湿的。{T#不对。#对。}\n"


@pytest.fixture
def four_lessons(session, tmp_path):
    """A course of four lessons with a check: 12, 20 and 30 minutes, and one whose author names 1.5 class-hours."""
    install_default_rules()
    worth = ["minutes: 12", "minutes: 20", "minutes: 30", "minutes: 10\nclass_hours: 1.5"]
    for number, fields in enumerate(worth, start=1):
        body = f"## 甲\n\n{number}{'文' * 400}\n\n## 乙\n\n{number}{'字' * 400}\n"
        text = f"---\ntitle: 第{number}课\n{fields}\n---\n\n{body}"
        write(tmp_path, {f"c/{number}.md": text, f"c/{number}.gift": CHECK})
    imported(write(tmp_path, {"c/course.md": COURSE}))
    return [lesson(session, f"{number}.md") for number in range(1, 5)]


def read_section(session, person, section, time):
    session.add(Dwell(person_id=person.id, section=section.identity, credited_ms=60_000, last_line_at=time.now))
    session.flush()


def words_of(page, version):
    """What the course page says about one lesson."""
    (line,) = [
        each for each in page.split("<li>") if f'href="/reading/lessons/{version.lesson_id}">{version.title}' in each
    ]
    return " ".join(re.sub(r"<[^>]*>", " ", line.partition("</li>")[0]).split())


def test_a_course_says_what_each_lesson_is_worth_by_the_rule_in_force(make, sign_in, session, four_lessons):
    visitor = sign_in(make.person(locale="en"))

    page = visitor.get(f"/catalog/courses/{course(session, 'c').id}").text
    listed = visitor.get("/catalog/").text

    for version, hours in zip(four_lessons, ("0.25", "0.5", "1", "1.5"), strict=True):
        assert f"· {hours} class-hours" in words_of(page, version)
    assert "3.25 class-hours" in listed
    assert "Not started" in listed


def test_a_course_says_what_is_completed_begun_and_left(make, sign_in, session, time, four_lessons):
    person = make.person(locale="en")
    done, read, begun, fresh = four_lessons
    for key in Key:
        turn_key(person.id, done, key=key, evidence={}, now=time.now)
    for section in (*queries.sections_of(read.id), queries.sections_of(begun.id)[1]):
        read_section(session, person, section, time)
    visitor = sign_in(person)

    page = visitor.get(f"/catalog/courses/{course(session, 'c').id}").text
    listed = visitor.get("/catalog/").text

    assert words_of(page, done).startswith("第1课 Completed 12 min ·")
    assert "In progress 20 min · read; the check is left" in words_of(page, read)
    assert "In progress 30 min · 1 min left" in words_of(page, begun)
    assert words_of(page, fresh).startswith("第4课 Not started 10 min · 1.5 class-hours")
    assert "1 of 4 lessons · 11 min left" in listed
    assert "Study lesson 2" in page


def test_a_translation_that_was_studied_counts_for_its_lesson(make, sign_in, session, time, tmp_path):
    write(tmp_path, {"web/README.md": "# Web\n\nWords.", "web/translations/README.zh-cn.md": "# 网页\n\n文字。"})
    imported(tmp_path / "web")
    person = make.person(locale="en")
    turn_key(person.id, lesson(session, "translations/README.zh-cn.md"), key=Key.READ, evidence={}, now=time.now)

    listed = sign_in(person).get("/catalog/").text

    assert "Completed" in listed


@pytest.mark.parametrize("role", [None, *Role])
def test_what_the_list_selects_is_exactly_what_may_be_viewed(make, session, time, tmp_path, role):
    write(tmp_path, {"a/course.md": COURSE, "a/1.md": LESSON, "b/course.md": COURSE, "b/1.md": LESSON})
    imported(tmp_path)
    course(session, "a").retired_at = time.now
    unit = make.unit()
    person = make.person(unit=unit)
    if role is not None:
        make.grant(person, role, unit)
    actor = make.actor(person)

    selected = set(session.scalars(sa.select(Course).where(policies.visible_to(actor))))

    assert selected == {each for each in session.scalars(sa.select(Course)) if policies.can_view(actor, each)}


def test_sections_come_in_order_with_their_weights(session, time, tmp_path):
    text = "# 课\n\n## 甲\n\n" + "文字" * 100 + "\n\n## 乙\n\n" + "文字" * 200
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": text}))

    rows = queries.sections_of(lesson(session, "1.md").id)

    assert [(row.position, row.title, row.chars) for row in rows] == [(0, "甲", 201), (1, "乙", 401)]


def test_a_version_can_be_marked_as_having_a_check(session, time, tmp_path):
    imported(write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON}))
    version = lesson(session, "1.md")

    mark_recall(version.id, True)

    assert version.has_recall


def test_no_title_breaks_a_page(make, sign_in, session, tmp_path):
    strings = json.loads((real_data("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    lessons = {f"c/{n:03}.md": f"# {each}\n\n文字\n" for n, each in enumerate(strings)}
    write(tmp_path, {"c/course.md": COURSE, **lessons})
    imported(tmp_path)
    made = course(session, "c")

    page = sign_in(make.person()).get(f"/catalog/courses/{made.id}")

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert all(escape(each.title, quote=False)[:1] in page.text for each in [lesson(session, "000.md")])


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh-CN", "网络自学每天最多计 6 学时，超出部分计入之后第一个有余量的日子"),
        ("en", "At most 6 class-hours of online study count on one day"),
    ],
)
def test_a_course_that_earns_more_than_a_day_takes_says_so_beforehand(make, sign_in, session, tmp_path, locale, words):
    install_default_rules()
    long = LESSON.replace("minutes: 16", "minutes: 60\nclass_hours: 4")
    write(tmp_path, {"a/course.md": COURSE, "a/1.md": long, "a/2.md": long, "b/course.md": COURSE, "b/1.md": LESSON})
    imported(tmp_path)
    for each in session.scalars(sa.select(LessonVersion.id)):
        mark_recall(each, True)
    client = sign_in(make.person(locale=locale))

    long_course, short_course = (client.get(f"/catalog/courses/{course(session, key).id}").text for key in "ab")

    assert words in long_course
    assert words not in short_course

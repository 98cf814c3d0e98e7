"""Importing folders: what becomes a course and a lesson, what repeats, what goes, and what is said about mistakes."""

import json
from functools import partial

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import Change, Course, Lesson, LessonVersion, MediaFile, Section
from learnhub.kernel.errors import Invalid
from tests.catalog.factories import (
    COURSE,
    LESSON,
    SVG,
    Counts,
    counts,
    course,
    imported,
    lesson,
    png,
    said,
    write,
)
from tests.real_data import real_data


def test_a_described_course_keeps_its_fields_and_its_lessons_in_order(session, time, tmp_path):
    folder = write(tmp_path, {"gongwen/course.md": COURSE, "gongwen/10-b.md": "# 乙\n\n文字", "gongwen/2-a.md": LESSON})

    report = imported(folder)

    made = course(session, "gongwen")
    assert (made.title, made.language, made.licence) == ("公文写作", "zh-CN", "CC BY-SA 4.0")
    assert "写给收到的人看" in made.intro_html
    assert [each.key for each in made.lessons] == ["2-a.md", "10-b.md"]
    assert lesson(session, "2-a.md").minutes == 16
    assert (report.courses, report.lessons, said(report)) == (1, 2, [])


def test_importing_the_same_again_changes_nothing_and_says_the_same(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON + "\n![图](gone.png)\n"})
    first = imported(tmp_path)

    again = imported(tmp_path)

    assert counts(first) == Counts(1, 0, 0)
    assert counts(again) == Counts(0, 0, 0)
    assert said(again) == said(first) == [("c/1.md", 8, "The image gone.png is not there.")]
    assert session.scalar(sa.select(sa.func.count(LessonVersion.id))) == 1


def test_a_changed_text_becomes_a_new_version_and_keeps_the_sections_that_stayed(session, time, tmp_path):
    stays = "\n\n## 甲\n\n" + "文字" * 100
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON + stays + "\n\n## 乙\n\n" + "旧文" * 100})
    imported(tmp_path)
    old = lesson(session, "1.md")
    write(tmp_path, {"c/1.md": LESSON + stays + "\n\n## 乙\n\n" + "新文" * 100})

    report = imported(tmp_path)

    new = lesson(session, "1.md")
    shared = {each.identity for each in old.sections} & {each.identity for each in new.sections}
    assert counts(report) == Counts(0, 1, 0)
    assert (new.lesson_id, new.number, new.change) == (old.lesson_id, 2, Change.MATERIAL)
    assert len(shared) == 1


def test_the_authors_word_on_a_change_wins(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON})
    imported(tmp_path)
    write(tmp_path, {"c/1.md": "---\ntitle: 先定文种\nchange: minor\n---\n\n全部重写。\n"})

    imported(tmp_path)

    assert lesson(session, "1.md").change is Change.MINOR


def test_a_missing_file_retires_its_lesson_and_its_return_brings_it_back(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/2.md": LESSON})
    imported(tmp_path)
    (tmp_path / "c/2.md").unlink()

    gone = imported(tmp_path)
    retired = session.scalars(sa.select(Lesson).where(Lesson.key == "2.md")).one().retired_at
    write(tmp_path, {"c/2.md": LESSON})
    back = imported(tmp_path)

    assert (counts(gone), retired) == (Counts(0, 0, 1), time.now)
    assert counts(back) == Counts(0, 1, 0)
    assert session.scalars(sa.select(Lesson).where(Lesson.key == "2.md")).one().retired_at is None


def test_a_missing_course_retires_only_where_it_lay_in_the_imported_folder(session, time, tmp_path):
    write(tmp_path, {"x/a/course.md": COURSE, "x/a/1.md": LESSON, "x/b/course.md": COURSE, "x/b/1.md": LESSON})
    write(tmp_path, {"y/z/course.md": COURSE, "y/z/1.md": LESSON})
    imported(tmp_path / "x")
    imported(tmp_path / "y")
    for file in (tmp_path / "x/b").iterdir():
        file.unlink()

    report = imported(tmp_path / "x")

    assert counts(report) == Counts(0, 0, 1)
    assert course(session, "b").retired_at == time.now
    assert course(session, "z").retired_at is None


def test_a_course_that_moved_to_another_place_stays_the_same_course(session, time, tmp_path):
    write(tmp_path / "old", {"c/course.md": COURSE, "c/1.md": LESSON})
    imported(tmp_path / "old")
    write(tmp_path / "new", {"c/course.md": COURSE, "c/1.md": LESSON})

    report = imported(tmp_path / "new")

    assert counts(report) == Counts(0, 0, 0)
    assert session.scalar(sa.select(sa.func.count(Course.id))) == 1


def test_another_course_in_a_folder_of_the_same_name_takes_nothing_away(session, time, tmp_path):
    write(tmp_path / "one", {"intro/course.md": COURSE, "intro/1.md": LESSON})
    write(tmp_path / "two", {"intro/course.md": "---\ntitle: 保密\n---\n", "intro/9.md": LESSON})
    imported(tmp_path / "one")

    report = imported(tmp_path / "two")

    assert counts(report) == Counts(1, 0, 0)
    assert {each.title for each in session.scalars(sa.select(Course))} == {"公文写作", "保密"}


def test_one_broken_file_never_stops_the_rest(session, time, tmp_path):
    broken = '---\ntitle: 好\nsummary: "没有结束\nminutes: 3\n---\n\n文字\n'
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": broken, "c/2.md": LESSON, "c/3.md": b"\xff\xfeabc"})

    report = imported(tmp_path)

    assert counts(report) == Counts(1, 0, 0)
    assert [(file, line) for file, line, _ in said(report)] == [("c/1.md", 3), ("c/3.md", 1)]
    assert [each.key for each in session.scalars(sa.select(Lesson))] == ["2.md"]


def test_a_broken_file_leaves_the_lesson_as_it_was(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON})
    imported(tmp_path)
    write(tmp_path, {"c/1.md": "---\ntitle: [\n---\n\n新\n"})

    report = imported(tmp_path)

    assert counts(report) == Counts(0, 0, 0)
    assert "写给谁" in lesson(session, "1.md").html


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("title: 甲\nlanguage: klingon", 3),
        ("title: 甲\nminuts: 3", 3),
        ("title: 甲\nclass_hours: 0.3", 3),
        ("title: 甲\nminutes: 0", 3),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_its_line_and_the_lesson_still_comes(
    session, time, tmp_path, fields, line
):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": f"---\n{fields}\n---\n\n文字\n"})

    report = imported(tmp_path)

    assert [(file, at) for file, at, _ in said(report)] == [("c/1.md", line)]
    assert lesson(session, "1.md").language == "zh-CN"


def test_fields_that_refer_to_each_other_are_refused(session, time, tmp_path):
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n---\n\n文字\n"
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": bomb})

    report = imported(tmp_path)

    assert said(report) == [("c/1.md", 3, "A value begins with & or *, which would refer to another value.")]


@pytest.mark.once
def test_a_text_that_would_take_for_ever_is_refused_with_its_file(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": "# 炸弹\n\n" + "![" * 4000, "c/2.md": LESSON})

    report = imported(tmp_path)

    assert [file for file, _, _ in said(report)] == ["c/1.md"]
    assert lesson(session, "1.md") is None
    assert lesson(session, "2.md") is not None


def test_a_plain_folder_is_one_course_with_titles_orders_and_translations(session, time, tmp_path):
    write(
        tmp_path / "web-course",
        {
            "README.md": "# Web for *beginners*\n\nWords.",
            "2-css/README.md": "# CSS\n\nWords.",
            "10-js/README.md": "# JS\n\nSee [CSS](../2-css/README.md) and [all](/README.md).",
            "2-css/translations/README.zh-cn.md": "# 样式\n\n见[原文](../README.md)，文字文字。",
        },
    )

    report = imported(tmp_path / "web-course")

    made = course(session, "web-course")
    rows = {each.key: each for each in made.lessons}
    assert (made.title, report.lessons) == ("Web for beginners", 4)
    assert list(rows) == ["README.md", "2-css/README.md", "2-css/translations/README.zh-cn.md", "10-js/README.md"]
    assert rows["2-css/translations/README.zh-cn.md"].original_id == rows["2-css/README.md"].id
    assert rows["2-css/translations/README.zh-cn.md"].language == "zh-CN"
    assert f'href="/reading/lessons/{rows["2-css/README.md"].id}"' in lesson(session, "10-js/README.md").html
    assert f'href="/reading/lessons/{rows["README.md"].id}"' in lesson(session, "10-js/README.md").html


def test_a_lesson_is_stored_in_sections_with_their_weights(session, time, tmp_path):
    text = "## 甲\n\n" + "文字" * 100 + "\n\n## 乙\n\n" + "文字" * 200
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": "# 课\n\n" + text})

    imported(tmp_path)

    version = lesson(session, "1.md")
    rows = session.scalars(
        sa.select(Section).where(Section.lesson_version_id == version.id).order_by(Section.position)
    ).all()
    assert [(row.title, row.chars) for row in rows] == [("甲", 201), ("乙", 401)]
    assert (version.chars, version.minutes) == (602, 2)
    assert all(f'<section id="{row.anchor}" data-section="{row.identity}">' in version.html for row in rows)


def test_questions_beside_a_lesson_are_kept_as_they_are_written(session, time, tmp_path):
    gift = "::一:: 对吗？ {T}\n"
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/1.gift": gift, "c/9.gift": gift})

    report = imported(tmp_path)

    assert lesson(session, "1.md").gift == gift
    assert ("c/9.gift", 1, "No lesson stands beside these questions.") in said(report)


def test_a_mistake_in_the_questions_is_reported_with_its_line_and_said_again(session, time, tmp_path):
    gift = "::一:: 对吗？ {T}\n\n::二:: 错吗？ {T\n"
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/1.gift": gift})

    first, again = imported(tmp_path), imported(tmp_path)

    assert [(file, line) for file, line, _ in said(first)] == [("c/1.gift", 3)]
    assert said(again) == said(first)


def test_pictures_are_kept_once_and_shown_with_their_size(app, session, time, tmp_path):
    text = "# 课\n\n![一](a.png) ![二](b.png) ![三](图.svg)\n"
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": text, "c/a.png": png(), "c/b.png": png(), "c/图.svg": SVG})

    report = imported(tmp_path)

    files = session.scalars(sa.select(MediaFile)).all()
    html = lesson(session, "1.md").html
    assert said(report) == []
    assert sorted((file.extension, file.width, file.height) for file in files) == [("png", 3, 2), ("svg", 40, 20)]
    assert html.count('width="3"') == 2
    for file in files:
        kept = app.extensions["learnhub.config"].instance / "media" / file.digest[:2]
        assert (kept / f"{file.digest}.{file.extension}").is_file()
        assert f"/catalog/media/{file.digest}.{file.extension}" in html


def test_a_picture_that_changed_makes_a_new_version(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON + "\n![一](a.png)\n", "c/a.png": png(3, 2)})
    imported(tmp_path)
    write(tmp_path, {"c/a.png": png(5, 5)})

    assert counts(imported(tmp_path)) == Counts(0, 1, 0)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.png", b"<html><script>alert(1)</script>", "The file a.png is not an image that can be shown."),
        ("a.png", png()[:40], "The file a.png is not an image that can be shown."),
        ("a.png", partial(png, 8000, 6000), "The image a.png has more than 40 million pixels."),
        ("a.svg", b"<svg", "The drawing a.svg cannot be read: it is not well-formed."),
        ("a.bmp", b"BM", "The file a.bmp is not an image that can be shown."),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named_with_its_line_and_its_description_stands(
    session, time, tmp_path, name, content, what
):
    data = content() if callable(content) else content
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": f"# 课\n\n文字\n\n![说明]({name})\n", f"c/{name}": data})

    report = imported(tmp_path)

    assert said(report) == [("c/1.md", 5, what)]
    assert "<img" not in lesson(session, "1.md").html
    assert "说明" in lesson(session, "1.md").html


def test_nothing_outside_the_imported_folder_is_read(session, time, tmp_path):
    write(tmp_path, {"secret.png": png(), "in/c/course.md": COURSE})
    write(tmp_path, {"in/c/1.md": "# 课\n\n![一](../../secret.png) ![二](link.png)\n"})
    (tmp_path / "in/c/link.png").symlink_to(tmp_path / "secret.png")

    report = imported(tmp_path / "in")

    assert len(said(report)) == 2
    assert session.scalars(sa.select(MediaFile)).all() == []


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_lessons_is_unusable(session, time, tmp_path, name):
    (tmp_path / "empty").mkdir()

    with pytest.raises(Invalid):
        imported(tmp_path / name)


def test_the_command_prints_one_document_and_ends_with_2_on_unusable_input(app, session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON + "\n![图](gone.png)\n"})
    runner = app.test_cli_runner()

    done = runner.invoke(args=["catalog", "import", str(tmp_path), "--json"])
    unusable = runner.invoke(args=["catalog", "import", str(tmp_path / "nowhere"), "--json"])

    document = json.loads(done.stdout)
    problem = document.pop("problems")[0]
    assert (done.exit_code, unusable.exit_code) == (0, 2)
    assert [note["file"] for note in document.pop("notes")] == ["c/1.md"]
    assert document == {"courses": 1, "lessons": 1, "new": 1, "changed": 0, "retired": 0}
    assert (problem["file"], problem["line"]) == ("c/1.md", 8)
    assert json.loads(unusable.stdout)["problems"]


def test_a_title_may_hold_anything(session, time, tmp_path):
    titles = ["<script>alert(1)</script>", "' OR 1=1 --", "\u202eevil", "💩", "{{ 7*7 }}", "%s%n%(x)s"]
    quoted = [json.dumps(title, ensure_ascii=False) for title in titles]
    files = {f"c/{n}.md": f"---\ntitle: {title}\n---\n\n文字\n" for n, title in enumerate(quoted)}
    write(tmp_path, {"c/course.md": COURSE, **files})

    report = imported(tmp_path)

    assert said(report) == []
    assert [lesson(session, f"{n}.md").title for n in range(len(titles))] == titles


def test_every_naughty_string_as_a_title_comes_back_or_gets_a_readable_stand_in(session, time, tmp_path):
    strings = json.loads((real_data("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    files = {f"c/{n:03}.md": f"# {each}\n\n文字\n" for n, each in enumerate(strings)}
    write(tmp_path, {"c/course.md": COURSE, **files})

    report = imported(tmp_path)

    assert report.new == len(strings)
    assert all(each.title.strip() for each in session.scalars(sa.select(LessonVersion)))


def test_the_real_course_imports_completely_with_every_picture_it_holds(session, time):
    folder = real_data("webdev-course")

    report = imported(folder)

    files = list(folder.rglob("*.md"))
    pictures = [file for file in folder.rglob("*") if file.suffix in (".png", ".jpg")]
    originals = session.scalar(sa.select(sa.func.count(Lesson.id)).where(Lesson.original_id.is_(None)))
    assert (report.lessons, report.new, report.pictures) == (len(files), len(files), len(pictures))
    assert originals < len(files) / 4
    assert all(each.html and each.sections for each in session.scalars(sa.select(LessonVersion)))
    assert all(file and line for file, line, _ in said(report))
    assert {what.rsplit(" ", 2)[-1] for _, _, what in said(report)} == {"there.", "nowhere."}

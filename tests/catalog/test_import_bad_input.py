"""Importing what should not be there: odd bytes, odd names, hostile fields, and an import that is cut off."""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.catalog.actions import Import
from learnhub.catalog.commands import run_import
from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from tests.catalog.factories import COURSE, LESSON, Counts, counts, course, imported, lesson, png, said, write


def test_an_older_chinese_file_is_read_and_its_author_told_to_save_it_anew(session, time, tmp_path):
    text = "# 公文写作\n\n写给收到的人看。\n".encode("gb18030")
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": text})

    report = imported(tmp_path)

    assert lesson(session, "1.md").title == "公文写作"
    assert said(report) == [("c/1.md", 1, "The text is written in GB 18030 and was read as such.")]


@pytest.mark.parametrize("text", ["Schön gemäß Ökonomie".encode("latin-1"), "公文".encode("utf-16")])
def test_bytes_that_only_pass_for_chinese_are_refused(session, time, tmp_path, text):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": text, "c/2.md": LESSON})

    report = imported(tmp_path)

    assert said(report) == [("c/1.md", 1, "The text is not written in UTF-8.")]
    assert counts(report) == Counts(1, 0, 0)


def test_a_byte_order_mark_is_no_part_of_the_text(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": b"\xef\xbb\xbf" + LESSON.encode()})

    report = imported(tmp_path)

    assert said(report) == []
    assert lesson(session, "1.md").title == "先定文种"


def test_a_text_of_more_than_one_megabyte_is_refused_with_its_name(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": "# 大\n\n" + "字" * 400_000, "c/2.md": LESSON})

    report = imported(tmp_path)

    assert said(report) == [("c/1.md", 1, "This text is larger than 1 MB.")]
    assert counts(report) == Counts(1, 0, 0)


def test_a_file_name_that_is_no_text_is_reported_and_left_out(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON})
    try:
        Path(os.fsdecode(os.fsencode(str(tmp_path / "c")) + b"/\xff.md")).write_text(LESSON, encoding="utf-8")
    except OSError:
        pytest.skip("this file system keeps only names that are text")

    report = imported(tmp_path)

    assert said(report) == [("c/?.md", 1, "The name of the file or of its folder is not written in UTF-8.")]
    assert counts(report) == Counts(1, 0, 0)


@pytest.mark.parametrize(
    "target", ["a" * 5000 + ".png", "%00.png", "loop.png", "../" * 300 + "x.png", "<b c.png>", "//[x.png"]
)
def test_a_picture_with_an_impossible_path_is_only_missing(session, time, tmp_path, target):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": f"# 课\n\n文字 ![说明]({target})\n"})
    (tmp_path / "c/loop.png").symlink_to(tmp_path / "c/loop.png")

    report = imported(tmp_path)

    assert counts(report) == Counts(1, 0, 0)
    assert "说明" in lesson(session, "1.md").html


def test_a_picture_with_a_blank_in_its_name_is_watched_for_changes(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": "# 课\n\n![图](<b c.png>)\n", "c/b c.png": png(3, 2)})
    imported(tmp_path)
    write(tmp_path, {"c/b c.png": png(4, 4)})

    assert counts(imported(tmp_path)) == Counts(0, 1, 0)


@pytest.mark.parametrize(
    "field",
    [
        "class_hours: .nan",
        "class_hours: .inf",
        "minutes: !!float 1e999",
        "minutes: " + "9" * 5000,
        'language: "\\ud800"',
        '"\\ud800": x',
        'licence: "a\\0b"\nminutes: x',
        "summary: !!binary aGVsbG8=",
        "version_note: !!python/object/apply:os.system [ls]",
        "? [a, b]\n: c",
        "reviewed_on: 2026-02-30",
        "- a\n- b",
    ],
)
def test_no_field_stops_an_import(session, time, tmp_path, field):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": f"---\n{field}\n---\n\n文字\n", "c/2.md": LESSON})

    report = imported(tmp_path)

    assert lesson(session, "2.md") is not None
    assert report.problems
    for file, line, what in said(report):
        assert (file, line >= 2) == ("c/1.md", True)
        assert what.encode()


def test_a_course_whose_own_fields_are_broken_still_gives_its_lessons(session, time, tmp_path):
    write(tmp_path, {"gong-wen/course.md": "---\ntitle: [\n---\n", "gong-wen/1.md": LESSON})

    report = imported(tmp_path)

    assert [(file, line) for file, line, _ in said(report)] == [("gong-wen/course.md", 3)]
    assert course(session, "gong-wen").title == "gong wen"
    assert counts(report) == Counts(1, 0, 0)


def test_a_refused_text_is_listed_nowhere_until_it_can_be_shown(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": "# 炸弹\n\n" + "![" * 4000, "c/2.md": LESSON})
    imported(tmp_path)
    refused = session.scalars(sa.select(Lesson).where(Lesson.key == "1.md")).one().retired_at
    write(tmp_path, {"c/1.md": LESSON})

    report = imported(tmp_path)

    assert refused is not None
    assert counts(report) == Counts(1, 0, 0)
    assert session.scalars(sa.select(Lesson).where(Lesson.key == "1.md")).one().retired_at is None


def test_an_import_that_is_cut_off_leaves_whole_lessons_and_the_next_one_finishes(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, **{f"c/{n}.md": f"# 课{n}\n\n文字\n" for n in range(4)}})

    def cut_off(done: int, _total: int, _path: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(tmp_path, show=cut_off)
    whole = session.scalars(sa.select(LessonVersion).order_by(LessonVersion.id)).all()
    report = imported(tmp_path)

    assert [each.title for each in whole] == ["课0", "课1"]
    assert all(each.sections for each in whole)
    assert counts(report) == Counts(2, 0, 0)
    assert session.scalar(sa.select(sa.func.count(Section.id))) == 4


def test_a_folder_that_cannot_be_looked_into_retires_nothing(session, time, tmp_path, monkeypatch):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/more/2.md": LESSON})
    imported(tmp_path)
    real = os.scandir

    def scandir(path):
        if str(path).endswith("more"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)  # the tests may run as one who may read everything
    report = imported(tmp_path)

    assert counts(report) == Counts(0, 0, 0)
    assert said(report) == [("c/more", 1, "The folder cannot be read.")]


def test_a_mistake_in_the_introduction_is_said_again_and_a_removed_introduction_goes(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE + "\n![图](gone.png)\n", "c/1.md": LESSON})
    first = imported(tmp_path)
    again = imported(tmp_path)
    write(tmp_path, {"c/course.md": COURSE.split("\n\n")[0] + "\n"})

    last = imported(tmp_path)

    assert said(first) == said(again) == [("c/course.md", 10, "The image gone.png is not there.")]
    assert said(last) == []
    assert course(session, "c").intro_html == ""


def test_a_mistake_is_named_as_seen_from_the_folder_that_is_imported_now(session, time, tmp_path):
    write(tmp_path, {"all/c/course.md": COURSE, "all/c/part/1.md": LESSON + "\n![图](gone.png)\n"})
    imported(tmp_path)

    report = imported(tmp_path / "all/c")

    assert counts(report) == Counts(0, 0, 0)
    assert [file for file, _, _ in said(report)] == ["part/1.md"]


def test_a_link_to_a_lesson_of_another_course_holds_however_the_two_are_imported(session, time, tmp_path):
    write(tmp_path, {"a/course.md": COURSE, "a/1.md": LESSON})
    write(tmp_path, {"b/course.md": "---\ntitle: 保密\n---\n", "b/2.md": "# 二\n\n见[一](../a/1.md)。\n"})
    imported(tmp_path)

    report = imported(tmp_path / "b")

    wanted = session.scalars(sa.select(Lesson).where(Lesson.key == "1.md")).one()
    assert counts(report) == Counts(0, 0, 0)
    assert said(report) == []
    assert f'href="/reading/lessons/{wanted.id}"' in lesson(session, "2.md").html


def test_a_link_to_a_lesson_that_went_away_is_reported(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON, "c/2.md": "# 二\n\n见[一](1.md)。\n"})
    imported(tmp_path)
    (tmp_path / "c/1.md").unlink()

    report = imported(tmp_path)

    assert counts(report) == Counts(0, 1, 1)
    assert said(report) == [("c/2.md", 3, "The link to 1.md leads nowhere.")]


def test_changed_questions_alone_make_a_version_that_can_show_recall(session, time, tmp_path):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON})
    imported(tmp_path)
    before = lesson(session, "1.md").has_recall
    write(tmp_path, {"c/1.gift": "::一:: 对吗？ {T}\n\n::二:: 坏了 {=\n"})

    report = imported(tmp_path)
    again = imported(tmp_path)

    assert counts(report) == Counts(0, 1, 0)
    assert (before, lesson(session, "1.md").has_recall) == (False, True)
    assert {file for file, _, _ in said(report)} == {"c/1.gift"}
    assert said(again) == said(report)


def test_no_lesson_is_rendered_while_a_write_is_open(session, time, tmp_path, app):
    write(tmp_path, {"c/course.md": COURSE, "c/1.md": LESSON})
    from learnhub.catalog.actions import read_folder
    from learnhub.platform.db import in_transaction, transaction

    done = Import(read_folder(tmp_path), app.extensions["learnhub.config"].instance / "media", time.now)
    with transaction():
        done.register(done.folder.courses[0])

    draft = done.draft(done.folder.courses[0].lessons[0])

    assert draft is not None
    assert not in_transaction()
    assert session.scalar(sa.select(sa.func.count(LessonVersion.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Course.id))) == 1

"""What the fields at the top of a file may say, and how an author learns what is wrong."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import yaml

from learnhub.catalog.rules.front_matter import (
    Category,
    CourseFields,
    LessonFields,
    check_course,
    check_lesson,
    key_lines,
    split_front_matter,
)
from learnhub.catalog.rules.sections import Change


def test_the_fields_are_parted_from_the_body_with_their_lines() -> None:
    found = split_front_matter("---\ntitle: 甲\nminutes: 12\n---\n# 甲\n正文\n")

    assert found.fields == "title: 甲\nminutes: 12\n"
    assert (found.body, found.body_line) == ("# 甲\n正文\n", 5)
    assert key_lines(found.fields) == {"title": 2, "minutes": 3}


@pytest.mark.parametrize("text", ["# 甲\n", "", "---\n\n甲\n", "\ufeff正文"])
def test_a_file_without_fields_is_all_body(text: str) -> None:
    found = split_front_matter(text)

    assert (found.fields, found.body, found.body_line, found.problems) == ("", text.removeprefix("\ufeff"), 1, ())


def test_fields_without_an_end_are_reported_and_nothing_is_lost() -> None:
    found = split_front_matter("---\ntitle: 甲\n\n正文\n")

    assert found.body == "---\ntitle: 甲\n\n正文\n"
    assert [problem.line for problem in found.problems] == [1]


def test_a_course_says_everything() -> None:
    values = yaml.safe_load(
        "title: 公文写作\nsummary: 四课\nlanguage: zh-cn\ncategory: party-spirit\naudience: [科员, 主任]\n"
        "licence: CC BY-SA 4.0\nversion_note: 初版\nauthors: 王芳\nreviewed_by: 教研组\nreviewed_on: 2026-11-01\n"
    )

    fields, problems = check_course(values, {})

    assert problems == []
    assert fields == CourseFields(
        title="公文写作",
        summary="四课",
        language="zh-CN",
        category=Category.PARTY_SPIRIT,
        audience=("科员", "主任"),
        licence="CC BY-SA 4.0",
        version_note="初版",
        authors=("王芳",),
        reviewed_by="教研组",
        reviewed_on=date(2026, 11, 1),
    )


def test_a_lesson_says_everything() -> None:
    values = yaml.safe_load("title: 2024\nlanguage: en\nminutes: 14\nclass_hours: 0.5\nchange: material\n")

    fields, problems = check_lesson(values, {})

    assert problems == []
    assert fields == LessonFields(
        title="2024", language="en", minutes=14, class_hours=Decimal("0.50"), change=Change.MATERIAL
    )


def test_no_fields_are_no_problem() -> None:
    assert check_course(None, {}) == (CourseFields(), [])
    assert check_lesson({}, {}) == (LessonFields(), [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", True),
        ("title", ["甲"]),
        ("title", "长" * 201),
        ("language", "klingon"),
        ("language", False),
        ("minutes", 0),
        ("minutes", "twelve"),
        ("minutes", True),
        ("minutes", 12.5),
        ("class_hours", 0.3),
        ("class_hours", -1),
        ("class_hours", "many"),
        ("class_hours", 1000),
        ("class_hours", float("nan")),
        ("change", "huge"),
        ("change", "none"),
        ("audience", "科员"),
    ],
)
def test_a_lesson_s_wrong_value_is_reported_with_its_line_and_left_out(key: str, value: object) -> None:
    fields, problems = check_lesson({"summary": "好", key: value}, {"summary": 2, key: 7})

    assert [problem.line for problem in problems] == [7]
    assert problems[0].what % problems[0].params
    assert problems[0].what_to_do % problems[0].params
    assert fields == LessonFields(summary="好")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("category", "cooking"),
        ("category", 3),
        ("category", ["theory"]),
        ("reviewed_on", "yesterday"),
        ("reviewed_on", 20261101.5),
        ("authors", [1, 2]),
        ("authors", {"a": 1}),
        ("minutes", 3),
    ],
)
def test_a_course_s_wrong_value_is_reported(key: str, value: object) -> None:
    fields, problems = check_course({key: value}, {key: 4})

    assert [problem.line for problem in problems] == [4]
    assert fields == CourseFields()


def test_a_time_of_review_is_its_day() -> None:
    fields, problems = check_course({"reviewed_on": datetime.fromisoformat("2026-11-01T10:00:00")}, {})

    assert (fields.reviewed_on, problems) == (date(2026, 11, 1), [])


def test_a_misspelt_key_names_the_right_one() -> None:
    _, problems = check_course({"license": "MIT", "colour": "red"}, {"license": 2, "colour": 3})

    assert problems[0].what_to_do % problems[0].params == "Perhaps “licence” is meant."
    assert "reviewed_on" in problems[1].what_to_do % problems[1].params


@pytest.mark.parametrize("values", ["words", ["a"], 3])
def test_fields_that_are_no_fields_are_reported(values: object) -> None:
    fields, problems = check_lesson(values, {})

    assert fields == LessonFields()
    assert [problem.line for problem in problems] == [2]

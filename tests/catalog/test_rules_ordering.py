"""Order, titles, languages and translations, read from names and first lines."""

import pytest

from learnhub.catalog.rules.languages import likely_language, normal_language
from learnhub.catalog.rules.ordering import (
    chinese_number,
    first_heading,
    group_translations,
    natural_key,
    original_of,
    title_of,
)
from tests.real_data import real_data


def test_files_are_in_the_order_in_which_people_count() -> None:
    names = ["10-end.md", "2-b.md", "README.md", "1-a/README.md", "1-a/assignment.md", "02-a.md", "about.md"]

    assert sorted(names, key=natural_key) == [
        "README.md",
        "1-a/README.md",
        "1-a/assignment.md",
        "02-a.md",
        "2-b.md",
        "10-end.md",
        "about.md",
    ]


def test_chinese_numerals_count_too() -> None:
    names = ["第十课.md", "第二课.md", "第一课.md", "第二十一课.md", "第三课.md", "第11课.md"]

    assert sorted(names, key=natural_key) == [
        "第一课.md",
        "第二课.md",
        "第三课.md",
        "第十课.md",
        "第11课.md",
        "第二十一课.md",
    ]


@pytest.mark.parametrize(
    ("numeral", "value"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百零三", 103)]
)
def test_a_chinese_numeral_has_its_value(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("1-intro/README.md", ("1-intro/README.md", None)),
        ("1-intro/translations/README.zh-cn.md", ("1-intro/README.md", "zh-CN")),
        ("README.zh_TW.md", ("README.md", "zh-TW")),
        ("a/lesson.es.md", ("a/lesson.md", "es")),
        ("v1.2.md", ("v1.2.md", None)),
        ("notes.final.md", ("notes.final.md", None)),
    ],
)
def test_a_translation_knows_its_original(path: str, expected: tuple[str, str | None]) -> None:
    assert original_of(path) == expected


def test_translations_are_kept_with_their_original() -> None:
    paths = [
        "b.md",
        "a/README.md",
        "a/translations/README.fr.md",
        "a/README.zh-cn.md",
        "a/translations/README.zh-cn.md",
    ]

    groups = group_translations(paths)

    assert [(group.path, group.translations) for group in groups] == [
        ("a/README.md", {"zh-CN": "a/README.zh-cn.md", "fr": "a/translations/README.fr.md"}),
        ("a/translations/README.zh-cn.md", {}),
        ("b.md", {}),
    ]


def test_a_translation_without_its_original_is_the_lesson() -> None:
    (group,) = group_translations(["x/translations/README.es.md", "x/translations/README.ja.md"])

    assert (group.path, group.language) == ("x/translations/README.es.md", "es")
    assert group.translations == {"ja": "x/translations/README.ja.md"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("zh-cn", "zh-CN"),
        ("zh_TW", "zh-TW"),
        ("zh", "zh-CN"),
        ("zh-Hans", "zh-CN"),
        ("zh-Hant-HK", "zh-HK"),
        (" ES ", "es"),
        ("pt-br", "pt-BR"),
        ("klingon", None),
        ("xx", None),
        ("", None),
    ],
)
def test_a_language_is_kept_in_one_spelling(written: str, code: str | None) -> None:
    assert normal_language(written) == code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("公文写作的要求", "zh-CN"),
        ("プログラミング言語の紹介", "ja"),
        ("프로그래밍 언어 소개", "ko"),
        ("Writing for people", "en"),
        ("使用 HTML 与 CSS 编写网页，这里讲它们的关系", "zh-CN"),
        ("", "en"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert likely_language(text) == language


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 公文的**结构** {#structure}\n", "公文的结构"),
        ("前言\n\n## [甲](a.md) 与 `乙` ##\n", "甲 与 乙"),
        ("标题\n====\n", "标题"),
        ("```sh\n# no heading\n```\n\n# Yes\n", "Yes"),
        ("# ![logo](a.png) Intro to *HTML*\n", "logo Intro to HTML"),
        ("#\n\n# 二\n", "二"),
        ("- 甲\n---\n", ""),
        ("| a |\n---\n", ""),
        ("没有标题", ""),
        ("snake_case_name\n---", "snake_case_name"),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str) -> None:
    assert first_heading(text) == title


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("course/02-intro_to-html.md", "intro to html"),
        ("course/3-terrarium/README.md", "terrarium"),
        ("course/3-terrarium/translations/README.ja.md", "terrarium"),
        ("第一课 文种.md", "第一课 文种"),
        ("2024.md", "2024"),
    ],
)
def test_a_file_without_a_heading_is_named_after_itself(path: str, title: str) -> None:
    assert title_of("文字", path) == title


def test_a_real_course_keeps_every_translation_with_its_lesson() -> None:
    folder = real_data("webdev-course")
    paths = [file.relative_to(folder).as_posix() for file in folder.rglob("*.md")]

    groups = group_translations(paths)

    assert len(paths) == 166
    assert len(groups) + sum(len(group.translations) for group in groups) == 166
    assert {language for group in groups for language in group.translations} <= {"zh-CN", "zh-TW", "es", "ja", "fr"}
    assert groups[0].path == "README.md"
    assert all(title_of((folder / group.path).read_text(encoding="utf-8"), group.path) for group in groups)

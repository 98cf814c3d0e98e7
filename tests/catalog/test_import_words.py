"""What is wrong in an author's files is said with file, line and advice, in the language of whoever imports."""

import re

import pytest

from learnhub.catalog.actions.fields import read_fields
from learnhub.platform.i18n import words
from tests.catalog.factories import COURSE, LESSON, imported, lesson, write

GOOD = "::题{n}::水是湿的。{{T}}\n\n"
GIFT = "".join(GOOD.format(n=n) for n in range(19)) + "// 第四十行有错\n::错::水是湿的。{T\n"

BROKEN = {
    "fields": ({"1.md": "---\ntitle: [未完\n---\n\n文字\n"}, 2, "括号没有配对", "not closed"),
    "no end": ({"1.md": "---\ntitle: 课\n\n文字\n"}, 1, "没有结束标记", "have no end"),
    "spoken": ({"1.md": LESSON.replace("minutes", "language: orcish\nminutes")}, 3, "不是这里认识的语言", "no lang"),
    "minutes": ({"1.md": LESSON.replace("16", "sixteen")}, 3, "不是分钟数", "not a number of minutes"),
    "questions": ({"1.md": LESSON, "1.gift": GIFT}, 40, "没有用 } 结束", "not closed with }"),
    "picture": ({"1.md": LESSON + "\n![图](images/x.png)\n"}, 8, "images/x.png", "images/x.png"),
    "picture in a question": (
        {"1.md": LESSON, "1.gift": "::一::[markdown]水？\n![图](images/x.png){T}\n"}, 2, "images/x.png", "images/x.png",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_mistake_is_said_with_its_line_and_what_to_do_in_both_languages(session, time, tmp_path, kind):
    files, line, chinese, english = BROKEN[kind]
    write(tmp_path, {"c/course.md": COURSE, "c/2.md": LESSON, **{f"c/{name}": text for name, text in files.items()}})

    report = imported(tmp_path)

    (found,) = report.problems
    assert found.line == line
    told, said = (
        [words(language, text) % dict(found.params) for text in (found.what, found.what_to_do)]
        for language in ("zh-CN", "en")
    )
    assert chinese in told[0]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in told)
    assert english in said[0]
    assert len(said[1]) > 10
    assert lesson(session, "2.md") is not None


@pytest.mark.parametrize(
    ("fields", "line", "chinese"),
    [
        ("title: 公文: 写作", 2, "冒号的位置不对"),
        ("title: 公文\n  minutes: 3", 3, "缩进过多"),
        ("title: 公文\nminutes 3\nlanguage: zh-CN", 3, "没有冒号"),
        ("title:\n\t- 公文", 3, "制表符"),
        ("title: @公文", 2, "另有含义的符号"),
        ('title: "公文\nminutes: 3', 2, "引号没有配对"),
        ("title: {公文: 写作\nminutes: 3", 2, "括号没有配对"),
        ('title: "公文" 写作', 2, "引号提前收尾"),
        ("  title: 公文\nminutes: 3", 3, "缩进不一致"),
        ("title: *公文", 2, "引用其他值"),
        ("title: !公文 写作", 2, "感叹号"),
        ('title: "公文\\q"', 2, "反斜杠"),
        ("title: 公文\x07", 2, "不允许出现的字符"),
        ("title: 公文\n---x: 1\n--- y", 4, "无法读取"),
    ],
)
def test_a_fault_in_the_fields_is_said_in_chinese_without_the_words_of_the_parser(fields, line, chinese):
    _values, problem = read_fields(fields)

    assert problem is not None
    said = [words("zh-CN", text) % dict(problem.params) for text in (problem.what, problem.what_to_do)]
    assert problem.line == line
    assert chinese in said[0]
    assert not any(re.search("[A-Za-z]{3,}", text) for text in said)

"""What is wrong in an author's files is said with file, line and advice, in the language of whoever imports."""

import pytest

from learnhub.platform.i18n import words
from tests.catalog.factories import COURSE, LESSON, imported, lesson, write

GOOD = "::题{n}::水是湿的。{{T}}\n\n"
GIFT = "".join(GOOD.format(n=n) for n in range(19)) + "// 第四十行有错\n::错::水是湿的。{T\n"

BROKEN = {
    "fields": ({"1.md": "---\ntitle: [未完\n---\n\n文字\n"}, 3, "字段无法读取", "cannot be read"),
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

"""Which sections have no question: the page for those who write courses, and the notes of an import."""

import json
import re

import pytest

from learnhub.catalog.commands import cli, run_import
from learnhub.catalog.models import Course
from learnhub.kernel.actor import Role
from learnhub.quizzes.rules.coverage import anchors_of, names_of, questions_by_section

KEEPERS = (Role.AUTHOR, Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)
OPENING, FILED, LONG, SHORT = "开" * 150, "归" * 150, "长" * 900, "短" * 20
TEXT = f"{OPENING}\n\n## 归档\n\n{FILED}\n\n## 长节\n\n{LONG}\n\n{LONG}\n\n### 小节\n\n{SHORT}\n"
QUESTION = "// section: {section}\n::{n}::问{n}？{{=对 ~错}}"


def bank(*sections):
    return "\n\n".join(QUESTION.format(section=section, n=n) for n, section in enumerate(sections, 1))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "dang-an"
    place.mkdir()
    write(place, "course.md", "---\ntitle: 档案\nlanguage: zh-CN\n---\n")
    write(place, "01.md", f"---\ntitle: 第一课\n---\n{TEXT}")
    write(place, "02.md", f"---\ntitle: 第二课\n---\n## 只读\n\n{FILED}\n")
    return place


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def author(make, sign_in):
    person = make.person("作者", locale="en")
    make.grant(person, Role.AUTHOR, make.unit())
    return sign_in(person)


def address(session):
    return f"/quizzes/courses/{session.query(Course).one().id}/sections"


def rows(page):
    """Each section with its figure, lesson by lesson."""
    table = re.findall(r"<tr><th scope=\"row\".*?</tr>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in table]


def test_the_page_counts_the_questions_of_every_section(folder, session, author):
    write(folder, "01.bank.gift", bank("归档", "归档", "长节", "第一课"))
    run_import(folder)

    page = author.get(address(session)).text

    assert rows(page) == ["Opening, under no heading 1", "归档 2", "长节（1/2） 1", "长节（2/2） 1", "只读 0"]
    assert "1 section has no question" in page
    assert "no questions, so no class-hours" in page


def test_the_page_can_show_only_the_sections_without_a_question(folder, session, author):
    write(folder, "01.gift", bank("归档"))
    run_import(folder)

    page = author.get(f"{address(session)}?show=without").text

    assert rows(page) == ["Opening, under no heading 0", "长节（1/2） 0", "长节（2/2） 0", "只读 0"]
    assert f'href="/reading/lessons/{session.query(Course).one().lessons[0].id}#section-' in page


def test_a_course_that_lacks_nothing_says_so(folder, session, author):
    write(folder, "01.gift", bank("归档", "小节", "第一课", "长节"))
    write(folder, "02.gift", bank("只读"))
    run_import(folder)

    page = author.get(f"{address(session)}?show=without").text

    assert "Every section has a question" in page
    assert "Nothing is missing" in page


def test_a_question_that_names_no_section_is_counted_apart(folder, session, author):
    write(folder, "01.gift", bank("归档", "没有这一节") + "\n\n// section:\n\n::甲::无节？{T}")
    run_import(folder)

    assert "2 bound to no section" in author.get(address(session)).text


@pytest.mark.parametrize(("role", "status"), [(role, 200 if role in KEEPERS else 404) for role in Role])
def test_authors_reviewers_and_training_administrators_see_the_gaps(folder, session, make, sign_in, role, status):
    run_import(folder)
    person = make.person("李四", locale="en")
    make.grant(person, role, make.unit())
    client = sign_in(person)
    course = session.query(Course).one().id

    assert client.get(address(session)).status_code == status
    assert (address(session) in client.get(f"/catalog/courses/{course}").text) is (status == 200)


def test_a_retired_course_has_no_such_page(folder, session, author):
    assert author.get("/quizzes/courses/99/sections").status_code == 404


def test_the_page_takes_the_same_statements_for_any_number_of_lessons(folder, session, author, statements):
    write(folder, "01.gift", bank("归档"))
    run_import(folder)
    author.get(address(session))
    with statements() as few:
        author.get(address(session))
    for number in range(3, 30):
        write(folder, f"{number:02}.md", f"# 第{number}课\n\n{TEXT}")
        write(folder, f"{number:02}.gift", bank("归档", "长节"))
    run_import(folder)
    with statements() as many:
        author.get(address(session))

    assert len(many) == len(few) <= 12


def test_the_import_notes_sections_and_lessons_without_questions(app, session, folder):
    write(folder, "01.gift", bank("归档"))

    first = app.test_cli_runner().invoke(cli, ["import", str(folder), "--json"], catch_exceptions=False)
    again = app.test_cli_runner().invoke(cli, ["import", str(folder)], catch_exceptions=False)

    report = json.loads(first.stdout)
    assert report["problems"] == []
    assert [(note["file"], note["what"].split(":")[0]) for note in report["notes"]] == [
        (
            "02.md",
            "1 of 2 lessons of this course have no questions, so they earn no class-hours. "
            "Put a check or a bank beside each.",
        ),
        ("01.md", "3 of 4 sections have no question"),
    ]
    assert "01.md:1: " in again.stdout
    assert "02.md:1: " in again.stdout


def test_a_heading_that_joined_another_section_is_found_there():
    html = (
        '<section id="section-a" data-section="a"><h2 id="x">大 <em>节</em> &amp; 尾</h2><h3>小节</h3></section>'
        '<section id="section-b" data-section="b"><p>下文</p></section>'
    )

    found = names_of([("大 节 & 尾 (1/2)", "section-a"), ("", "section-b")], html, lesson_title="课")

    assert questions_by_section(found, ["小节", "大 节 & 尾", "课", None, "别处"]) == (2, 1)
    assert anchors_of(found)["小节"] == "section-a"

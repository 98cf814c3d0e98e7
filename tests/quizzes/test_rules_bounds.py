"""Question files that are made to be too much: read in time that grows with their length, and refused by their line."""

import pytest
import sqlalchemy as sa

from learnhub.quizzes.queries.question_files import look_at, report_of
from learnhub.quizzes.rules.gift import MOST_LABELS, parse_gift
from learnhub.quizzes.rules.moodle_xml import parse_moodle_xml

pytestmark = pytest.mark.once

CALCULATED = (
    '<question type="calculated"><name><text>n{n}</text></name><questiontext><text>Reckon {n}.</text></questiontext>'
    '<answer fraction="100"><text>{{a}}</text></answer></question>'
)


def gaps(count: int) -> str:
    """A text with so many gaps, each with a list of as many words."""
    text = " ".join(f"[[{number}]]" for number in range(1, count + 1))
    boxes = "".join(f"<selectoption><text>w{n}</text><group>1</group></selectoption>" for n in range(count))
    return (
        f'<quiz>\n<question type="gapselect"><questiontext format="html"><text>{text}</text></questiontext>'
        f"{boxes}</question></quiz>"
    )


def test_a_file_on_one_line_tells_of_each_question_only_what_is_said_of_it(session):
    text = "<quiz>" + "".join(CALCULATED.format(n=n) for n in range(60)) + "</quiz>"

    look = look_at(text.encode(), "q.xml", "moodle-xml", owner_id=None, visible=sa.true())

    assert look.counts == {"draft": 60}
    assert {len(entry["notes"]) for entry in report_of(look)["entries"]} == {1}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n// type: cloze\n::a::x " + " ".join("{=b}" for _ in range(2000)), 3),
        ("::a::x {" + "\n".join(f"=b{n} -> c{n}" for n in range(101)) + "}", 1),
        ("::a::x {=a " + " ".join(f"~b{n}" for n in range(10_000)) + "}", 1),
    ],
)
def test_a_question_too_large_for_a_page_is_refused_with_its_line(text, line):
    found = parse_gift(text)

    assert found.questions == ()
    assert [problem.line for problem in found.refused] == [line]


def test_gaps_that_each_offer_every_word_are_bounded():
    assert len(parse_moodle_xml(gaps(100)).usable) == 1
    refused = parse_moodle_xml(gaps(101)).refused

    assert [(each.line, "a page shows up to 10,000" in str(each)) for each in refused] == [(2, True)]


def test_many_lines_before_a_question_are_read_once():
    categories = "\n".join(f"$CATEGORY: a{n}" for n in range(20_000))
    labels = "\n".join(f"// points: none{n}" for n in range(20_000))

    found = parse_gift(f"{categories}\n{labels}\n::a::x{{=a ~b}}")

    assert [(each.line, each.category) for each in found.questions] == [(40_001, "a19999")]
    assert len(found.problems) == MOST_LABELS

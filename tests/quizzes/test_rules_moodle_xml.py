"""Moodle XML: what is understood, kept and refused, and that writing and reading again changes nothing."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift_file
from learnhub.quizzes.rules.moodle_xml import parse_moodle_xml
from learnhub.quizzes.rules.moodle_xml_render import as_comment, render_moodle_xml
from learnhub.quizzes.rules.parsed import LaterKind, ParsedFile, ParsedQuestion, Severity
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat
from tests.quizzes.test_rules_gift_properties import questions
from tests.real_data import real_data

CHOICE = """<question type="multichoice">
  <name><text>Fork</text></name>
  <questiontext format="html"><text><![CDATA[<p>Which <b>road</b>?</p><img src="@@PLUGINFILE@@/fork.png">]]></text>
    <file name="fork.png" path="/" encoding="base64">R0lGODlh</file></questiontext>
  <generalfeedback format="html"><text>Look <b>left</b>.</text></generalfeedback>
  <defaultgrade>1.0000000</defaultgrade>
  <single>true</single>
  <answer fraction="100" format="html"><text>left</text><feedback format="html"><text>Yes.</text></feedback></answer>
  <answer fraction="-33.33333" format="plain_text"><text>right &amp; wrong</text></answer>
  <tags><tag><text>roads</text></tag><tag><text>section: The fork</text></tag></tags>
</question>"""
TRUTH = """<question type="truefalse"><name><text>T</text></name><questiontext><text>So?</text></questiontext>
<answer fraction="0"><text>true</text><feedback><text>No.</text></feedback></answer>
<answer fraction="100"><text>false</text><feedback><text>Right.</text></feedback></answer></question>"""
CATEGORY = '<question type="category"><category><text>$course$/Roads</text></category></question>'


def quiz(*parts: str) -> str:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *parts, "</quiz>"])


def choice(*answers: tuple[str, str], single: str = "true") -> str:
    options = "".join(f'<answer fraction="{worth}"><text>{text}</text></answer>' for worth, text in answers)
    return (
        f'<question type="multichoice"><questiontext><text>Q?</text></questiontext><single>{single}</single>'
        f"{options}</question>"
    )


def test_a_choice_is_read_with_category_tags_section_and_picture() -> None:
    file = parse_moodle_xml(quiz(CATEGORY, CHOICE), file="roads.xml")

    (question,) = file.questions
    assert file.problems == ()
    assert (question.kind, question.title, question.line) == (QuestionKind.SINGLE_CHOICE, "Fork", 4)
    assert (question.category, question.tags, question.section) == ("$course$/Roads", ("roads",), "The fork")
    assert question.stem.content.startswith("<p>Which <b>road</b>?</p>")
    assert [(option.text, option.weight) for option in question.options] == [
        (Text("left", TextFormat.HTML), Decimal(100)),
        (Text("right & wrong", TextFormat.PLAIN), Decimal("-33.33333")),
    ]
    assert question.options[0].feedback == Text("Yes.", TextFormat.HTML)
    assert question.explanation == Text("Look <b>left</b>.", TextFormat.HTML)
    assert question.files == (ParsedFile("fork.png", "stem", "R0lGODlh"),)
    assert question.source == CHOICE


def test_a_statement_keeps_which_feedback_is_for_whom() -> None:
    (question,) = parse_moodle_xml(quiz(TRUTH)).questions

    assert (question.kind, question.truth) == (QuestionKind.TRUE_FALSE, False)
    assert question.right_feedback == Text("Right.")
    assert question.wrong_feedback == Text("No.")


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("description", QuestionKind.DESCRIPTION),
        ("calculated", LaterKind.CALCULATED),
        ("ddmarker", LaterKind.PICTURE),
        ("coderunner", LaterKind.CODE),
        ("crossword", LaterKind.OTHER),
    ],
)
def test_a_type_that_comes_later_is_kept_with_its_source_and_line(kind: str, kept: QuestionKind | LaterKind) -> None:
    written = f'<question type="{kind}"><questiontext><text>Q?</text></questiontext><answer>x</answer></question>'

    file = parse_moodle_xml(quiz(CATEGORY, written))

    (question,) = file.questions
    (problem,) = file.problems
    assert (question.kind, question.source, question.line) == (kept, written, 4)
    assert (problem.severity, problem.line) == (Severity.LATER, 4)
    assert str(problem)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (choice(("100", "a")), "only one answer"),
        (choice(("0", "a"), ("0", "b")), "No answer is marked"),
        (choice(("50", "a"), ("0", "b")), "earns the whole mark"),
        (choice(("30", "a"), ("30", "b"), single="false"), "add up to 60"),
        (choice(("100", "a"), ("0", "a")), "“a” stands here twice"),
        (choice(("100", "a"), ("0", "")), "answers is empty"),
        (choice(("1OO", "a"), ("0", "b")), "“1OO” is not a number"),
        (choice(("200", "a"), ("0", "b")), "outside"),
        ('<question type="truefalse"><questiontext><text>Q</text></questiontext></question>', "needs the answers"),
        ('<question type="multichoice"><questiontext/></question>', "has no text"),
    ],
)
def test_a_question_that_cannot_be_used_is_refused_and_the_rest_stays(written: str, what: str) -> None:
    file = parse_moodle_xml(quiz(TRUTH, written))

    (problem,) = file.refused
    assert len(file.usable) == 1
    assert what in str(problem)
    assert (problem.line, problem.source) == (6, written)


def test_pictures_that_are_missing_or_damaged_are_noted() -> None:
    written = CHOICE.replace("R0lGODlh", "***").replace("/fork.png", "/gone.png")

    file = parse_moodle_xml(quiz(written))

    assert len(file.usable) == 1
    assert [problem.params["name"] for problem in file.problems] == ["fork.png", "gone.png"]


def test_what_has_no_place_here_is_named() -> None:
    written = TRUTH.replace("<answer", "<hint><text>Think.</text></hint><answer", 1)

    (problem,) = parse_moodle_xml(quiz(written)).problems

    assert (problem.severity, problem.params) == (Severity.NOTE, {"parts": "hint"})


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.99])
def test_a_truncated_file_is_refused_as_a_whole(kept: float) -> None:
    text = quiz(*[CHOICE] * 20)

    file = parse_moodle_xml(text[: int(len(text) * kept)], file="cut.xml")

    assert file.questions == ()
    assert "breaks off or is damaged" in str(file.problems[0])
    assert file.problems[0].line > 1


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE quiz [\n<!ENTITY a "ha">\n'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 12))
    + "]>\n<quiz>&a11;</quiz>"
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BOMB, "declares an entity (a)"),
        ('<!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>', "declares an entity (f)"),
        ('<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://x.example/">%p;]><quiz/>', "declares an entity (p)"),
        ('<!DOCTYPE quiz SYSTEM "http://x.example/q.dtd"><quiz>&nbsp;</quiz>', "entity nbsp is not defined"),
        ("<quiz>" + "<a>" * 5000, "nested too deeply"),
        ("<quiz>&nbsp;</quiz>", "undefined entity"),
        ("", "breaks off or is damaged"),
        ("<other/>", "is no Moodle XML"),
        ("<quiz>\x00</quiz>", "damaged"),
        ("not xml", "damaged"),
    ],
)
def test_hostile_and_broken_files_are_refused_at_once(text: str, what: str) -> None:
    begin = time.process_time()

    file = parse_moodle_xml(text)

    assert what in str(file.problems[0])
    assert file.questions == ()
    assert time.process_time() - begin < 2


def test_a_file_of_too_many_questions_is_refused() -> None:
    begin = time.process_time()

    file = parse_moodle_xml(quiz(*[TRUTH] * 100_000))

    assert file.questions == ()
    assert "more than 20000 questions" in str(file.problems[0])
    assert file.problems[0].line == 3 + 3 * 20_000
    assert time.process_time() - begin < 30


FORBIDDEN = dict.fromkeys((0xFFFE, 0xFFFF))


def test_a_backslash_before_a_gap_hides_no_gap() -> None:
    text = '<questiontext format="moodle_auto_format"><text>C:\\{1:SHORTANSWER:=temp}</text></questiontext>'

    (found,) = parse_moodle_xml(quiz(f'<question type="cloze"><name><text>n</text></name>{text}</question>')).questions

    assert found.stem.content == "C:\\[[1]]"
    assert [option.text.content for option in found.parts[0].options] == ["temp"]


def writable(question: ParsedQuestion) -> ParsedQuestion:
    """The question as Moodle XML can hold it: the text in one piece, and the weights of gaps as it writes them."""
    parts = tuple(writable(part) for part in question.parts)
    return replace(question, stem=question.text, tail="", parts=parts)


@settings(max_examples=15)
@given(st.lists(questions(), max_size=2))
def test_questions_written_as_moodle_xml_and_read_again_are_the_same(several: list[ParsedQuestion]) -> None:
    expected = tuple(writable(question) for question in several)
    text = render_moodle_xml(expected)
    if text != text.translate(FORBIDDEN) or "\ufffe" in repr(several) or "\uffff" in repr(several):
        return

    file = parse_moodle_xml(text)

    assert file.refused == ()
    assert file.questions == expected


@settings(max_examples=20)
@given(questions())
def test_a_question_survives_the_way_from_gift_to_moodle_xml_and_back(question: ParsedQuestion) -> None:
    there = parse_moodle_xml(render_moodle_xml([writable(question)])).questions

    assert parse_gift(render_gift_file(there)).questions == there


def test_pictures_survive_writing_and_reading() -> None:
    file = parse_moodle_xml(quiz(CATEGORY, CHOICE))

    assert parse_moodle_xml(render_moodle_xml(file.questions)) == replace(file)


def test_a_draft_is_written_as_its_source_and_a_foreign_one_as_a_comment() -> None:
    draft = '<question type="calculated"><questiontext><text>Why?</text></questiontext></question>'
    file = parse_moodle_xml(quiz(draft, TRUTH))

    assert parse_moodle_xml(render_moodle_xml(file.questions)).questions == file.questions
    assert parse_moodle_xml(quiz(as_comment("::a::--> x --{}-"), TRUTH)).questions == file.usable


COUNTS = {
    "amc2moodle/QCM_wo-tikz.xml": (12, 9),
    "amc2moodle/cleaning.xml": (1, 1),
    "amc2moodle/moodle-bank-exemple.xml": (13, 10),
    "moodle-tools/coderunner-ddl-intern.xml": (2, 0),
    "moodle-tools/coderunner-dql-w_connection.xml": (1, 0),
    "moodle-tools/coderunner-dql-wo_connection.xml": (1, 0),
    "moodle-tools/coderunner-streaming.xml": (1, 0),
    "moodle-tools/description.xml": (1, 0),
    "moodle-tools/dragdrop_missing-wordsRef.xml": (2, 2),
    "moodle-tools/matchingRef.xml": (2, 2),
    "moodle-tools/missing-wordsRef.xml": (6, 6),
    "moodle-tools/multiple-true-falseRef.xml": (3, 3),
    "moodle-tools/orderingRef.xml": (2, 2),
    "moodle-tools/shortanswerRef.xml": (3, 3),
    "nested_categories_with_questions.xml": (5, 5),
}


@pytest.mark.parametrize("name", COUNTS)
def test_real_files_are_accounted_for_and_survive_writing(name: str) -> None:
    file = parse_moodle_xml((real_data("moodle-xml") / name).read_text("utf-8"), file=name)

    assert (len(file.questions), len(file.usable)) == COUNTS[name]
    assert file.refused == ()
    assert parse_moodle_xml(render_moodle_xml(file.questions)).questions == file.questions


def test_a_file_of_the_wrong_type_a_damaged_one_and_one_that_is_missing_are_named_in_every_text() -> None:
    html = "&lt;img src=&quot;@@PLUGINFILE@@/%s&quot;&gt;"
    text = (
        f'<quiz><question type="multichoice"><questiontext><text>{html % "a%20b.png"}</text>'
        '<file name="a b.png" path="/" encoding="base64">aGVsbG8=</file></questiontext>'
        f'<answer fraction="100"><text>x</text><feedback><text>{html % "lost.png"}</text></feedback></answer>'
        '<answer fraction="0"><text>y</text><file name="cut.png" path="/" encoding="base64">iVBORw</file></answer>'
        "</question></quiz>"
    )

    said = [problem.what % problem.params for problem in parse_moodle_xml(text).problems]

    assert said == [
        "The file a b.png is no picture that can be shown.",
        "The picture cut.png is damaged.",
        "The picture lost.png is not in the file.",
    ]

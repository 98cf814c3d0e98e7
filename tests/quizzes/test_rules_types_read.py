"""The types that are written or arranged, as other programs and teachers write them."""

from decimal import Decimal
from typing import Any

import pytest

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.moodle_xml import parse_moodle_xml
from learnhub.quizzes.rules.parsed import ParsedQuestion, Severity, question_of
from learnhub.quizzes.rules.plain_text import parse_plain_text
from learnhub.quizzes.rules.qti import parse_qti
from learnhub.quizzes.rules.questions import QuestionKind
from tests.quizzes.test_rules_moodle_xml import quiz

pytestmark = pytest.mark.once


def moodle(kind: str, inner: str, text: str = "Q?") -> ParsedQuestion:
    said = f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    written = f'<question type="{kind}">{said}{inner}</question>'
    file = parse_moodle_xml(quiz(written))
    assert file.refused == ()
    return file.questions[0]


def test_gaps_of_moodle_are_read_out_of_the_text() -> None:
    text = "In {1:SHORTANSWER:=Bonn#yes~%50%Berlin} and {2:NUMERICAL:=10:1} or {:MULTICHOICE:=a &amp; b~c\\}}."

    question: Any = question_of(moodle("cloze", "", text))

    assert question.stem.content == "In [[1]] and [[2]] or [[3]]."
    assert [part.out_of for part in question.parts] == [1, 2, 1]
    assert [choice.weight for choice in question.parts[0].question.accepted] == [100, 50]
    assert question.parts[1].question.figures[0].text.content == "10:1"
    assert [choice.text.content for choice in question.parts[2].question.choices] == ["a &amp; b", "c}"]


def test_numbered_gaps_take_the_options_of_their_group() -> None:
    boxes = "".join(
        f"<dragbox><text>{word}</text><group>{group}</group></dragbox>"
        for word, group in [("a", 1), ("b", 1), ("c", 2)]
    )

    question = moodle("ddwtos", boxes, "First [[2]], then [[3]].")

    assert question.stem.content == "First [[1]], then [[2]]."
    assert [[option.text.content for option in part.options] for part in question.parts] == [["a", "b"], ["c"]]
    assert [option.weight for option in question.parts[0].options] == [0, 100]


def test_tolerance_units_and_case_of_moodle_are_kept() -> None:
    answer = '<answer fraction="100"><text>12</text><tolerance>0.5</tolerance></answer>'
    units = "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
    units += "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"

    number = moodle("numerical", answer + units)
    exact = moodle("shortanswer", '<answer fraction="100"><text>SELECT</text></answer><usecase>1</usecase>')

    assert number.options[0].text.content == "12:0.5"
    assert number.labels == (("unit", "m; cm=0.01"),)
    assert exact.labels == (("spelling", "exact"),)


def test_an_order_of_moodle_follows_its_places() -> None:
    answers = "".join(
        f'<answer fraction="{place}"><text>{word}</text></answer>' for word, place in [("b", 2), ("a", 1)]
    )

    question = moodle("ordering", answers + "<gradingtype>-1</gradingtype>")

    assert [option.text.content for option in question.options] == ["a", "b"]
    assert question.labels == (("scoring", "all-or-nothing"),)


ITEM = """<assessmentItem identifier="i" title="t">
<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">
<correctResponse>{values}</correctResponse></responseDeclaration><itemBody>{body}</itemBody></assessmentItem>"""


def item(body: str, *values: str, cardinality: str = "multiple", base: str = "identifier") -> ParsedQuestion:
    said = "".join(f"<value>{value}</value>" for value in values)
    file = parse_qti(ITEM.format(cardinality=cardinality, base=base, values=said, body=body))
    assert [problem for problem in file.problems if problem.severity is not Severity.NOTE] == []
    return file.questions[0]


def test_items_of_qti_become_the_types_that_they_are() -> None:
    gap = item("<p>Now <gapMatchInteraction><gapText identifier='W'>sun</gapText><gapText identifier='X'>son</gapText>"
               "<p>of <gap identifier='G'/>.</p></gapMatchInteraction></p>", "W G")  # fmt: skip
    order = item("<orderInteraction><prompt>Order.</prompt><simpleChoice identifier='A'>a</simpleChoice>"
                 "<simpleChoice identifier='B'>b</simpleChoice></orderInteraction>",
                 "B", "A", cardinality="ordered")  # fmt: skip
    mark = item("<p>Mark.</p><hottextInteraction>It <hottext identifier='A'>was</hottext> so "
                "<hottext identifier='B'>is</hottext>.</hottextInteraction>", "A", cardinality="single")  # fmt: skip
    number = item("<p>How many <textEntryInteraction/> ?</p>", "7", cardinality="single", base="integer")
    pairs = item(
        "<matchInteraction><prompt>Match.</prompt><simpleMatchSet><simpleAssociableChoice identifier='A'>a"
        "</simpleAssociableChoice><simpleAssociableChoice identifier='B'>b</simpleAssociableChoice></simpleMatchSet>"
        "<simpleMatchSet><simpleAssociableChoice identifier='X'>x</simpleAssociableChoice>"
        "<simpleAssociableChoice identifier='Y'>y</simpleAssociableChoice></simpleMatchSet></matchInteraction>",
        "A Y", "B X",
    )  # fmt: skip

    assert (gap.kind, [option.weight for option in gap.parts[0].options]) == (QuestionKind.CLOZE, [100, 0])
    assert "[[1]]" in gap.stem.content
    assert [option.text.content for option in order.options] == ["b", "a"]
    assert [(option.text.content, option.fixed, option.weight) for option in mark.options] == [
        ("It", True, 0), ("was", False, 100), ("so", True, 0), ("is", False, 0), (".", True, 0),
    ]  # fmt: skip
    assert (number.kind, number.options[0].text.content) == (QuestionKind.NUMERICAL, "7")
    assert [(option.text.content, option.match) for option in pairs.options] == [("a", "y"), ("b", "x")]


PAPER = """一、填空题
1．请示应当一文____，主送____个上级机关。
答案：一事；一
2．信访条例的期限是____日。
答案：15/十五
二、排序题
3．公文办理的顺序是：
A．承办 B．签收 C．登记
答案：BCA
"""


def test_blanks_and_orders_of_a_paper_are_read() -> None:
    file = parse_plain_text(PAPER)

    gaps, blank, order = file.questions
    assert file.problems == ()
    assert (gaps.kind, gaps.stem.content) == (QuestionKind.CLOZE, "请示应当一文[[1]]，主送[[2]]个上级机关。")
    assert [option.text.content for option in blank.options] == ["15", "十五"]
    assert [option.text.content for option in order.options] == ["签收", "登记", "承办"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("A?{#twelve}", "is no number"),
        ("A?{=%50%a}", "earns the whole mark"),
        ("A?{=a -> b}", "only one pair"),
        ("A?{=a -> b =c -> }", "no partner"),
        ("// type: ordering\nA?{=a}", "nothing to be put in order"),
        ("// type: ordering\nA?{=a =a}", "stands here twice"),
        ("// type: marking\nA?{=a}", "only one answer"),
        ("// type: cloze\nA {~a} b", "only one answer"),
        ("// type: cloze\nA {=a -> b =c -> d} b", "A gap can be filled"),
        ("// type: cloze\nA [[1]] {=a} b", "do not follow each other"),
        ("// material: text\nA text.", "No question belongs"),
        ("// material: part\nA?{T}", "none stands above"),
        ("// material: text\nA text.\n\n// material: part\nB?{}", "cannot be part"),
    ],
)
def test_what_does_not_add_up_is_refused_with_its_reason(text: str, what: str) -> None:
    file = parse_gift(text, file="a.gift")

    assert file.questions == ()
    assert any(what in str(problem) for problem in file.refused)


def test_a_label_that_says_nothing_is_noted_and_the_question_stays() -> None:
    file = parse_gift("// scoring: sideways\n// type: essay\nA?{=a ~b}")

    assert [problem.severity for problem in file.problems] == [Severity.NOTE, Severity.NOTE]
    assert file.questions[0].kind is QuestionKind.SINGLE_CHOICE


def test_labels_may_be_written_in_chinese() -> None:
    (question,) = parse_gift("// 题型：排序\n// 计分：全对\n顺序？{=甲 =乙}").questions
    (essay,) = parse_gift("// 评分：4分 紧扣材料\n// 字数：100－800\n// 阅卷人：2\n写。{}").questions

    assert (question.kind, question.labels) == (QuestionKind.ORDERING, (("scoring", "all-or-nothing"),))
    assert essay.labels == (("words", "100-800"), ("rubric", "4 紧扣材料"), ("markers", "2"))
    made: Any = question_of(essay)
    assert (made.points, made.least, made.most) == (Decimal(4), 100, 800)

"""Test papers as Chinese teachers write them, typed or pasted from Word."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift_file
from learnhub.quizzes.rules.parsed import ParsedQuestion, Severity
from learnhub.quizzes.rules.plain_text import parse_plain_text
from learnhub.quizzes.rules.questions import QuestionKind

PAPER = """一、单选题（每题2分，共4分）
1．公文的主送机关是指（　　）。
A．甲机关　　B．乙机关
C．丙机关　　D．丁机关
答案：B 解析：见第二条。
难度：中　知识点：行文规则
2、请示应当（ C ）
A.一文多事 B.多头主送 C.一文一事 D.越级
二、多选题
１．下列属于公文的有：
Ａ．决议
Ｂ．决定
Ｃ．短信
Ｄ．命令
答案：A、B、D
三、判断题
1. 请示可以抄送下级机关。（×）
2. 通知是下行文。
答案：正确
解析：见条例。
四、简答题
1. 说说你的看法。
答案：略
"""


def key_of(question: ParsedQuestion) -> str:
    """The answer in letters, 对 or 错."""
    if question.truth is not None:
        return "对" if question.truth else "错"
    return "".join(chr(65 + at) for at, option in enumerate(question.options) if option.weight > 0)


def keys(text: str) -> list[str]:
    return [key_of(question) for question in parse_plain_text(text).usable]


def test_a_whole_paper_is_understood() -> None:
    file = parse_plain_text(PAPER, file="试卷.txt")

    assert [(q.line, q.kind, key_of(q)) for q in file.usable] == [
        (2, QuestionKind.SINGLE_CHOICE, "B"),
        (7, QuestionKind.SINGLE_CHOICE, "C"),
        (10, QuestionKind.MULTIPLE_CHOICE, "ABD"),
        (17, QuestionKind.TRUE_FALSE, "错"),
        (18, QuestionKind.TRUE_FALSE, "对"),
        (22, QuestionKind.ESSAY, ""),
    ]
    first = file.questions[0]
    assert [option.text.content for option in first.options] == ["甲机关", "乙机关", "丙机关", "丁机关"]
    assert first.explanation is not None
    assert first.explanation.content == "见第二条。"
    assert first.tags == ("难度：中", "知识点：行文规则")
    assert [str(option.weight) for option in file.questions[2].options] == ["33.33333", "33.33333", "-100", "33.33333"]
    assert file.questions[-1].labels == (("guidance", "略"),)
    assert file.problems == ()


def test_a_paper_goes_into_gift_and_back() -> None:
    usable = parse_plain_text(PAPER).usable

    assert parse_gift(render_gift_file(usable)).questions == usable


OPTIONS = "A．甲 B．乙 C．丙 D．丁\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1. 问？\n" + OPTIONS + "答案：B", "B"),
        ("1、问？\n" + OPTIONS + "【答案】B", "B"),
        ("1）问？\n" + OPTIONS + "正确答案: b", "B"),
        ("（1）问？\n" + OPTIONS + "答案：（B）", "B"),
        ("第1题 问？\n" + OPTIONS + "参考答案：B。解析：因为。", "B"),
        ("１．问？\n" + OPTIONS + "答案：Ｂ", "B"),
        ("1.问？\n" + OPTIONS + "答案：\nB", "B"),
        ("1.问（B）？\n" + OPTIONS, "B"),
        ("1.问（ ＡＢ ）？\n" + OPTIONS, "AB"),
        ("1.问？\n" + OPTIONS + "答案：A,C；D", "ACD"),
        ("1.【多选题】问？\n" + OPTIONS + "答案：A", "A"),
        ("1.问？A、甲 B、乙 C、丙\n答案：C", "C"),
        ("1.问？\nA.甲B.乙C.丙D.丁\n答案：D", "D"),
        ("1.问？\n(A)甲 (B)乙\n(C)丙 (D)丁\n答案：A", "A"),
        ("1.问？\nA 甲\nB 乙\n答案：A", "A"),
        ("1.问？\x0bA．甲\x0bB．乙\x0b答案：B", "B"),
        ("1.\t问？\r\nA．\t甲\tB．\t乙\r\n答案：\tB\r\n", "B"),
        ("1.问？\nA．甲　　　B．乙 答案：B 解析：因为", "B"),
        ("1.对不对？答案：√", "对"),
        ("（ × ）1.对不对？", "错"),
        ("1.对不对？\n答案：对", "对"),
        ("1.对不对？（错）", "错"),
        ("1.对不对？\n答案：×", "错"),
        ("1.对不对？\n答案：错误。", "错"),
        ("判断题\n1.对不对？\nA.正确 B.错误\n答案：B", "错"),
        ("三、判断题\n1.对不对？\n答案：T", "对"),
    ],
)
def test_the_ways_of_writing_a_question(written: str, expected: str) -> None:
    file = parse_plain_text(written)

    assert file.problems == ()
    assert keys(written) == [expected]


SIX = "".join(f"{n}．问{n}？\n{OPTIONS}" for n in range(1, 6)) + "6．对不对？\n"


@pytest.mark.parametrize(
    "key",
    [
        "参考答案\n1-5 ABCDA\n6 对",
        "参考答案：1-5 ABCDA 6-6 √",
        "参考答案\n1—5：A B C D A\n6．√",
        "答案\n1.A 2.B 3.C 4.D 5.A 6.√",
        "参考答案及解析\n1．A 解析：因为甲。\n2．【答案】B 【解析】因为乙。\n3、C\n4、D\n5、A\n6、正确",
        "标准答案：\n1～5 ＡＢＣＤＡ\n6 对",
        "答案：\n1至5：ABCDA\n6：对",
    ],
)
def test_answers_at_the_end_of_the_paper_find_their_questions(key: str) -> None:
    file = parse_plain_text(SIX + key)

    assert file.problems == ()
    assert keys(SIX + key) == ["A", "B", "C", "D", "A", "对"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("1．15日 2．2024年1月1日 3．1234567890", ["15日", "2024年1月1日", "1234567890"]),
        ("1.15日\n2、1、2、3\n3：20151026", ["15日", "1、2、3", "20151026"]),
        ("1．1.5；2．2.5；第3题 30日", ["1.5", "2.5", "30日"]),
        ("（1）信访 （2）有3对 （3）三", ["信访", "有3对", "三"]),
    ],
)
def test_figures_in_the_answers_at_the_end_are_no_numbers_of_questions(key: str, expected: list[str]) -> None:
    paper = "一、填空题\n" + "".join(f"{n}．第____天？\n" for n in (1, 2, 3))

    file = parse_plain_text(f"{paper}参考答案\n{key}")

    assert [question.options[0].text.content for question in file.usable] == expected
    assert file.problems == ()


@pytest.mark.parametrize("line", ["1234567890.B", "1-12345 ABC"])
def test_a_long_run_of_digits_is_no_number_of_a_question(line: str) -> None:
    file = parse_plain_text(f"7890．问？\n{OPTIONS}参考答案\n{line}")

    assert file.usable == ()
    assert [problem.line for problem in file.problems if problem.severity is Severity.NOTE] == [4]


def test_answers_by_section_and_with_explanations() -> None:
    paper = f"一、单选题\n1.问一？\n{OPTIONS}2.问二？\n{OPTIONS}二、多选题\n1.问三？\n{OPTIONS}三、判断题\n1.对不对？\n"
    key = "参考答案\n一、单选题\n1-2 AB\n二、多选题\n1. ACD\n解析：因为。\n三、判断题\n1. ×"

    file = parse_plain_text(paper + key)

    assert keys(paper + key) == ["A", "B", "ACD", "错"]
    assert file.problems == ()
    assert [question.explanation and question.explanation.content for question in file.questions][2] == "因为。"


@pytest.mark.parametrize(
    ("written", "line", "what"),
    [
        ("1.问？\n" + OPTIONS, 1, "answer of this question is missing"),
        ("1.问？\n" + OPTIONS + "答案：E", 1, "“E” is none of the options"),
        ("1.问？\n" + OPTIONS + "答案：略", 1, "“略” is none of the options"),
        ("单选题\n1.问？\n" + OPTIONS + "答案：AB", 2, "single choice has the answer AB"),
        ("1.问？\nA.甲\n答案：A", 1, "only one answer"),
        ("1.问？\nA.甲 B.甲\n答案：A", 1, "stands here twice"),
        ("1.问？\nA.甲\nC.乙\n答案：A", 1, "lettered AC"),
        ("判断题\n1.对不对？\n答案：也许", 2, "neither right nor wrong"),
        ("判断题\n1.对不对？", 2, "answer of this question is missing"),
        (SIX + "参考答案\n1-6 ABC", 18 - 5, "answers 1 to 6 do not fit: 3"),
    ],
)
def test_what_does_not_add_up_is_refused_with_its_line_and_source(written: str, line: int, what: str) -> None:
    file = parse_plain_text(written)

    told = [problem for problem in file.refused if what in str(problem)]
    assert [problem.line for problem in told] == [line]
    assert told[0].source


def test_an_answer_that_fits_two_questions_is_refused_for_both() -> None:
    paper = f"一、单选题\n1.问一？\n{OPTIONS}二、多选题\n1.问二？\n{OPTIONS}参考答案\n1.A\n"

    file = parse_plain_text(paper)

    assert file.usable == ()
    assert "fits several questions" in str(file.refused[-1])


def test_a_question_with_two_different_answers_is_refused() -> None:
    file = parse_plain_text(f"1.问？\n{OPTIONS}答案：A\n2.问？\n{OPTIONS}答案：AB\n参考答案\n1.B 2.BA")

    assert [key_of(question) for question in file.usable] == ["AB"]
    assert "another answer here" in str(file.refused[0])


def test_lines_that_belong_to_nothing_are_named() -> None:
    file = parse_plain_text("期末测试卷\n姓名：\n" + PAPER)

    notes = [problem.line for problem in file.problems if problem.severity is Severity.NOTE]
    assert notes == [1, 2]
    assert len(file.usable) == 6


def test_figures_are_no_numbers_of_questions() -> None:
    file = parse_plain_text("1.高度是多少？\n1.5米以上的\nA.甲 B.乙\n答案：A")

    (question,) = file.usable
    assert question.stem.content == "高度是多少？\n1.5米以上的"


SIGNS = [
    "1.",
    "２．",
    "A．",
    "Ｂ、",
    "C",
    "答案：",
    "参考答案",
    "解析：",
    "（ A ）",
    "√",
    "一、单选题",
    "判断题",
    "1-5 ABC",
]
PIECES = st.lists(st.sampled_from([*SIGNS, "\n", "\n\n", " ", "　", "\t", "\x0b", "\r", "甲", "____"]), max_size=40)


@settings(max_examples=100)
@given(PIECES.map("".join) | st.text(max_size=60))
def test_no_text_breaks_the_reading_and_what_was_read_survives_gift(text: str) -> None:
    file = parse_plain_text(text)

    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= problem.line <= lines and str(problem) for problem in file.problems)
    assert parse_gift(render_gift_file(file.usable)).questions == file.usable


@pytest.mark.parametrize(
    "block", ["1．问？\n" + OPTIONS + "答案：B\n", "A．" * 20 + "\n", "（" * 40 + "\n", "答案：" * 9 + "\n"]
)
def test_a_long_file_takes_time_in_proportion(block: str) -> None:
    begin = time.process_time()

    parse_plain_text(block * 3000)

    assert time.process_time() - begin < 10


def test_a_list_inside_an_explanation_opens_no_question() -> None:
    file = parse_plain_text(f"1.问一？\n{OPTIONS}答案：A\n解析：依据：\n1. 甲；\n2. 乙。\n2.问二？\n{OPTIONS}答案：B\n")

    assert file.problems == ()
    first, second = file.usable
    assert first.explanation is not None
    assert first.explanation.content == "依据：\n1. 甲；\n2. 乙。"
    assert second.line == 7


def test_questions_that_all_have_the_number_1_stay_questions() -> None:
    assert keys(f"1.问一？\n{OPTIONS}答案：A 解析：因为。\n1.问二？\n{OPTIONS}答案：B\n") == ["A", "B"]

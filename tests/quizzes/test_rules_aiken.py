"""Aiken exactly: what is spelt otherwise is refused with its line, and the questions around it stay."""

import pytest

from learnhub.quizzes.rules.aiken import parse_aiken
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift_file
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat
from tests.real_data import real_data

GOOD = "Which <b>?\nA. one\nB) two & three\nC. four\nANSWER: B\n"


def test_a_question_is_read_as_plain_text() -> None:
    file = parse_aiken("\n" + GOOD.replace("\n", "\r\n"))

    (question,) = file.questions
    assert file.problems == ()
    assert (question.kind, question.line) == (QuestionKind.SINGLE_CHOICE, 2)
    assert question.stem == Text("Which <b>?", TextFormat.PLAIN)
    assert [(option.text.content, int(option.weight)) for option in question.options] == [
        ("one", 0),
        ("two & three", 100),
        ("four", 0),
    ]


@pytest.mark.parametrize(
    ("bad", "line", "what"),
    [
        ("Q?\nA. a\nB. b\nANSWER: C\n", 4, "The answer C is none"),
        ("Q?\nA. a\nB. b\nANSWER: b\n", 4, "The answer b is none"),
        ("Q?\nA. a\nB. b\nANSWER: A, B\n", 4, "The answer A, B is none"),
        ("Q?\nA. a\nB. b\nANSWER:\n", 4, "letter of the answer is missing"),
        ("Q?\nA. a\nB. b\nAnswer: A\n", 4, "spelt like an answer"),
        ("Q?\nA. a\nB. b\n", 1, "answer of this question is missing"),
        ("Q?\nA. a\nC. b\nANSWER: A\n", 3, "letter C, and B comes next"),
        ("Q?\nA. a\nA. b\nANSWER: A\n", 3, "letter A, and B comes next"),
        ("Q?\nA. a\nb. b\nANSWER: A\n", 3, "spelt like an option"),
        ("Q?\nA. a\nB.b\nANSWER: A\n", 3, "spelt like an option"),
        ("Q?\nA. a\nANSWER: A\n", 1, "only one answer"),
        ("Q?\nA. a\nB. a\nANSWER: A\n", 1, "stands here twice"),
        ("Q\nwrapped?\nA. a\nB. b\nANSWER: A\n", 2, "more than one line"),
        ("A. a\nB. b\nANSWER: A\n", 1, "no question above"),
        ("ANSWER: A\n", 1, "no question above"),
        ("only words\n", 1, "answer of this question is missing"),
    ],
)
def test_a_question_that_is_not_exact_is_refused_with_its_line_and_the_next_one_stays(
    bad: str, line: int, what: str
) -> None:
    alone = parse_aiken(bad, file="q.txt")

    assert alone.questions == ()
    assert [problem.line for problem in alone.problems] == [line]
    assert what in str(alone.problems[0])
    assert alone.problems[0].source.strip() == bad.strip()
    if bad != "only words\n":
        assert len(parse_aiken(bad + "\n" + GOOD).questions) == 1


def test_a_question_goes_into_gift_and_back() -> None:
    file = parse_aiken(GOOD * 2)

    assert parse_gift(render_gift_file(file.questions)).questions == file.questions


def test_the_real_file_is_read_wholly() -> None:
    file = parse_aiken((real_data("aiken") / "questions.aiken.txt").read_text("utf-8"))

    assert file.problems == ()
    assert [len(question.options) for question in file.questions] == [4, 2]
    assert '<html class="cool"> & images:' in file.questions[1].stem.content

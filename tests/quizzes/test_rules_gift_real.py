"""Real GIFT files, compared with what an independent parser understood."""

import json
from decimal import Decimal
from typing import Any

import pytest

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion, ParsedQuiz, Severity
from learnhub.quizzes.rules.questions import QuestionKind
from tests.real_data import real_data

FILES = [
    "examples.txt",
    "questions_in_category.gift.txt",
    "grammar/escapeAll.gift",
    "grammar/numerical1.gift",
    "grammar/totara_moodle_match.gift",
]
KINDS = {
    "MC": {QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE},
    "TF": {QuestionKind.TRUE_FALSE},
    "Short": {QuestionKind.SHORT_ANSWER},
    "Numerical": {QuestionKind.NUMERICAL},
    "Matching": {QuestionKind.MATCHING},
}
# The other parser puts a space between the blank and what follows; we keep the author's spacing, as Moodle does.
OTHER_SPACING = {"_____ .": "_____."}


def read(name: str) -> tuple[ParsedQuiz, list[dict[str, Any]]]:
    folder = real_data("gift")
    expected = json.loads((folder / "expected.gift-pegjs-1.0.2.json").read_text("utf-8"))[name]
    return parse_gift((folder / name).read_text("utf-8"), file=name), expected


@pytest.mark.parametrize("name", FILES)
def test_both_parsers_understand_the_same_questions(name: str) -> None:
    file, expected = read(name)
    asked = [question for question in expected if question["type"] != "Category"]

    assert [_ours(question) for question in file.questions] == [_theirs(question) for question in asked]
    assert all(ours.kind in KINDS[theirs["type"]] for ours, theirs in zip(file.questions, asked, strict=True))
    assert file.refused == ()


@pytest.mark.parametrize("name", FILES)
def test_real_questions_can_be_written_and_read_again(name: str) -> None:
    for question in read(name)[0].questions:
        assert parse_gift(render_gift(question)).questions == (question,)


def test_the_category_of_a_real_file_holds_for_its_questions() -> None:
    file, expected = read("questions_in_category.gift.txt")

    assert {question.category for question in file.questions} == {expected[0]["title"]}


def test_what_real_files_hold_is_counted() -> None:
    files = {name: read(name)[0] for name in FILES}
    later = {name: sum(p.severity is Severity.LATER for p in file.problems) for name, file in files.items()}

    assert {name: (len(file.questions), len(file.usable), later[name]) for name, file in files.items()} == {
        "examples.txt": (43, 43, 0),
        "questions_in_category.gift.txt": (4, 4, 0),
        "grammar/escapeAll.gift": (1, 1, 0),
        "grammar/numerical1.gift": (5, 5, 0),
        "grammar/totara_moodle_match.gift": (1, 1, 0),
    }


def _ours(question: ParsedQuestion) -> dict[str, Any]:
    return {
        "title": question.title,
        "stem": (question.text.format.value, question.text.content),
        "answers": question.truth if question.truth is not None else [_our_answer(each) for each in question.options],
        "feedback": [each and each.content for each in (question.wrong_feedback, question.right_feedback)],
    }


def _our_answer(option: ParsedOption) -> tuple[Any, ...]:
    return option.text.content, option.match, option.weight, option.feedback and option.feedback.content


def _theirs(question: dict[str, Any]) -> dict[str, Any]:
    text = question["stem"]["text"]
    for theirs, ours in OTHER_SPACING.items():
        text = text.replace(theirs, ours)
    return {
        "title": question["title"],
        "stem": (question["stem"]["format"], text),
        "answers": _their_answers(question),
        "feedback": [_content(question.get(key)) for key in ("trueFeedback", "falseFeedback")],
    }


def _their_answers(question: dict[str, Any]) -> bool | list[tuple[Any, ...]]:
    if question["type"] == "TF":
        return bool(question["isTrue"])
    answers = question.get("choices") or question["matchPairs"]
    # They name a lone figure by itself; we keep it as one answer.
    listed = answers if isinstance(answers, list) else [{"text": answers}]
    return [_their_answer(answer) for answer in listed]


def _their_answer(answer: dict[str, Any]) -> tuple[Any, ...]:
    text = answer.get("text") or answer["subquestion"]
    whole = Decimal(100) if answer.get("isCorrect", True) else Decimal(0)
    weight = answer.get("weight")
    written = text["text"] if "text" in text else _figure(text)
    return (
        written,
        answer.get("subanswer"),
        whole if weight is None else Decimal(weight),
        _content(answer.get("feedback")),
    )


def _figure(number: dict[str, Any]) -> str:
    """They split a figure into its parts; we keep it as it was written."""
    if number["type"] == "high-low":
        return f"{number['numberLow']}..{number['numberHigh']}"
    return f"{number['number']}:{number['range']}" if number["type"] == "range" else str(number["number"])


def _content(text: dict[str, str] | None) -> str | None:
    return text["text"] if text else None

"""What answers and attempts are worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.grading import (
    RECALL_PERCENT,
    Slot,
    answer_value,
    best_of,
    grade_answer,
    grade_attempt,
    read_answer,
)
from learnhub.quizzes.rules.parsed import question_of
from learnhub.quizzes.rules.questions import Choice, ChoiceQuestion, Question, Text


def asked(gift: str) -> Question:
    return question_of(parse_gift(gift).usable[0])


SINGLE = asked("// section: One\nWhich?{=a ~b ~%40%c ~%-10%d}")
SEVERAL = asked("// section: Two\nWhich?{~%50%a ~%50%b ~%-50%c ~%-50%d}")
GENEROUS = asked("Which?{~%50%a ~%50%b ~c}")
THIRDS = asked("Which?{~%33.33%a ~%33.33%b ~%33.33%c ~%-100%d}")
TRUE = asked("// section: One\nIs it?{T}")


@pytest.mark.parametrize(
    ("question", "answer", "fraction", "right"),
    [
        (SINGLE, {"1"}, "1", True),
        (SINGLE, {"2"}, "0", False),
        (SINGLE, {"3"}, "0.4", False),
        (SINGLE, {"4"}, "0", False),
        (SINGLE, None, "0", False),
        (SEVERAL, {"1", "2"}, "1", True),
        (SEVERAL, {"1"}, "0.5", False),
        (SEVERAL, {"1", "3"}, "0", False),
        (SEVERAL, {"1", "2", "3"}, "0.5", False),
        (SEVERAL, {"1", "2", "3", "4"}, "0", False),
        (SEVERAL, {"3", "4"}, "0", False),
        (SEVERAL, set(), "0", False),
        (GENEROUS, {"1", "2", "3"}, "1", False),
        (THIRDS, {"1", "2", "3"}, "1", True),
        (THIRDS, {"1", "2"}, "0.66667", False),
        (TRUE, True, "1", True),
        (TRUE, False, "0", False),
        (TRUE, None, "0", False),
    ],
)
def test_an_answer_is_worth_what_its_options_weigh(
    question: Question, answer: set[str] | bool | None, fraction: str, right: bool
) -> None:
    mark = grade_answer(question, frozenset(answer) if isinstance(answer, set) else answer)

    assert (mark.fraction, mark.right) == (Decimal(fraction), right)
    assert mark.answered is (answer not in (None, set()))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (TRUE, "true"),
        (TRUE, 1),
        (TRUE, ["1"]),
        (SINGLE, "9"),
        (SINGLE, ["1"]),
        (SINGLE, True),
        (SINGLE, 1),
        (SINGLE, {"key": "1"}),
        (SEVERAL, "1"),
        (SEVERAL, ["1", 2]),
        (SEVERAL, ["1", "9"]),
        (SEVERAL, [["1"]]),
    ],
)
def test_an_answer_that_cannot_belong_to_the_question_is_refused(question: Question, value: object) -> None:
    with pytest.raises(Invalid):
        read_answer(question, value)


@pytest.mark.parametrize(
    ("question", "value"),
    [(TRUE, False), (TRUE, None), (SINGLE, "2"), (SINGLE, None), (SEVERAL, ["1", "3"]), (SEVERAL, None)],
)
def test_an_answer_read_and_written_again_is_the_same(question: Question, value: object) -> None:
    assert answer_value(question, read_answer(question, value)) == value


@pytest.mark.parametrize(
    ("question", "answer"),
    [(TRUE, frozenset({"1"})), (SINGLE, True), (SINGLE, frozenset({"1", "2"})), (SEVERAL, frozenset({"x"}))],
)
def test_grading_refuses_an_answer_to_another_question(question: Question, answer: frozenset[str] | bool) -> None:
    with pytest.raises(Invalid):
        grade_answer(question, answer)


def test_an_attempt_adds_up_and_names_the_sections_to_look_at_again() -> None:
    slots = [
        Slot(SINGLE, frozenset({"1"})),
        Slot(SEVERAL, frozenset({"1"}), out_of=Decimal(2)),
        Slot(TRUE, None),
        Slot(SINGLE, frozenset({"2"})),
    ]

    grade = grade_attempt(slots)

    assert (grade.score, grade.out_of, grade.percent) == (Decimal(2), Decimal(5), Decimal(40))
    assert (grade.right, grade.wrong, grade.unanswered) == (1, 2, 1)
    assert grade.passed is False
    assert grade.look_again == ("Two", "One")


@pytest.mark.parametrize(
    ("right", "of", "pass_percent", "passed"),
    [
        (3, 5, Decimal(60), True),
        (2, 5, Decimal(60), False),
        (2, 3, Decimal("66.67"), False),
        (2, 3, Decimal("66.66"), True),
        (3, 3, RECALL_PERCENT, True),
        (2, 3, RECALL_PERCENT, False),
        (0, 0, Decimal(60), False),
        (0, 0, Decimal(0), False),
    ],
)
def test_an_attempt_passes_at_its_pass_mark(right: int, of: int, pass_percent: Decimal, passed: bool) -> None:
    slots = [Slot(TRUE, number < right) for number in range(of)]

    assert grade_attempt(slots, pass_percent=pass_percent).passed is passed


def test_a_shown_percentage_never_reaches_a_pass_mark_that_was_missed() -> None:
    several = [Slot(TRUE, number < 59_996) for number in range(100_000)]

    grade = grade_attempt(several)

    assert (grade.percent, grade.passed) == (Decimal("59.99"), False)


def test_the_best_attempt_counts() -> None:
    assert best_of([Decimal(40), Decimal(80), Decimal(60)]) == Decimal(80)
    assert best_of([]) is None


WEIGHTS = st.lists(st.integers(-100, 100).map(Decimal), min_size=1, max_size=6)


@given(st.lists(st.integers(1, 100).map(Decimal), min_size=1, max_size=4), WEIGHTS, st.data())
def test_a_mark_stays_between_nothing_and_the_whole(
    right: list[Decimal], other: list[Decimal], data: st.DataObject
) -> None:
    choices = tuple(Choice(str(number), Text("x"), weight) for number, weight in enumerate([*right, *other]))
    question = ChoiceQuestion(Text("Which?"), choices, multiple=True)
    answer = frozenset(data.draw(st.sets(st.sampled_from([choice.key for choice in choices]))))

    mark = grade_answer(question, answer)

    assert 0 <= mark.fraction <= 1
    assert grade_answer(question, question.key).fraction == 1
    assert mark.right == (answer == question.key)

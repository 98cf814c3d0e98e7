"""What an answer of each type may be, how it is compared, and what it is worth."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.answers import answer_value, is_second_thought, read_answer
from learnhub.quizzes.rules.figures import figure_of, number_of, typed_number
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.grading import grade_answer
from learnhub.quizzes.rules.parsed import question_of
from learnhub.quizzes.rules.shapes import Question, Unit
from learnhub.quizzes.rules.showing import right_value, shown_order
from learnhub.quizzes.rules.written import is_meant
from tests.quizzes.samples import QUESTIONS

pytestmark = pytest.mark.once
UNITS = (Unit("元"), Unit("万元", Decimal(10_000)))


def asked(kind: str) -> Question:
    file = parse_gift(QUESTIONS[kind])
    assert file.refused == ()
    return question_of(file.questions[0])


@pytest.mark.parametrize(
    ("kind", "value", "named"),
    [
        ("true_false", "true", "true or false"),
        ("single", ["1"], "does not fit"),
        ("single", "9", "none of the question's options"),
        ("short_answer", 5, "must be a text"),
        ("short_answer", "x" * 501, "longer than"),
        ("numerical", ["1"], "must be a text"),
        ("matching", {"9": "1"}, "none of the question's options"),
        ("matching", {"1": "9"}, "none of the question's options"),
        ("matching", "1", "does not fit"),
        ("matching", {"1": 1}, "does not fit"),
        ("ordering", ["1", "2"], "each of the things once"),
        ("ordering", ["1", "1", "2", "3"], "each of the things once"),
        ("ordering", [1, 2, 3, 4], "does not fit"),
        ("cloze", {"1": {"x": "y"}}, "must be a text"),
        ("cloze", {"7": "x"}, "none of the question's options"),
        ("cloze", ["x"], "does not fit"),
        ("marking", ["1"], "none of the question's options"),
        ("marking", "2", "does not fit"),
        ("material", {"2": "yes"}, "true or false"),
        ("essay", "x" * 15_001, "longer than"),
    ],
)
def test_a_value_that_fits_no_question_is_refused_by_what_is_wrong(kind: str, value: Any, named: str) -> None:
    with pytest.raises(Invalid, match=named):
        read_answer(asked(kind), value)


@pytest.mark.parametrize("kind", list(QUESTIONS))
@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_is_no_answer_and_worth_nothing(kind: str, nothing: Any) -> None:
    question = asked(kind)

    mark = grade_answer(question, read_answer(question, nothing))

    assert (mark.fraction, mark.right, mark.answered) == (0, False, False)


@pytest.mark.parametrize("kind", list(QUESTIONS))
def test_the_right_answer_is_worth_everything_and_comes_back_as_it_was_given(kind: str) -> None:
    question = asked(kind)
    value = right_value(question)

    answer = read_answer(question, value)
    mark = grade_answer(question, answer)

    assert answer_value(question, answer) == value
    assert mark.pending if kind == "essay" else mark.right and mark.fraction == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["1", "2", "3"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["1", "2", "3", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(list(QUESTIONS)), JSON)
def test_any_value_is_either_refused_or_graded_and_comes_back_unchanged(kind: str, value: Any) -> None:
    question = asked(kind)
    try:
        answer = read_answer(question, value)
    except Invalid:
        return

    again = read_answer(question, answer_value(question, answer))

    assert again == answer
    assert 0 <= grade_answer(question, answer).fraction <= 1


@pytest.mark.parametrize(
    ("typed", "accepted", "meant"),
    [
        ("　信访工作条例。", "《信访工作条例》", True),
        ("Hello,  WORLD!", "hello world", True),
        ("国办函【２０２６】１２号", "国办函〔2026〕12号", True),
        ("三个 工作日", "三个工作日", True),
        ("don’t", "don't", True),
        ("1,000", "1000", True),
        ("3．5", "3.5", True),
        ("35", "3.5", False),
        ("-5", "5", False),
        ("1,5", "15", False),
        ("C", "C++", False),
        ("C", "C#", False),
        ("？", "！", False),
        ("the quick brown fox", "*quick*fox", True),
        ("the quick brown fox!", "*quick*dog*", False),
        ("2*3", "2\\*3", True),
        ("213", "2\\*3", False),
        ("a", "a*a", False),
    ],
)
def test_width_spaces_and_marks_make_no_difference_but_words_do(typed: str, accepted: str, meant: bool) -> None:
    assert is_meant(typed, accepted) is meant


def test_an_exact_answer_is_compared_as_it_is_written() -> None:
    assert is_meant(" SELECT ", "SELECT", exact=True)
    assert not is_meant("select", "SELECT", exact=True)
    assert not is_meant("SELECT;", "SELECT", exact=True)


def test_traditional_characters_count_where_somebody_knows_the_table() -> None:
    table = str.maketrans("訪條", "访条")

    assert not is_meant("信訪條例", "信访条例")
    assert is_meant("信訪條例", "信访条例", simplify=lambda text: text.translate(table))
    assert is_meant("信访条例", "信訪條例", simplify=lambda text: text.translate(table))


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_comparison(typed: str, accepted: str) -> None:
    assert is_meant(typed, accepted) in (True, False)
    assert is_meant(accepted.replace("\\", ""), "*")


@pytest.mark.parametrize(
    ("typed", "number", "known"),
    [
        ("12", "12", True),
        ("１２．５元", "12.5", True),
        ("1,234.5", "1234.5", True),
        ("1 234", "1234", True),
        ("3,5", "3.5", True),
        ("1.2万元", "12000", True),
        ("3万", "30000", True),
        ("3×10^5", "300000", True),
        ("-0.5", "-0.5", True),
        ("−5", "-5", True),
        ("12 公斤", "12", False),
        ("12.", "12", True),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str, known: bool) -> None:
    read = typed_number(typed, UNITS)

    assert read is not None
    assert (read.number, read.known) == (Decimal(number), known)


@pytest.mark.parametrize("typed", ["", "abc", "十二", "--5", "e5"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert typed_number(typed, UNITS) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    typed_number(text, UNITS)
    figure_of(text)
    number_of(text)


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [("12", "12", "12.01"), ("12:0.5", "12.5", "12.51"), ("11..13", "11", "10.9"), ("-3..-1", "-2", "0")],
)
def test_a_figure_holds_both_of_its_ends(said: str, inside: str, outside: str) -> None:
    figure = figure_of(said)

    assert figure is not None
    assert figure.holds(Decimal(inside))
    assert not figure.holds(Decimal(outside))


@pytest.mark.parametrize("said", ["a", "5..3", "5:-1", "5:x", ".."])
def test_a_figure_that_says_nothing_is_none(said: str) -> None:
    assert figure_of(said) is None


def test_an_order_is_worth_its_places_its_neighbours_or_all_of_it() -> None:
    def worth(scoring: str) -> Decimal:
        file = parse_gift(f"// type: ordering\n// scoring: {scoring}\nOrder.{{=a =b =c =d}}")
        question = question_of(file.questions[0])
        return grade_answer(question, ("4", "1", "2", "3")).fraction

    assert worth("places") == 0
    assert worth("neighbours") == Decimal("0.66667")
    assert worth("all-or-nothing") == 0


@given(st.text(max_size=10), st.integers(1, 999))
def test_an_order_is_never_shown_as_it_is_right_and_pieces_stay_where_they_are(seed: str, ident: int) -> None:
    assert shown_order(asked("ordering"), seed=seed, question_id=ident) != ["1", "2", "3", "4"]
    assert shown_order(asked("marking"), seed=seed, question_id=ident) == ["2", "3", "4"]
    assert sorted(shown_order(asked("material"), seed=seed, question_id=ident)) == ["1/1", "1/2", "2/false", "2/true"]


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        ("1", "2", True),
        (True, False, True),
        (True, None, True),
        (["1"], ["1", "3"], False),
        (["1", "3"], ["1"], True),
        (["1", "2", "3"], ["2", "1", "3"], True),
        ("fif", "fifteen", False),
        ("fifty", "fifteen", True),
        ({"1": "2"}, {"1": "2", "2": "x"}, False),
        ({"1": "2"}, {"1": "3", "2": "x"}, True),
        ({"1": "2"}, None, True),
        (None, "1", False),
    ],
)
def test_a_second_thought_takes_something_back_and_going_on_is_none(before: Any, after: Any, is_one: bool) -> None:
    assert is_second_thought(before, after) is is_one

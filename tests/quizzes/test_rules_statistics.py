"""Item and test statistics, against a fixture worked out elsewhere and against plain arithmetic."""

import statistics as plain
from dataclasses import astuple
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.quizzes.rules.marks_file import read_marks
from learnhub.quizzes.rules.statistics import QuizStatistics, analyse

FIXTURE = """1,1,1,4,1
1,1,.5,2,1
1,0,1,3,1
0,1,.5,1,0
1,1,1,4,1
0,0,0,1,1
1,1,.5,2,0
1,0,1,3,1
0,0,.5,0,0
1,1,1,4,1
1,1,0,2,1
0,1,.5,3,1
1,0,0,1,0
"""
ITEMS = [
    (0.666667, 0.492366, 46.082536, 54.237288, 16.829817),
    (0.583333, 0.514929, 29.761892, 34.630350, 15.315365),
    (0.541667, 0.396481, 58.171685, 68.586387, 15.952301),
    (0.541667, 1.267304, 90.483036, 93.782383, 34.051799),
    (0.666667, 0.492366, 55.846132, 64.406780, 17.850717),
]
TEST = (12, 4.625, 5.25, 2.403832, -0.255124, -0.858611, 70.632579, 54.191716, 1.302678)


def of(table: str) -> QuizStatistics:
    marks = read_marks(table)
    assert marks.problems == ()
    return analyse(marks.maximum, marks.attempts)


@pytest.mark.parametrize(("item", "expected"), list(enumerate(ITEMS)))
def test_the_items_of_the_fixture_have_their_figures(item: int, expected: tuple[float, ...]) -> None:
    assert astuple(of(FIXTURE).items[item]) == pytest.approx(expected, abs=1e-6)


def test_the_test_of_the_fixture_has_its_figures() -> None:
    assert astuple(of(FIXTURE).test) == pytest.approx(TEST, abs=1e-6)


def test_for_right_and_wrong_items_the_consistency_is_kr_20() -> None:
    rows = [row.split(",") for row in FIXTURE.split()[1:]]
    three = [[Decimal(row[0]), Decimal(row[1]), Decimal(row[4])] for row in rows]

    consistency = analyse([Decimal(1)] * 3, three).test.internal_consistency

    assert consistency == pytest.approx(36.6412, abs=1e-4)


@pytest.mark.parametrize(
    ("table", "item", "test"),
    [
        ("1\n1\n", (1.0, None, None, None, None), (1, 1.0, 1.0, None, None, None, None, None, None)),
        ("2,2\n1,1\n1,1\n", (0.5, 0.0, None, None, None), (2, 2.0, 2.0, 0.0, None, None, None, None, None)),
        (
            "1,1\n1,1\n1,1\n1,1\n1,1\n",
            (1.0, 0.0, None, None, None),
            (4, 2.0, 2.0, 0.0, None, None, None, None, None),
        ),
    ],
)
def test_a_figure_that_does_not_exist_is_none(
    table: str, item: tuple[float | None, ...], test: tuple[float | None, ...]
) -> None:
    result = of(table)

    assert astuple(result.items[0]) == item
    assert astuple(result.test) == test


def test_an_item_that_works_against_the_test_has_no_effective_weight() -> None:
    result = of("1,5\n1,0\n0,5\n1,1\n0,4\n")

    assert result.items[0].effective_weight is None
    assert result.items[0].discrimination_index is not None
    assert result.items[0].discrimination_index < 0
    assert result.items[1].effective_weight == pytest.approx(100)


def test_a_negative_consistency_is_shown_as_it_is() -> None:
    test = of("1,1,1\n1,0,0\n0,1,0\n1,0,1\n0,1,1\n").test

    assert test.internal_consistency is not None
    assert test.internal_consistency < 0
    assert test.error_ratio is not None
    assert test.error_ratio > 100


def test_equal_marks_that_are_no_round_fractions_have_no_variance_at_all() -> None:
    result = of("1,1\n" + "0.1,0.3\n" * 7)

    assert (result.items[0].sd, result.items[0].discrimination_index, result.test.kurtosis) == (0, None, None)


def test_long_marks_are_not_rounded() -> None:
    result = of("200000000000,1\n123456789012.123456789012345,0\n123456789012.123456789012346,0\n")

    assert result.items[0].sd == pytest.approx(2**-0.5 * 1e-15, rel=1e-9)


MARKS = st.integers(0, 8).map(lambda quarters: Decimal(quarters) / 4)
TABLES = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.lists(MARKS, min_size=items, max_size=items), min_size=2, max_size=12)
)


@given(TABLES)
def test_means_and_deviations_agree_with_plain_arithmetic(rows: list[list[Decimal]]) -> None:
    totals = [float(sum(row)) for row in rows]

    result = analyse([Decimal(2)] * len(rows[0]), rows)

    assert result.test.mean == pytest.approx(plain.fmean(totals))
    assert result.test.median == pytest.approx(plain.median(totals))
    assert result.test.sd == pytest.approx(plain.stdev(totals), abs=1e-9)
    for column, item in zip(zip(*rows, strict=True), result.items, strict=True):
        assert item.sd == pytest.approx(plain.stdev(map(float, column)), abs=1e-9)
        assert item.facility == pytest.approx(plain.fmean(map(float, column)) / 2)


@given(TABLES)
def test_indices_stay_inside_their_bounds(rows: list[list[Decimal]]) -> None:
    result = analyse([Decimal(2)] * len(rows[0]), rows)

    for item in result.items:
        for index in (item.discrimination_index, item.discriminative_efficiency):
            assert index is None or index <= 100 + 1e-9
    weights = [item.effective_weight for item in result.items if item.effective_weight is not None]
    assert not weights or sum(weights) == pytest.approx(100)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_attempts_does_not_matter(rows: list[list[Decimal]], chance: object) -> None:
    maximum = [Decimal(2)] * len(rows[0])

    assert analyse(maximum, rows[::-1]) == analyse(maximum, rows)


def test_a_table_with_uneven_rows_is_no_table() -> None:
    with pytest.raises(ValueError, match="one mark for each item"):
        analyse([Decimal(1)], [[Decimal(1), Decimal(1)]])
    with pytest.raises(ValueError, match="above 0"):
        analyse([Decimal(0)], [[Decimal(0)]])


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("", 1, "file is empty"),
        ("\n\n", 1, "file is empty"),
        ("1,1\n", 1, "no attempt"),
        ("mark,mark\n1,1\n", 1, "“mark” in column 1"),
        ("1,0\n1,0\n", 1, "column 2 is not above 0"),
        ("1,\n1,0\n", 1, "“” in column 2"),
        ("1,1\n1,1\n1\n", 3, "1 marks, the first row has 2"),
        ("1,1\n1,1,1\n", 2, "3 marks"),
        ("1,1\n\n1,2\n", 3, "above the maximum 1"),
        ("1,1\n1,NaN\n", 2, "“NaN” in column 2"),
        ("1,1\n1,1e999\n", 2, "is not a mark"),
        ("1,1\n1,１\n", 2, "is not a mark"),
        ('1,1\n1,"1\n1,1\n', 2, "is no CSV"),
        ("1;1\n1;0\n", 1, "is not a mark"),
        ("1,1\n1,\x00\n", 2, ""),
    ],
)
def test_an_unusable_table_says_where_and_why(table: str, line: int, says: str) -> None:
    problem = read_marks(table, file="marks.csv").problems[0]

    assert str(problem).startswith(f"marks.csv:{line}: ")
    assert says in str(problem)


def test_every_bad_row_is_named_and_nothing_is_counted() -> None:
    table = read_marks("1,1\n1\n1,1\nx,1\n")

    assert [problem.line for problem in table.problems] == [2, 4]
    assert table.attempts == ()


def test_an_answer_that_was_left_out_counts_nothing() -> None:
    assert read_marks("\ufeff1, 2\r\n1,\r\n ,2\r\n").attempts == (
        (Decimal(1), Decimal(0)),
        (Decimal(0), Decimal(2)),
    )


@given(st.text(st.sampled_from('1290.,e-+"\n\r x\x00'), max_size=60))
def test_no_table_breaks_the_reading(table: str) -> None:
    marks = read_marks(table)

    assert bool(marks.problems) is not bool(marks.attempts)
    if not marks.problems:
        analyse(marks.maximum, marks.attempts)

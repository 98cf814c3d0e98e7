"""Class-hours: quarters of an hour, exact, and shown without needless zeros."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.hours import LARGEST, STEP, ZERO, class_hours, round_up, show

quarters = st.integers(min_value=-4_000_000, max_value=4_000_000).map(lambda count: count * STEP)
amounts = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=6)


@given(quarters)
def test_every_quarter_of_a_class_hour_is_kept_exactly(hours):
    assert class_hours(hours) == hours
    assert class_hours(str(hours)) == hours
    assert class_hours(hours).as_tuple().exponent == -2


@given(amounts.filter(lambda value: value % STEP != 0))
def test_nothing_between_the_quarters_is_accepted(value):
    with pytest.raises(ValueError, match="not a multiple"):
        class_hours(value)


@pytest.mark.parametrize("value", ["", "six", "1,5", "NaN", "sNaN", "Infinity", "-Infinity", "1e40", "1e-40", "0.1"])
def test_what_is_no_amount_is_refused_as_a_value(value):
    with pytest.raises(ValueError, match=r"number|multiple"):
        class_hours(value)


def test_more_than_any_life_holds_is_refused():
    assert class_hours(LARGEST) == LARGEST
    with pytest.raises(ValueError, match="multiple"):
        class_hours(LARGEST + STEP)


def test_there_is_one_zero():
    assert str(class_hours("-0")) == str(class_hours(0)) == str(round_up(Decimal("-0.1"))) == str(ZERO) == "0.00"


@given(amounts)
def test_rounding_up_reaches_the_next_quarter_and_no_further(value):
    rounded = round_up(value)

    assert ZERO <= rounded - value < STEP
    assert class_hours(rounded) == rounded


@given(quarters)
def test_rounding_up_leaves_quarters_alone(hours):
    assert round_up(hours) == hours


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("6.00", "6"),
        ("0.50", "0.5"),
        ("0.25", "0.25"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("100", "100"),
        ("-1.50", "-1.5"),
    ],
)
def test_hours_are_shown_without_needless_zeros(hours, words):
    assert show(Decimal(hours)) == words


@given(quarters)
def test_what_is_shown_reads_as_the_same_amount(hours):
    assert class_hours(show(hours)) == hours
    assert "E" not in show(hours)

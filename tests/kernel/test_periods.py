"""Spans of days: no day outside, none twice, wherever the year starts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Period, Quarter, five_years, quarter_of, year_of

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
starts = st.tuples(st.integers(min_value=1, max_value=12), st.integers(min_value=1, max_value=28))


@st.composite
def periods(draw):
    first, second = sorted((draw(days), draw(days)))
    return Period(first, second)


def test_both_ends_belong_to_a_period():
    october = Period(date(2026, 10, 1), date(2026, 10, 31))

    assert october.days == 31
    assert october.contains(date(2026, 10, 1))
    assert october.contains(date(2026, 10, 31))
    assert not october.contains(date(2026, 9, 30))
    assert not october.contains(date(2026, 11, 1))


def test_one_day_is_a_period_and_less_is_none():
    day = date(2026, 11, 23)

    assert Period(day, day).days == 1
    with pytest.raises(ValueError, match="cannot end"):
        Period(day, day - timedelta(days=1))


@given(periods(), periods(), days)
def test_a_day_is_in_the_overlap_when_it_is_in_both(one, other, day):
    shared = one.overlap(other)

    assert (shared is not None and shared.contains(day)) == (one.contains(day) and other.contains(day))
    assert shared == other.overlap(one)


@given(days, starts)
def test_every_day_is_in_the_quarter_that_it_names(day, start):
    assert quarter_of(day, year_start=start).period.contains(day)


@given(days, starts)
def test_quarters_follow_each_other_without_a_gap(day, start):
    quarter = quarter_of(day, year_start=start)

    assert quarter.period.end + timedelta(days=1) == quarter.next().period.start
    assert quarter.previous().next() == quarter == quarter.next().previous()


@given(days, starts)
def test_four_quarters_are_a_year(day, start):
    year = year_of(day, year_start=start)
    quarters = [Quarter(year.start.year, number, start).period for number in (1, 2, 3, 4)]

    assert (quarters[0].start, quarters[3].end) == (year.start, year.end)
    assert sum(quarter.days for quarter in quarters) == year.days in (365, 366)


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC), "2026Q3"),
        (datetime(2026, 9, 30, 16, 0, tzinfo=UTC), "2026Q4"),
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), "2026Q4"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027Q1"),
    ],
)
def test_a_quarter_ends_at_midnight_in_shanghai(at, label):
    assert quarter_of(local_date(at)).label == label


def test_a_year_may_start_in_september():
    quarter = quarter_of(date(2027, 2, 28), year_start=(9, 1))

    assert quarter == Quarter(2026, 2, (9, 1))
    assert quarter.period == Period(date(2026, 12, 1), date(2027, 2, 28))
    assert year_of(date(2026, 8, 31), year_start=(9, 1)) == Period(date(2025, 9, 1), date(2026, 8, 31))


def test_the_leap_day_belongs_to_the_first_quarter():
    assert quarter_of(date(2028, 2, 29)).period.days == 91
    assert year_of(date(2028, 2, 29)).days == 366


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_is_no_fifth_quarter(number):
    with pytest.raises(ValueError, match="quarters 1 to 4"):
        Quarter(2026, number)


def test_a_year_starts_on_a_day_that_every_month_has():
    with pytest.raises(ValueError, match="every month"):
        Quarter(2026, 1, (8, 31))


def test_five_years_are_those_of_the_plan():
    assert five_years(2023) == Period(date(2023, 1, 1), date(2027, 12, 31))


@given(st.integers(min_value=1990, max_value=2090), starts)
def test_a_cycle_of_five_years_is_five_years_in_a_row(first, start):
    cycle = five_years(first, year_start=start)
    years, day = [], cycle.start
    while cycle.contains(day):
        years.append(year_of(day, year_start=start))
        day = years[-1].end + timedelta(days=1)

    assert len(years) == 5
    assert years[-1].end == cycle.end
    assert five_years(first + 5, year_start=start).start == day

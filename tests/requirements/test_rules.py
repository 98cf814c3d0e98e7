"""What is due by a day, and how a person stands."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.periods import Period
from learnhub.requirements.rules import (
    BASIC,
    DEFAULT_RULES,
    MEASURED,
    Cycle,
    Done,
    Metric,
    Rule,
    Source,
    State,
    cycle_period,
    overall,
    standing,
    tally,
)

RULES = {rule.key: rule for rule in DEFAULT_RULES}
R1, R2, R4, R7 = RULES["R1"], RULES["R2"], RULES["R4"], RULES["R7"]
HANDBOOK = Source("Handbook", "手册")


def online(day: date, hours: str) -> Done:
    return Done(day, "online", Decimal(hours))


def off_job(day: date, hours: str = "0", days: str | None = None) -> Done:
    return Done(day, "off_job", Decimal(hours), None if days is None else Decimal(days))


# --- due at a date ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 1, 1), "0.25"),  # 50 ÷ 365, rounded up
        (date(2026, 1, 7), "1.00"),  # 0.96
        (date(2026, 3, 14), "10.00"),  # day 73 is exactly one fifth
        (date(2026, 3, 15), "10.25"),
        (date(2026, 12, 30), "50.00"),
        (date(2026, 12, 31), "50.00"),
        (date(2024, 2, 29), "8.25"),  # day 60 of 366: 8.197
        (date(2024, 12, 31), "50.00"),
    ],
)
def test_the_minimum_is_spread_over_the_days_of_the_year(on, expected):
    assert standing(R4, [], on=on).expected == Decimal(expected)


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("0", State.NOT_STARTED),
        ("0.25", State.BEHIND),
        ("8.75", State.BEHIND),
        ("9", State.ON_TRACK),  # one class-hour less than the 10 expected
        ("10", State.ON_TRACK),
        ("49.75", State.ON_TRACK),
        ("50", State.DONE),
        ("61", State.DONE),
    ],
)
def test_a_fifth_into_the_year_one_class_hour_may_be_missing(done, state):
    pieces = [online(date(2026, 2, 1), done)] if done != "0" else []

    assert standing(R4, pieces, on=date(2026, 3, 14)).state is state


def test_nobody_is_late_while_less_than_a_class_hour_is_expected():
    assert standing(R4, [], on=date(2026, 1, 7)).state is State.ON_TRACK
    assert standing(R4, [], on=date(2026, 1, 8)).state is State.NOT_STARTED


def test_study_counts_only_in_its_year_in_its_form_and_up_to_the_day_asked_about():
    pieces = [
        online(date(2025, 12, 31), "7"),
        online(date(2026, 1, 1), "1"),
        off_job(date(2026, 2, 1), "8"),
        online(date(2026, 3, 14), "2"),
        online(date(2026, 3, 15), "4"),
    ]

    assert standing(R4, pieces, on=date(2026, 3, 14)).done == 3


def test_a_correction_takes_hours_away_again():
    pieces = [online(date(2026, 2, 1), "50"), online(date(2026, 2, 1), "-1")]

    result = standing(R4, pieces, on=date(2026, 2, 1))

    assert (result.state, result.done, result.remaining) == (State.ON_TRACK, 49, 1)


def test_what_is_due_in_a_quarter_is_what_its_end_expects_less_what_its_start_had():
    pieces = [online(date(2026, 6, 30), "20"), online(date(2026, 7, 1), "5")]

    result = standing(R4, pieces, on=date(2026, 8, 15))

    # 273 of 365 days have passed on 30 September: 37.40, rounded up.
    assert result.quarter.label == "2026Q3"
    assert (result.due_this_quarter, result.left_this_quarter) == (Decimal("17.50"), Decimal("12.50"))


def test_somebody_ahead_owes_nothing_in_the_quarter():
    result = standing(R4, [online(date(2026, 1, 5), "45")], on=date(2026, 5, 1))

    assert (result.due_this_quarter, result.left_this_quarter) == (0, 0)


def test_days_alone_meet_a_rule_that_names_days_and_hours():
    result = standing(R2, [off_job(date(2026, 4, 1), days="12")], on=date(2026, 5, 1))

    assert (result.state, result.metric, result.remaining) == (State.DONE, Metric.DAYS, 0)
    hours = result.measure(Metric.HOURS)
    assert hours is not None
    assert (hours.state, hours.done, hours.due_total) == (State.NOT_STARTED, 0, 90)


def test_the_better_of_days_and_hours_is_shown():
    midyear = date(2026, 7, 1)

    by_hours = standing(R2, [off_job(date(2026, 4, 1), "45", "3")], on=midyear)
    by_days = standing(R2, [off_job(date(2026, 4, 1), "24", "6")], on=midyear)
    by_neither = standing(R2, [off_job(date(2026, 4, 1), "24", "3")], on=midyear)

    assert (by_hours.state, by_hours.metric) == (State.ON_TRACK, Metric.HOURS)
    assert (by_days.state, by_days.metric) == (State.ON_TRACK, Metric.DAYS)
    assert (by_neither.state, by_neither.metric) == (State.BEHIND, Metric.HOURS)


def test_hours_are_never_read_as_days():
    days = standing(R2, [off_job(date(2026, 4, 1), "16")], on=date(2026, 5, 1)).measure(Metric.DAYS)

    assert days is not None
    assert days.done == 0


def test_centralised_training_and_online_study_are_two_requirements_side_by_side():
    pieces = [online(date(2026, 2, 1), "50"), off_job(date(2026, 2, 1), "8", "1")]

    assert standing(R4, pieces, on=date(2026, 3, 14)).done == 50
    assert standing(R2, pieces, on=date(2026, 3, 14)).done == 8


# --- cycles ----------------------------------------------------------------------------------------


def test_five_years_are_one_cycle_with_its_leap_day():
    result = standing(R1, [off_job(date(2023, 3, 1), "100")], on=date(2024, 12, 31))

    # 731 of 1,826 days: 220.18, rounded up.
    assert result.period == Period(date(2023, 1, 1), date(2027, 12, 31))
    assert (result.expected, result.done, result.state) == (Decimal("220.25"), 100, State.BEHIND)


@pytest.mark.parametrize(("on", "first"), [((2022, 12, 31), 2018), ((2023, 1, 1), 2023), ((2028, 1, 1), 2028)])
def test_five_year_cycles_follow_each_other_without_a_gap(on, first):
    assert cycle_period(R1, date(*on)) == Period(date(first, 1, 1), date(first + 4, 12, 31))


def test_a_year_may_start_in_december():
    rule = Rule("local", "n", "名", HANDBOOK, Cycle.YEAR, frozenset({"online"}), hours=Decimal(50), year_start=(12, 1))

    result = standing(rule, [online(date(2025, 12, 1), "2"), online(date(2025, 11, 30), "9")], on=date(2026, 2, 28))

    assert result.period == Period(date(2025, 12, 1), date(2026, 11, 30))
    assert result.quarter.period == Period(date(2025, 12, 1), date(2026, 2, 28))
    assert (result.done, result.expected) == (2, Decimal("12.50"))


def test_one_seminar_a_quarter_is_not_late_before_the_quarter_ends():
    assert standing(R7, [], on=date(2026, 12, 30)).state is State.ON_TRACK
    assert standing(R7, [], on=date(2026, 12, 31)).state is State.NOT_STARTED
    assert standing(R7, [Done(date(2026, 11, 5), "collective", Decimal(3))], on=date(2026, 11, 5)).state is State.DONE


def test_last_quarters_seminar_does_not_count_again():
    result = standing(R7, [Done(date(2026, 9, 30), "collective", Decimal(3))], on=date(2026, 10, 1))

    assert (result.done, result.due_this_quarter) == (0, 1)


def test_a_promotion_gives_one_year_counted_from_the_day_after():
    assert cycle_period(RULES["R3-township"], date(2026, 5, 1), event_on=date(2026, 3, 10)) == Period(
        date(2026, 3, 11), date(2027, 3, 10)
    )
    assert cycle_period(RULES["R3-township"], date(2026, 5, 1), event_on=date(2024, 2, 29)).end == date(2025, 2, 28)


def test_training_from_before_the_promotion_counts_towards_what_must_be_made_good():
    rule, promoted = RULES["R3-township"], date(2026, 3, 10)

    met = standing(rule, [off_job(date(2025, 9, 1), "90")], on=promoted, event_on=promoted)
    too_old = standing(rule, [off_job(date(2025, 3, 9), "90")], on=date(2026, 9, 10), event_on=promoted)

    assert (met.state, met.due_on) == (State.DONE, date(2027, 3, 10))
    assert too_old.state is State.NOT_STARTED


def test_after_the_last_day_of_an_event_rule_only_a_reached_minimum_is_enough():
    rule, promoted = RULES["R3-township"], date(2026, 3, 10)
    pieces = [off_job(date(2026, 6, 1), "89.5")]

    assert standing(rule, pieces, on=date(2027, 3, 10), event_on=promoted).state is State.ON_TRACK
    assert standing(rule, pieces, on=date(2027, 3, 11), event_on=promoted).state is State.BEHIND
    pieces.append(off_job(date(2027, 3, 12), "0.5"))
    assert standing(rule, pieces, on=date(2027, 3, 12), event_on=promoted).state is State.DONE


def test_an_event_rule_without_its_event_is_refused():
    with pytest.raises(ValueError, match="event"):
        standing(RULES["R6-induction"], [], on=date(2026, 5, 1))


# --- where counting starts -------------------------------------------------------------------------


def test_who_joins_in_mid_year_owes_nothing_for_the_months_before():
    joined = date(2026, 7, 2)  # 183 days are left

    result = standing(R4, [online(date(2026, 3, 1), "4")], on=joined, since=joined)

    assert (result.expected, result.state, result.due_total) == (Decimal("0.50"), State.ON_TRACK, 50)
    assert (result.counted.days, result.done) == (183, 4)
    assert standing(R4, [], on=date(2026, 12, 31), since=joined).expected == 50


def test_a_rule_that_comes_into_force_in_mid_year_is_spread_over_the_rest():
    rule = Rule(
        "new",
        "n",
        "名",
        HANDBOOK,
        Cycle.YEAR,
        frozenset({"online"}),
        hours=Decimal(20),
        effective_from=date(2026, 7, 2),
    )

    assert standing(rule, [], on=date(2026, 7, 2)).expected == Decimal("0.25")
    assert standing(rule, [], on=date(2026, 12, 31)).expected == 20


# --- exempt, to be supplied ------------------------------------------------------------------------


def test_exempt_days_are_left_out_of_both_sides():
    first_half = Period(date(2026, 1, 1), date(2026, 7, 1))  # 182 days, 183 are left

    at_its_end = standing(R4, [], on=date(2026, 7, 1), exempt=[first_half])
    a_third_later = standing(R4, [], on=date(2026, 8, 31), exempt=[first_half])

    assert (at_its_end.expected, at_its_end.state) == (0, State.ON_TRACK)
    assert a_third_later.expected == Decimal("16.75")  # 50 × 61 ÷ 183 = 16.67


def test_exemptions_that_overlap_are_counted_once():
    twice = [Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 2, 1), date(2026, 4, 30))]
    once = [Period(date(2026, 1, 1), date(2026, 4, 30))]

    assert standing(R4, [], on=date(2026, 6, 1), exempt=twice) == standing(R4, [], on=date(2026, 6, 1), exempt=once)


def test_somebody_exempt_for_the_whole_time_owes_nothing():
    result = standing(R4, [], on=date(2026, 5, 1), exempt=[Period(date(2025, 6, 1), date(2027, 6, 1))])

    assert (result.state, result.expected, result.due_this_quarter) == (State.EXEMPT, 0, 0)


def test_exempt_from_joining_to_the_end_of_the_year_is_exempt_as_well():
    joined = date(2026, 9, 1)

    result = standing(R4, [], on=joined, since=joined, exempt=[Period(joined, date(2026, 12, 31))])

    assert result.state is State.EXEMPT


def test_what_was_not_supplied_is_not_zero():
    missing = frozenset({"recognised"})

    assert standing(R2, [], on=date(2026, 6, 1), missing=missing).state is State.TO_BE_SUPPLIED
    assert standing(R2, [off_job(date(2026, 2, 1), "90")], on=date(2026, 6, 1), missing=missing).state is State.DONE
    assert standing(R4, [], on=date(2026, 6, 1), missing=missing).state is State.NOT_STARTED


def test_only_basic_training_counts_for_the_basic_requirement():
    pieces = [
        Done(date(2024, 3, 1), "online", Decimal(30)),
        Done(date(2024, 3, 2), "off_job", Decimal(60), basic=True),
    ]

    assert standing(RULES["R5-others"], pieces, on=date(2024, 3, 2)).done == 60
    unmarked = standing(RULES["R5-others"], pieces, on=date(2024, 3, 2), missing=frozenset({BASIC}))
    assert unmarked.state is State.TO_BE_SUPPLIED


# --- many at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "together"),
    [
        ([], State.EXEMPT),
        ([State.EXEMPT, State.DONE], State.DONE),
        ([State.DONE, State.ON_TRACK], State.ON_TRACK),
        ([State.DONE, State.NOT_STARTED], State.BEHIND),
        ([State.NOT_STARTED, State.NOT_STARTED], State.NOT_STARTED),
        ([State.BEHIND, State.TO_BE_SUPPLIED], State.BEHIND),
        ([State.DONE, State.TO_BE_SUPPLIED], State.TO_BE_SUPPLIED),
    ],
)
def test_a_person_with_several_requirements_shows_what_asks_for_action(states, together):
    assert overall(states) is together


def test_a_tally_names_every_state():
    counted = tally([State.DONE, State.DONE, State.EXEMPT])

    assert counted[State.DONE] == 2
    assert counted[State.BEHIND] == 0
    assert set(counted) == set(State)


# --- properties ------------------------------------------------------------------------------------

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
hours = st.integers(-8, 400).map(lambda quarters: Decimal(quarters) / 4)
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
pieces = st.lists(st.builds(Done, days, st.sampled_from(["online", "off_job"]), hours, st.none() | hours), max_size=8)
yearly = st.sampled_from([R1, R2, R4])


@given(yearly, days, st.integers(0, 400), st.lists(periods, max_size=3))
def test_what_is_expected_never_falls_and_stays_within_the_minimum(rule, first, later, exempt):
    period = cycle_period(rule, first)
    second = min(first + timedelta(days=later), period.end)

    before, after = (standing(rule, [], on=on, exempt=exempt) for on in (first, second))

    for earlier, then in zip(before.measures, after.measures, strict=True):
        assert 0 <= earlier.expected <= then.expected <= then.due_total
        assert then.expected % Decimal("0.25") == 0


@given(yearly, days, st.lists(periods, max_size=3))
def test_at_the_end_of_the_time_all_is_expected_unless_all_is_exempt(rule, on, exempt):
    result = standing(rule, [], on=cycle_period(rule, on).end, exempt=exempt)

    assert result.state is State.EXEMPT or result.expected == result.due_total


@given(yearly, days, pieces, st.integers(1, 400))
def test_more_study_never_makes_a_standing_worse(rule, on, done, quarters):
    form = next(iter(rule.forms))
    more = Done(on, form, Decimal(quarters) / 4)

    before, after = standing(rule, done, on=on), standing(rule, [*done, more], on=on)

    assert MEASURED.index(after.state) <= MEASURED.index(before.state)
    assert after.due_this_quarter >= 0


@given(yearly, days, pieces)
def test_the_state_shown_is_the_best_of_the_measures(rule, on, done):
    result = standing(rule, done, on=on)

    assert all(MEASURED.index(result.state) <= MEASURED.index(measure.state) for measure in result.measures)
    assert (result.state is State.DONE) == any(measure.done >= measure.due_total for measure in result.measures)

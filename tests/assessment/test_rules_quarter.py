"""How a quarter is opened and closed, and who reviews whom."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from learnhub.assessment.rules import (
    CycleFacts,
    CycleState,
    CycleStep,
    Rounding,
    State,
    chosen_reviewer,
    good_quota,
    is_overdue,
    may_map,
    may_move_cycle,
    may_take_in,
    nearest_supervisor,
    reminder_days,
)

# --- the quarter -----------------------------------------------------------------------------------

QUARTER = CycleFacts(CycleState.DRAFT, date(2026, 10, 8), date(2026, 12, 25), people=12)
CUT_OFF = QUARTER.cut_off_on


@pytest.mark.parametrize(
    ("step", "facts", "on", "reason", "possible"),
    [
        (CycleStep.OPEN, {}, date(2026, 10, 8), "", True),
        (CycleStep.OPEN, {"people": 0}, date(2026, 10, 8), "", False),
        (CycleStep.OPEN, {"unreviewed": 2}, date(2026, 10, 8), "", False),
        (CycleStep.OPEN, {"cut_off_on": date(2026, 10, 7)}, date(2026, 10, 8), "", False),
        (CycleStep.OPEN, {"state": CycleState.OPEN}, date(2026, 10, 8), "", False),
        (CycleStep.CLOSE, {"state": CycleState.OPEN}, date(2026, 12, 24), "", False),
        (CycleStep.CLOSE, {"state": CycleState.OPEN}, CUT_OFF, "", True),
        (CycleStep.REOPEN_SUMMARY, {"state": CycleState.CLOSED}, CUT_OFF, "Was ill", True),
        (CycleStep.REOPEN_SUMMARY, {"state": CycleState.CLOSED}, CUT_OFF, " ", False),
        (CycleStep.ARCHIVE, {"state": CycleState.CLOSED}, CUT_OFF, "", True),
        (CycleStep.ARCHIVE, {"state": CycleState.CLOSED, "owed": 1}, CUT_OFF, "", False),
        (CycleStep.ARCHIVE, {"state": CycleState.OPEN}, CUT_OFF, "", False),
    ],
)
def test_a_quarter_is_opened_closed_and_archived_in_order(step, facts, on, reason, possible):
    cycle = replace(QUARTER, **facts)

    assert (may_move_cycle(step, cycle, administers=True, on=on, reason=reason) is None) is possible
    assert may_move_cycle(step, cycle, administers=False, on=on, reason=reason) is not None


def test_a_refusal_says_how_many_people_nobody_reviews():
    refusal = may_move_cycle(CycleStep.OPEN, replace(QUARTER, unreviewed=2), administers=True, on=CUT_OFF)

    assert refusal is not None
    assert refusal.message % refusal.params == "2 people have nobody who reviews them; name a reviewer for each."


@pytest.mark.parametrize(
    ("state", "on", "overdue"),
    [
        (State.NOT_STARTED, CUT_OFF, False),
        (State.NOT_STARTED, date(2026, 12, 26), True),
        (State.DRAFT, date(2026, 12, 26), True),
        (State.CONTESTED, date(2026, 12, 26), False),
        (State.SUBMITTED, date(2026, 12, 26), False),
    ],
)
def test_what_was_not_handed_in_is_overdue_the_day_after_the_cut_off(state, on, overdue):
    assert is_overdue(state, cut_off_on=CUT_OFF, on=on) is overdue


def test_there_are_two_reminders_and_no_more():
    assert reminder_days(date(2026, 12, 1), CUT_OFF) == (date(2026, 12, 1), date(2026, 12, 22))
    assert reminder_days(date(2026, 12, 23), CUT_OFF) == (date(2026, 12, 23),)


@pytest.mark.parametrize(
    ("people", "rounding", "good"),
    [
        (12, Rounding.DOWN, 4),
        (10, Rounding.DOWN, 4),
        (2, Rounding.DOWN, 0),
        (2, Rounding.UP, 1),
        (2, Rounding.NEAREST, 1),
    ],
)
def test_two_fifths_of_a_population_may_be_good(people, rounding, good):
    assert good_quota(people, rounding=rounding) == good


def test_the_quota_and_its_rounding_are_settings():
    assert good_quota(10, share=Decimal("0.25")) == 2


# --- who reviews -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grants", "person", "supervisor"),
    [
        ({30: [5], 20: [6]}, 1, 5),
        ({20: [6]}, 1, 6),
        ({30: [1], 20: [6]}, 1, 6),
        ({30: [1, 5], 20: [6]}, 1, 5),
        ({30: [1]}, 1, None),
        ({99: [5]}, 1, None),
        ({}, 1, None),
    ],
)
def test_the_nearest_supervisor_on_the_way_up_reviews_never_the_person(grants, person, supervisor):
    assert nearest_supervisor([30, 20, 10], grants, person) == supervisor


def test_what_was_chosen_for_a_person_comes_before_the_unit_and_the_nearest_supervisor():
    assert chosen_reviewer(1, 8, 7, 5) == 8
    assert chosen_reviewer(1, None, 7, 5) == 7
    assert chosen_reviewer(1, None, None, 5) == 5
    assert chosen_reviewer(1, None, None, None) is None


def test_a_choice_never_lets_people_review_themselves():
    assert chosen_reviewer(1, 1, 7, 5) == 7
    assert chosen_reviewer(1, None, 1, 5) == 5
    assert chosen_reviewer(1, None, 1, None) is None


@pytest.mark.parametrize("state", list(CycleState))
def test_the_reviewer_map_changes_with_a_reason_until_the_archive(state):
    cycle = replace(QUARTER, state=state)

    assert (may_map(cycle, administers=True, reason="moved") is None) is (state is not CycleState.ARCHIVED)
    assert may_map(cycle, administers=True, reason=" ") is not None
    assert may_map(cycle, administers=False, reason="moved") is not None


@pytest.mark.parametrize("state", list(CycleState))
def test_people_who_joined_later_are_taken_in_while_the_quarter_is_open(state):
    cycle = replace(QUARTER, state=state)

    assert (may_take_in(cycle, administers=True) is None) is (state is CycleState.OPEN)
    assert may_take_in(cycle, administers=False) is not None

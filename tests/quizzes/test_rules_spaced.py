"""Spaced review: how an answer is rated, what comes up on which day."""

from datetime import date

import pytest

from learnhub.quizzes.rules.spaced import Candidate, Habit, Rating, due, next_day, next_review, rate

pytestmark = pytest.mark.once
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("right", "sure", "took_ms", "rating"),
    [
        (False, True, 1_000, Rating.AGAIN),
        (True, False, 1_000, Rating.HARD),
        (True, True, 60_000, Rating.HARD),
        (True, True, 20_000, Rating.GOOD),
        (True, True, None, Rating.GOOD),
        (True, True, 5_000, Rating.EASY),
    ],
)
def test_an_answer_is_rated_by_right_sure_and_fast(right, sure, took_ms, rating):
    assert rate(right=right, sure=sure, took_ms=took_ms, chars=40) is rating


def test_what_is_due_longest_comes_first_and_new_ones_after_it():
    found = [
        Candidate(1, None, date(2026, 11, 1)),
        Candidate(2, date(2026, 11, 20), MONDAY),
        Candidate(3, date(2026, 11, 10), MONDAY),
        Candidate(4, date(2026, 11, 24), MONDAY),
        Candidate(5, None, MONDAY, set_aside=True),
    ]

    assert due(found, Habit(), on=MONDAY, done=0) == [3, 2, 1]
    assert due(found, Habit(a_day=2), on=MONDAY, done=1) == [3]
    assert due(found, Habit(days=(6,)), on=MONDAY, done=0) == []
    assert due(found, Habit(enabled=False), on=MONDAY, done=0) == []


def test_the_next_day_is_the_first_chosen_one():
    assert next_day(date(2026, 11, 28), (0, 2)) == date(2026, 11, 30)
    assert next_day(MONDAY, ()) is None
    assert next_review([Candidate(1, date(2026, 11, 25), MONDAY)], Habit(days=(4,)), on=MONDAY) == date(2026, 11, 27)
    assert next_review([], Habit(), on=MONDAY) is None

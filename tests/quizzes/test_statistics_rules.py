"""Figures of a quiz out of whole attempts: the same as the plain formulas, with intervals, flags and pace."""

import random
from decimal import Decimal

import pytest

from learnhub.quizzes.rules.marks_file import read_marks
from learnhub.quizzes.rules.statistics import analyse
from learnhub.quizzes.rules.statistics_flags import Flag, FlagKind, item_flags, quiz_flags
from learnhub.quizzes.rules.statistics_items import Z_90, Choosing, Interval, Separation, choosing
from learnhub.quizzes.rules.statistics_pace import Answer, Pace, Paced, pace_of
from learnhub.quizzes.rules.statistics_quiz import SCALE, Asked, Taken, quiz_figures
from tests.quizzes.test_rules_statistics import FIXTURE, ITEMS, TEST

pytestmark = pytest.mark.once
ROWS = read_marks(FIXTURE).attempts


def taken(rows, *, versions=None):
    return [
        Taken(
            tuple(versions[number] if versions else range(len(row))), [int(mark * SCALE) for mark in row],
            [""] * len(row), 60,
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip


def figures(rows, **given):
    return quiz_figures(taken(rows, **given), lambda _versions: {})


def test_attempts_give_the_figures_of_the_fixture():
    found = figures(ROWS)

    for item, (facility, sd, index, efficiency, weight) in zip(found.items, ITEMS, strict=True):
        worth = 4 if item.version_id == 3 else 1
        assert item.separation.facility / worth == pytest.approx(facility, abs=1e-6)
        assert item.separation.sd == pytest.approx(sd, abs=1e-6)
        assert item.separation.index == pytest.approx(index, abs=1e-6)
        assert item.separation.efficiency == pytest.approx(efficiency, abs=1e-6)
        assert item.effective_weight == pytest.approx(weight, abs=1e-6)
    assert (found.test.mean, found.test.internal_consistency) == pytest.approx((TEST[1], TEST[6]), abs=1e-6)


def test_the_intervals_are_those_of_leaving_each_attempt_out():
    chance = random.Random(7)
    rows = []
    for _ in range(40):
        ability = chance.random()
        rows.append([Decimal(chance.random() < ability) for _ in range(6)])
    worth = [Decimal(1)] * 6
    left = [analyse(worth, rows[:out] + rows[out + 1 :]) for out in range(40)]
    whole, found = analyse(worth, rows), figures(rows)

    def off(values):
        mean = sum(values) / len(values)
        return Z_90 * (sum((value - mean) ** 2 for value in values) * (len(values) - 1) / len(values)) ** 0.5

    alpha = whole.test.internal_consistency
    width = off([each.test.internal_consistency for each in left])
    assert (found.consistency.low, found.consistency.high) == pytest.approx((alpha - width, min(alpha + width, 100)))
    for place, item in enumerate(found.items):
        index, width = (
            whole.items[place].discrimination_index,
            off([each.items[place].discrimination_index for each in left]),
        )
        assert item.separation.interval.low == pytest.approx(index - width)
        assert item.separation.interval.high == pytest.approx(min(index + width, 100))


def test_questions_in_another_order_are_the_same_questions():
    turned = [tuple(reversed(row)) for row in ROWS]

    found = quiz_figures(
        taken(ROWS) + taken(turned, versions=[(4, 3, 2, 1, 0)] * len(turned)), lambda _versions: {}
    )  # fmt: skip

    assert not found.drawn
    assert found.people == 24
    assert found.items[3].separation.facility / 4 == pytest.approx(ITEMS[3][0], abs=1e-6)
    assert len(found.places) == 5


def test_attempts_of_another_length_are_left_out_and_counted():
    found = figures([*ROWS, ROWS[0][:3]])

    assert (found.people, found.left_out, found.length) == (12, 1, 5)


def test_of_a_question_that_fewer_than_five_were_asked_only_the_number_is_kept():
    asked = [(0, 1, 2, 3, 4)] * 9 + [(0, 1, 2, 3, 9)] * 3

    found = figures(ROWS, versions=asked)

    rare = next(item for item in found.items if item.version_id == 9)
    assert rare.separation == Separation(3)
    assert found.drawn


def test_nobody_gives_no_figures():
    assert quiz_figures([], lambda _versions: {}) is None


def test_everybody_alike_has_no_index_and_no_interval():
    found = figures([[Decimal(1), Decimal(1)]] * 6)

    assert found.items[0].separation.index is None
    assert found.items[0].separation.interval is None
    assert found.consistency is None


def option(value, *, low, count=20):
    return Choosing(value, count, 0.5, 60.0, low + 0.1, Interval(low, low + 0.2))


def flags(item, *options, key=("1",), guess=0.25, single=True):
    return [flag.kind for flag in item_flags(item, options, key=key, guess=guess, single=single)]


@pytest.mark.parametrize(
    ("item", "options", "expected"),
    [
        (Separation(64, 0.4, 0.5, -40.0, None, -50.0), [option("2", low=0.1)], [FlagKind.KEY_WRONG]),
        (Separation(64, 0.4, 0.5, -40.0, None, -50.0), [option("2", low=-0.3)], [FlagKind.NEGATIVE]),
        (Separation(64, 0.4, 0.5, 30.0, None, 40.0), [option("2", low=0.1)], [FlagKind.DISTRACTOR]),
        (Separation(64, 0.4, 0.5, 30.0, None, 40.0), [option("2", low=0.1, count=4)], []),
        (Separation(64, 0.4, 0.5, 30.0, None, 40.0), [option("2", low=-0.3, count=0)], [FlagKind.UNUSED]),
        (Separation(200, 0.1, 0.3, 30.0, None, 40.0), [], [FlagKind.BELOW_GUESS]),
        (Separation(64, 0.22, 0.4, 30.0, None, 40.0), [], []),
        (Separation(64, 0.97, 0.2, 10.0, None, 12.0), [], [FlagKind.TOO_EASY]),
        (Separation(64, 0.6, 0.5, 10.0, None, 12.0), [], [FlagKind.WEAK]),
        (Separation(29, 0.4, 0.5, -40.0, None, -50.0), [option("2", low=0.1)], []),
    ],
)
def test_a_question_is_flagged_for_what_its_figures_say(item, options, expected):
    assert flags(item, *options) == expected


def test_a_test_is_flagged_where_the_line_is_a_coin_toss_and_where_people_tire():
    found = quiz_flags(100, near=0.3, consistency=50.0, first_third=0.8, last_third=0.6)

    assert [flag.kind for flag in found] == [FlagKind.COIN_TOSS, FlagKind.INCONSISTENT, FlagKind.TIRING]
    assert found[0] == Flag(FlagKind.COIN_TOSS, figure=0.3)
    assert quiz_flags(20, near=0.9, consistency=1.0, first_third=1.0, last_third=0.0) == ()


def test_who_chooses_what_is_counted_with_the_rest_score():
    chosen = {('"1"', 4): 3, ('"2"', 1): 2, ("", 0): 1}

    key, wrong = choosing(chosen, ["1", "2"], values_of=lambda answer: answer.strip('"'), rest_worth=4)

    assert (key.count, key.share, key.rest) == (3, 0.5, 100.0)
    assert (wrong.count, wrong.rest) == (2, 25.0)
    assert key.correlation > 0 > wrong.correlation


def test_the_time_of_a_question_is_counted_from_the_answer_before_it():
    attempts = [
        Paced(100.0, [Answer(1, 110.0, True, False, True), Answer(2, 140.0, False, True, True), Answer(3, None, False)])
    ] * 5

    found = pace_of(attempts)

    assert found[1] == Pace(5, (10.0, 10.0, 10.0), 0, 5, 0)
    assert found[2] == Pace(5, (30.0, 30.0, 30.0), 5, 0, 0)
    assert 3 not in found


def test_what_is_known_of_a_question_is_asked_for_once():
    calls = []

    def ask(versions):
        calls.append(set(versions))
        return {version: Asked() for version in versions}

    quiz_figures(taken(ROWS), ask)

    assert calls == [{0, 1, 2, 3, 4}]

"""Which questions an attempt draws, and in which order."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from learnhub.quizzes.rules.drawing import draw, option_order

BANK = dict.fromkeys(range(1, 11), 0)


def test_a_draw_is_the_same_for_ever() -> None:
    """These were drawn once; a stored seed must give them on every machine and in every year."""
    assert draw(BANK, 4, seed="attempt-1") == (2, 8, 6, 1)
    assert option_order(["1", "2", "3", "4"], seed="attempt-1", question_id=7) == ("1", "4", "2", "3")


def test_a_repeat_draws_questions_that_this_person_has_not_had() -> None:
    seen = BANK | {1: 1, 2: 1, 3: 1, 4: 2, 5: 1, 6: 1}

    drawn = draw(seen, 4, seed="second")

    assert set(drawn) == {7, 8, 9, 10}


def test_where_there_are_no_others_the_least_seen_come_again() -> None:
    seen = {1: 3, 2: 1, 3: 0, 4: 2}

    assert set(draw(seen, 2, seed="x")) == {2, 3}
    assert set(draw(seen, 9, seed="x")) == {1, 2, 3, 4}
    assert draw(seen, 0, seed="x") == ()
    assert draw({}, 3, seed="x") == ()


def test_chance_is_fair_between_questions_that_were_seen_equally_often() -> None:
    drawn = Counter(question for number in range(2000) for question in draw(BANK, 3, seed=f"seed {number}"))

    assert set(drawn) == set(BANK)
    assert all(500 < times < 700 for times in drawn.values())


def test_options_stand_differently_in_different_attempts() -> None:
    orders = {option_order(["1", "2", "3", "4"], seed=f"seed {number}", question_id=1) for number in range(500)}

    assert len(orders) == 24


@given(st.dictionaries(st.integers(), st.integers(0, 5), max_size=20), st.integers(-1, 25), st.text())
def test_a_draw_holds_each_question_once_and_never_a_more_seen_one_before_a_less_seen(
    seen: dict[int, int], count: int, seed: str
) -> None:
    drawn = draw(seen, count, seed=seed)

    assert len(drawn) == len(set(drawn)) == min(max(count, 0), len(seen))
    left = [seen[question] for question in seen if question not in drawn]
    assert not drawn or not left or max(seen[question] for question in drawn) <= min(left)


@given(st.lists(st.text(), unique=True), st.text(), st.integers())
def test_the_order_of_options_loses_none_and_does_not_depend_on_how_they_came(
    keys: list[str], seed: str, question_id: int
) -> None:
    order = option_order(keys, seed=seed, question_id=question_id)

    assert sorted(order) == sorted(keys)
    assert option_order(keys[::-1], seed=seed, question_id=question_id) == order

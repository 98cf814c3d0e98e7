"""Which questions an attempt draws, and in which order."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.quizzes.rules.drawing import Candidate, draw, draw_parts, option_order
from learnhub.quizzes.rules.parts_text import UnreadableError, parts_from_text, parts_text
from learnhub.quizzes.rules.settings import Part, settings_from

pytestmark = pytest.mark.once

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


def bank(**levels):
    """Questions of two topics in several levels, so many of each."""
    kinds = [(topic, level, n) for topic in ("A", "B") for level, count in levels.items() for n in range(count)]
    return [Candidate(ident, tags=frozenset({topic}), level=level) for ident, (topic, level, _) in enumerate(kinds, 1)]


def fitted(candidates, parts):
    """The same, knowing which parts they fit."""
    return [
        replace(each, parts=frozenset(
            place for place, part in enumerate(parts)
            if set(part.tags) <= each.tags and part.level in ("", each.level)
            and (not part.questions or each.id in part.questions)
        ))
        for each in candidates
    ]  # fmt: skip


def kinds_of(candidates, drawn):
    known = {each.id: each for each in candidates}
    return Counter((min(known[ident].tags), known[ident].level) for ident in drawn)


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_draw_takes_as_many_of_each_topic_and_level(seed):
    candidates = bank(easy=9, hard=3)

    drawn = draw_parts(candidates, (), 8, seed=seed)

    assert set(kinds_of(candidates, drawn).values()) == {2}


def test_what_was_had_less_often_comes_before_balance():
    seen = [Candidate(n, seen=1, level="hard") for n in range(5)]
    new = [Candidate(n, level="easy") for n in range(5, 10)]

    assert set(draw_parts([*seen, *new], (), 5, seed="s")) == {5, 6, 7, 8, 9}


def test_parts_are_kept_and_no_question_comes_twice():
    parts = (Part(questions=(1, 2)), Part(count=3, tags=("B",), level="hard"), Part(count=2, level="easy"))
    candidates = fitted(bank(easy=6, hard=6), parts)

    drawn = draw_parts(candidates, parts, 5, seed="s")

    found = kinds_of(candidates, drawn)
    assert len(drawn) == len(set(drawn)) == 7
    assert {1, 2} <= set(drawn)
    assert found["B", "hard"] == 3
    assert found["A", "easy"] + found["B", "easy"] == 4


def test_a_part_that_finds_too_few_is_filled_from_the_rest():
    parts = (Part(count=4, level="hard"),)

    assert len(draw_parts(fitted(bank(easy=2, hard=1), parts), parts, 5, seed="s")) == 4


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_a_wide_part_takes_nothing_that_a_narrow_one_or_a_named_question_needs(seed):
    parts = (Part(count=3), Part(count=2, level="hard"), Part(questions=(1,)))
    candidates = fitted(bank(easy=2, hard=1), parts)

    drawn = draw_parts(candidates, parts, 5, seed=seed)

    assert kinds_of(candidates, drawn) == {("A", "easy"): 2, ("B", "easy"): 2, ("A", "hard"): 1, ("B", "hard"): 1}


def test_the_same_seed_draws_the_same():
    candidates = bank(easy=6, hard=6)

    assert draw_parts(candidates, (), 5, seed="s") == draw_parts(list(reversed(candidates)), (), 5, seed="s")


CATEGORIES = {"公文/请示": 7, "Old papers": 8}


@pytest.mark.parametrize(
    "text",
    [
        "3 topic:A topic:B level:hard", '2 section:"第一节 甲"', "2 section:第一节：总则", "questions: 1, 2", "4",
        "5 bank topic:A", "5 category:公文/请示 level:easy", '5 category:"Old papers"',
    ],
)  # fmt: skip
def test_parts_are_written_as_they_are_read(text):
    names = {ident: path for path, ident in CATEGORIES.items()}

    assert parts_text(parts_from_text(text, CATEGORIES), names) == text


def test_a_category_of_the_bank_is_named_by_its_path_and_may_be_unknown():
    assert parts_from_text("2 category：公文/请示", CATEGORIES) == (Part(count=2, bank=True, category=7),)
    with pytest.raises(UnreadableError) as raised:
        parts_from_text("2\n3 category:公文", CATEGORIES)

    assert (raised.value.line, raised.value.category) == (2, "公文")


def test_settings_from_before_several_topics_could_be_named_are_read():
    assert settings_from({"parts": [{"count": 2, "tag": "A"}]}).parts == (Part(count=2, tags=("A",)),)


@pytest.mark.parametrize(
    "text",
    [
        "many",
        "0",
        "3 colour:red",
        "3 topic",
        "questions:",
        "questions: ,",
        "999",
        "3 bank bank",
        '3 topic:""',
        "questions: 12, 1234567890",
    ],
)
def test_a_line_that_is_no_part_is_named(text):
    with pytest.raises(UnreadableError) as raised:
        parts_from_text(f"1\n\n{text}")

    assert raised.value.line == 3

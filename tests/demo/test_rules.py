"""The data of the demo county hang together."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from learnhub.demo import rules
from learnhub.kernel.hours import class_hours
from learnhub.kernel.periods import Quarter

TODAY = date(2026, 11, 23)


def test_there_are_sixty_people_with_names_and_accounts_of_their_own():
    names = [person.name for person in rules.PEOPLE]

    assert len(names) == len(set(names)) == 60
    assert len(set(rules.ACCOUNTS)) == 21
    assert [f"cadre{number}" for number in range(1, 13)] == list(rules.CADRES)


def test_a_year_of_somebody_who_keeps_up_is_what_the_rules_ask_for():
    year = [line for line in rules.earned(rules.Pace.DONE, TODAY) if line.earned_on.year == 2026]

    assert sum(line.hours for line in year if line.days) >= Decimal(90)
    assert sum(line.days for line in year if line.days) >= Decimal(12)
    assert sum(line.hours for line in year if not line.days) >= Decimal(50)


@pytest.mark.parametrize("pace", rules.Pace)
@pytest.mark.parametrize("today", [date(2026, 1, 1), TODAY, date(2028, 2, 29)])
def test_nothing_is_earned_in_the_future_and_everything_in_steps_of_a_quarter(pace, today):
    lines = list(rules.earned(pace, today))

    assert all(line.earned_on <= today and class_hours(line.hours) == line.hours for line in lines)
    assert len({(line.source, line.external_id) for line in lines}) == len(lines)


def test_evenings_lie_before_today():
    found = [each for name in rules.CADRES for each in rules.evenings(name, Quarter(2026, 4), date(2026, 10, 20))]

    assert found
    assert all(each.on < date(2026, 10, 20) for each in found)


def test_the_beats_of_a_reading_cover_it_without_a_hole():
    seen = rules.timeline([("a", 400), ("b", 800)])

    beats = list(rules.beats(seen))

    parts = [part for beat in beats for part in beat["seen"]]
    assert parts[0][1] == 0
    assert all(before[2] == after[1] for before, after in pairwise(parts))
    assert parts[-1][2] == beats[-1]["mono_ms"] == seen[-1][2]
    assert parts[-1][3] is True


def test_a_lesson_broken_off_shows_half_of_it_and_not_its_end():
    seen = rules.timeline([("a", 400), ("b", 400), ("c", 400), ("d", 400)], share=50)

    assert [part[0] for part in seen] == ["a", "a", "b"]
    assert seen[-1][3] is False

"""Spaced review of what somebody got wrong: how an answer is rated, on which days, how many, in which order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

RETENTION = 0.85
"""An item comes again when it is still known with this probability."""

A_DAY = 5
MOST_A_DAY = 50
WORKDAYS = (0, 1, 2, 3, 4)
WEEK = tuple(range(7))

_LOOK_MS = 4_000
_READ_MS_A_CHARACTER = 200
_SLOW = 3


class Rating(StrEnum):
    """How well something was remembered, by the names of FSRS."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


@dataclass(frozen=True, slots=True)
class Habit:
    """When somebody reviews: whether at all, on which weekdays (Monday is 0), how many a day at most."""

    enabled: bool = True
    days: tuple[int, ...] = WORKDAYS
    a_day: int = A_DAY


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question somebody got wrong last on `wrong_on`; `due_on` is None until it was reviewed once."""

    question_id: int
    due_on: date | None
    wrong_on: date
    set_aside: bool = False


def rate(*, right: bool, sure: bool, took_ms: int | None, chars: int) -> Rating:
    """Wrong: again. Right, but unsure or slow: hard. Right, sure and fast: easy. Right otherwise: good.

    `chars` is what there was to read. An unknown time is neither fast nor slow.
    """
    if not right:
        return Rating.AGAIN
    usual = _LOOK_MS + _READ_MS_A_CHARACTER * chars
    if not sure or (took_ms is not None and took_ms > _SLOW * usual):
        return Rating.HARD
    return Rating.EASY if took_ms is not None and took_ms <= usual else Rating.GOOD


def due(found: Iterable[Candidate], habit: Habit, *, on: date, done: int) -> list[int]:
    """What to ask on a day, `done` answers into it: what is due the longest first, then what was never reviewed.

    Nothing on a day that is not chosen, and nothing while the switch is off.
    """
    if not habit.enabled or on.weekday() not in habit.days:
        return []
    waiting = [each for each in found if not each.set_aside and (each.due_on is None or each.due_on <= on)]
    waiting.sort(key=lambda each: (each.due_on is None, each.due_on or each.wrong_on, each.question_id))
    return [each.question_id for each in waiting[: max(habit.a_day - done, 0)]]


def next_day(due_on: date, days: Collection[int]) -> date | None:
    """The first chosen day from a date on; None where no day is chosen."""
    ahead = (due_on + timedelta(days=count) for count in WEEK)
    return next((day for day in ahead if day.weekday() in days), None)


def next_review(found: Iterable[Candidate], habit: Habit, *, on: date) -> date | None:
    """The first day after `on` on which something will be asked."""
    if not habit.enabled:
        return None
    tomorrow = on + timedelta(days=1)
    first = min((max(each.due_on or tomorrow, tomorrow) for each in found if not each.set_aside), default=None)
    return None if first is None else next_day(first, habit.days)

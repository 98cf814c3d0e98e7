"""What the twelve cadres of the demo town read, when, and how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learnhub.kernel.periods import Quarter

# By the names of their folders in content/courses, sorted; lessons are counted through all of them, from 0.
COURSES = ("gongwen-xiezuo", "protecting-personal-information", "reading-figures", "xinfang-banli")


class Ending(StrEnum):
    """How far an evening got: the check passed, failed and then passed, not tried, or the lesson left half-way."""

    PASSED = "passed"
    PASSED_LATER = "passed_later"
    READ = "read"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Evening:
    """One sitting: on which day, which lesson of the catalogue by its place, and how it ended."""

    on: date
    lesson: int
    ending: Ending


_P, _L, _R, _H = Ending.PASSED, Ending.PASSED_LATER, Ending.READ, Ending.HALF
_Plan = tuple[tuple[int, int, Ending], ...]
# For each cadre (day of the quarter, lesson, ending), quarter by quarter: the archived one, the last, the present.
_EVENINGS: dict[str, tuple[_Plan, _Plan, _Plan]] = {
    "cadre1": (((20, 8, _P),), ((12, 0, _P), (19, 1, _P), (40, 2, _L)), ((20, 3, _P), (33, 4, _H))),
    "cadre2": (((31, 12, _P),), ((15, 0, _P), (50, 1, _L)), ((30, 2, _R),)),
    "cadre3": ((), ((60, 0, _P),), ((35, 12, _P),)),
    "cadre4": (((26, 8, _L),), ((8, 4, _P), (22, 5, _P)), ((12, 6, _P), (41, 7, _H))),
    "cadre5": (
        ((15, 12, _P), (29, 13, _P)), ((5, 0, _P), (11, 1, _P), (18, 2, _P), (25, 3, _P)), ((16, 4, _P), (39, 14, _P)),
    ),
    "cadre6": ((), ((70, 0, _H),), ((38, 13, _R),)),
    "cadre7": (((44, 8, _P), (58, 9, _P)), ((9, 0, _P), (30, 3, _L)), ((25, 1, _P), (46, 10, _P))),
    "cadre8": ((), ((44, 1, _P),), ((42, 9, _L),)),
    "cadre9": (((52, 8, _P),), ((33, 0, _P), (37, 1, _P)), ((37, 2, _P), (45, 11, _H))),
    "cadre10": (((61, 12, _P),), ((21, 4, _L),), ((44, 5, _P),)),
    "cadre11": ((), ((66, 0, _P),), ((28, 1, _H), (47, 15, _P))),
    "cadre12": ((), ((75, 0, _P),), ((22, 8, _P),)),
}  # fmt: skip


def evenings(username: str, quarter: Quarter, today: date) -> Iterator[Evening]:
    """The sittings of a cadre before today, in the two quarters before this one and in this one."""
    last = quarter.previous()
    for when, plan in zip((last.previous(), last, quarter), _EVENINGS.get(username, ()), strict=False):
        for day, lesson, ending in plan:
            on = when.period.start + timedelta(days=day)
            if on < today:
                yield Evening(on, lesson, ending)


def day_after(quarter: Quarter, days: int) -> date:
    """So many days after the last day of a quarter."""
    return quarter.period.end + timedelta(days=days)


BEAT_MS = 60_000
# Seconds between two touches of the page: people scroll in bursts and then read.
_GAPS_S = (3, 8, 2, 14, 6, 21, 4, 11, 5, 17, 2, 9, 27, 3, 7)
CHARS_A_MINUTE = 380


def timeline(sections: list[tuple[str, int]], *, share: int = 100) -> list[tuple[str, int, int, bool]]:
    """One honest reading of sections (identity, weight) in order: who was on screen from when to when.

    `share` is the percentage of the sections read; of the last one of a broken-off reading the end is not seen.
    """
    wanted = max(1, len(sections) * share // 100)
    seen, at = [], 0
    for number, (identity, chars) in enumerate(sections[:wanted], start=1):
        until = at + max(5_000, chars * 60_000 // CHARS_A_MINUTE)
        broken_off = number == wanted and share < 100
        if not broken_off:
            seen += [(identity, at, until - 2_000, False), (identity, until - 2_000, until, True)]
        else:
            seen.append((identity, at, until, False))
        at = until
    return seen


def inputs(length_ms: int) -> Iterator[int]:
    """The moments at which the reader touched the page."""
    at, number = 0, 0
    while True:
        at += _GAPS_S[number % len(_GAPS_S)] * 1_000 + 137 * (number % 7)
        number += 1
        if at >= length_ms:
            return
        yield at


def beats(seen: list[tuple[str, int, int, bool]]) -> Iterator[dict[str, object]]:
    """The same reading as a page reports it, without the numbers that the server asks back."""
    length = seen[-1][2]
    touched = list(inputs(length))
    for start in range(0, length, BEAT_MS):
        end = min(start + BEAT_MS, length)
        yield {
            "mono_ms": end,
            "seen": [
                [name, max(since, start), min(until, end), last]
                for name, since, until, last in seen
                if max(since, start) < min(until, end)
            ],
            "inputs": [at for at in touched if start < at <= end],
            "hidden": [],
        }

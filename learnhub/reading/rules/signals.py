"""What is unusual in sittings: figures that a person should look at; each has innocent causes, and none decides."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from math import sqrt

HOUR_MS = 3_600_000
EVEN_BELOW = 0.15
FEWEST_GAPS = 30
FEWEST_VISITS = 4
SHORTEST_PATH_S = 120
BUSY_HOURS = 20
SWITCHES = 3
SWITCHES_WITHIN_MS = HOUR_MS
# The page reports every 15 to 30 s and notices when it stood still, so it has never more than this to say at once.
LONGEST_REPORT_MS = 120_000

Visit = tuple[str, int]


class Signal(StrEnum):
    """What a review is about."""

    EVEN_INPUTS = "even_inputs"
    SAME_PATH = "same_path"
    ROUND_THE_CLOCK = "round_the_clock"
    FAST_ANSWERS = "fast_answers"
    TWO_PLACES = "two_places"
    LONGER_THAN_READING = "longer_than_reading"
    LONG_REPORTS = "long_reports"


def evenness(inputs: Sequence[int]) -> float | None:
    """The coefficient of variation of the gaps between inputs (ms), or None where there are too few to tell."""
    gaps = [after - before for before, after in pairwise(sorted(inputs)) if after > before]
    if len(gaps) < FEWEST_GAPS:
        return None
    mean = sum(gaps) / len(gaps)
    return sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) / mean


def are_even(inputs: Sequence[int]) -> bool:
    """Whether the inputs come like a clock: people scroll, stop, and scroll again."""
    found = evenness(inputs)
    return found is not None and found < EVEN_BELOW


def path_of(seen: Iterable[tuple[str, int, int]]) -> tuple[Visit, ...] | None:
    """The sections in the order in which they were on screen, each with its whole seconds; None for a short path."""
    visits: list[list[int | str]] = []
    for section, from_ms, to_ms in sorted(seen, key=lambda entry: entry[1]):
        if visits and visits[-1][0] == section:
            visits[-1][1] = int(visits[-1][1]) + to_ms - from_ms
        else:
            visits.append([section, to_ms - from_ms])
    path = tuple((str(section), round(int(spent) / 1000)) for section, spent in visits)
    long_enough = len(path) >= FEWEST_VISITS and sum(seconds for _, seconds in path) >= SHORTEST_PATH_S
    return path if long_enough else None


def busy_hours(moments_ms: Iterable[int]) -> tuple[int, int]:
    """The most different clock hours with reading within 24 hours on end, and the first of them (ms)."""
    hours = sorted({moment // HOUR_MS for moment in moments_ms})
    best, first, start = 0, 0, 0
    for end, hour in enumerate(hours):
        while hour - hours[start] >= 24:
            start += 1
        if end - start + 1 > best:
            best, first = end - start + 1, hours[start]
    return best, first * HOUR_MS


def is_faster_than_reading(took_ms: int, chars: int, fast_pace: int) -> bool:
    """Whether questions were answered in less time than the fastest believable reading of their words takes."""
    return took_ms * fast_pace < chars * 60_000


def switches(openings: Sequence[tuple[int, str]]) -> int:
    """The most changes of place within an hour, of moments (ms) with the place of each."""
    moments = [after[0] for before, after in pairwise(sorted(openings)) if before[1] != after[1]]
    most, start = 0, 0
    for end, moment in enumerate(moments):
        while moment - moments[start] > SWITCHES_WITHIN_MS:
            start += 1
        most = max(most, end - start + 1)
    return most


def is_longer_than_reading(counted_ms: int, budgets_ms: Sequence[int]) -> bool:
    """Whether one sitting lasted, without a pause, longer than reading each of its sections can take."""
    return len(budgets_ms) >= FEWEST_VISITS and counted_ms > sum(budgets_ms)


def seen_ms(seen: Iterable[tuple[str, int, int]]) -> int:
    """How much time the entries of one report cover, moments that several of them claim counted once."""
    covered, until = 0, 0
    for _section, from_ms, to_ms in sorted(seen, key=lambda entry: entry[1]):
        covered += max(0, to_ms - max(from_ms, until))
        until = max(until, to_ms)
    return covered

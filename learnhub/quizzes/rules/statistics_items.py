"""Figures of one question out of running sums: how it separates, with its interval, and who chooses which option.

A cell is (mark, rest score, how many people had both); marks are whole numbers of some scale. Cells make the work
depend on how many different results there are and not on how many people: deleting one person is the same for
everybody in a cell, so the delete-one jackknife needs one step a cell.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Cell = tuple[int, int, int]
Z_90 = 1.6448536269514722
"""What a figure may be off by, in standard errors, so that nine of ten intervals hold the true one."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true figure lies, nine times of ten."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Separation:
    """What a question does: facility a fraction, the indices percent. None is a figure that does not exist."""

    people: int
    facility: float | None = None
    sd: float | None = None
    index: float | None = None
    interval: Interval | None = None
    efficiency: float | None = None


@dataclass(frozen=True, slots=True)
class Choosing:
    """An option: how many chose it, their share, their mean rest score in percent of what the rest is worth.

    `correlation` is between choosing it and the rest score (-1 to 1), with its interval.
    """

    value: str
    count: int
    share: float
    rest: float | None
    correlation: float | None
    interval: Interval | None


class _Sums:
    """The running sums of pairs of whole numbers."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self.count = self.x = self.y = self.xx = self.yy = self.xy = 0
        for x, y, count in cells:
            self.count += count
            self.x += x * count
            self.y += y * count
            self.xx += x * x * count
            self.yy += y * y * count
            self.xy += x * y * count

    @property
    def covariance(self) -> int:
        """Times count × (count - 1)."""
        return self.count * self.xy - self.x * self.y

    def correlation_without(self, x: int = 0, y: int = 0, *, people: int = 0) -> float | None:
        """The correlation of everybody, or of everybody but one with these two numbers."""
        count, one, other = self.count - people, self.x - x, self.y - y
        spread = (count * (self.xx - x * x) - one * one) * (count * (self.yy - y * y) - other * other)
        if count < 2 or spread <= 0:
            return None
        return (count * (self.xy - x * y) - one * other) / math.sqrt(spread)


def separation(cells: Sequence[Cell], *, worth: int) -> Separation:
    """How a question separates people; `worth` is its maximum mark on the scale of the cells."""
    sums = _Sums(cells)
    if not sums.count:
        return Separation(0)
    count = sums.count
    spread = count * sums.xx - sums.x**2
    index = sums.correlation_without()
    interval = _jackknife(sums, cells)
    largest = _largest_covariance(cells, sums)
    return Separation(
        people=count,
        facility=sums.x / (count * worth),
        sd=None if count < 2 else math.sqrt(spread / (count * (count - 1))) / worth,
        index=None if index is None else 100 * index,
        interval=None if interval is None else Interval(100 * interval.low, 100 * interval.high),
        efficiency=100 * sums.covariance / largest if largest else None,
    )


def _jackknife(sums: _Sums, cells: Sequence[Cell]) -> Interval | None:
    """Of the correlation; None where it does not exist with everybody, or without somebody."""
    whole = sums.correlation_without()
    if whole is None or sums.count < 3:
        return None
    left: list[tuple[float, int]] = []
    for x, y, count in cells:
        without = sums.correlation_without(x, y, people=1)
        if without is None:
            return None
        left.append((without, count))
    return interval_of(whole, left, least=-1.0, most=1.0)


def interval_of(
    whole: float, without: Sequence[tuple[float, int]], *, least: float = -math.inf, most: float = math.inf
) -> Interval:
    """The interval of a figure out of what it is without each person; alike people stand once, with their number."""
    people = sum(count for _, count in without)
    mean = math.fsum(figure * count for figure, count in without) / people
    spread = math.fsum((figure - mean) ** 2 * count for figure, count in without)
    off = Z_90 * math.sqrt(spread * (people - 1) / people)
    return Interval(max(whole - off, least), min(whole + off, most))


def _largest_covariance(cells: Sequence[Cell], sums: _Sums) -> int:
    """The covariance if the best marks went with the best rest scores, times count × (count - 1)."""
    marks: Counter[int] = Counter()
    rests: Counter[int] = Counter()
    for mark, rest, count in cells:
        marks[mark] += count
        rests[rest] += count
    products, pending = 0, sorted(rests.items(), reverse=True)
    for mark, people in sorted(marks.items()):
        left = people
        while left:
            rest, there = pending.pop()
            taken = min(left, there)
            products += mark * rest * taken
            left -= taken
            if taken < there:
                pending.append((rest, there - taken))
    return sums.count * products - sums.x * sums.y


def choosing(
    chosen: Mapping[tuple[str, int], int],
    options: Sequence[str],
    *,
    values_of: Callable[[str], Collection[str]],
    rest_worth: int,
) -> tuple[Choosing, ...]:
    """Who chooses each of `options`: `chosen` counts people by (answer as stored, rest score)."""
    everybody: Counter[int] = Counter()
    by_option: dict[str, Counter[int]] = {option: Counter() for option in options}
    known: dict[str, Collection[str]] = {}
    for (answer, rest), count in chosen.items():
        everybody[rest] += count
        values = known.get(answer)
        if values is None:
            values = known[answer] = values_of(answer)
        for value in values:
            if value in by_option:
                by_option[value][rest] += count
    return tuple(_choosing(option, rests, everybody, rest_worth) for option, rests in by_option.items())


def _choosing(option: str, rests: Counter[int], everybody: Counter[int], rest_worth: int) -> Choosing:
    people, count = everybody.total(), rests.total()
    mean = sum(rest * each for rest, each in rests.items()) / count if count else None
    cells = [(1, rest, each) for rest, each in rests.items()]
    cells += [(0, rest, each - rests[rest]) for rest, each in everybody.items() if each > rests[rest]]
    sums = _Sums(cells)
    return Choosing(
        value=option,
        count=count,
        share=count / people if people else 0.0,
        rest=None if mean is None or rest_worth <= 0 else 100 * mean / rest_worth,
        correlation=sums.correlation_without(),
        interval=_jackknife(sums, cells),
    )

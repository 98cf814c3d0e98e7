"""How answers came about: how long each question took, and what became of answers that were changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One place of an attempt, answered at a second; `first_right` is None unless it was saved more than once."""

    version_id: int
    answered: float | None
    right: bool | None
    first_right: bool | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Paced:
    """One attempt: the second at which it began, and its answers."""

    started: float
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one question version: seconds (lower quartile, median, upper quartile) and what changing an answer did."""

    answered: int
    seconds: tuple[float, float, float]
    right_to_wrong: int
    wrong_to_right: int
    wrong_to_wrong: int


def pace_of(attempts: Iterable[Paced]) -> dict[int, Pace]:
    """The pace by question version; versions that fewer than five people answered are left out.

    The time of a question is what passed since the answer before it, or since the start.
    """
    seconds: defaultdict[int, list[float]] = defaultdict(list)
    changes: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for attempt in attempts:
        before = attempt.started
        for at, each in sorted(_answered(attempt), key=lambda pair: pair[0]):
            seconds[each.version_id].append(max(at - before, 0.0))
            before = at
            if each.differs and each.first_right is not None:
                changes[each.version_id][_change(each)] += 1
    return {
        version_id: Pace(len(took), _quartiles(took), *changes[version_id])
        for version_id, took in seconds.items()
        if len(took) >= FEWEST
    }


def _answered(attempt: Paced) -> Iterable[tuple[float, Answer]]:
    return ((each.answered, each) for each in attempt.answers if each.answered is not None)


def _change(answer: Answer) -> int:
    if answer.first_right:
        return 0
    return 1 if answer.right else 2


def _quartiles(took: list[float]) -> tuple[float, float, float]:
    low, middle, high = quantiles(took, n=4, method="inclusive")
    return low, middle, high

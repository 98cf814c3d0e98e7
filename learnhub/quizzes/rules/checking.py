"""Answers that are checked one by one while an attempt is under way, and how sure somebody was of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

COST = Decimal(1) / 3
"""What a miss before the right answer costs of the mark."""

_STEP = Decimal("0.00001")
CERTAINTIES = (1, 2, 3)
# What an answer is worth by how sure one was, right and wrong: being sure pays only for those who know.
BY_CERTAINTY = {1: (1, 0), 2: (2, -2), 3: (3, -6)}


class Standing(StrEnum):
    """What a check of one answer leads to."""

    RIGHT = "right"
    AGAIN = "again"
    OVER = "over"


def after_misses(fraction: Decimal, misses: int) -> Decimal:
    """What an answer is worth after so many misses."""
    return max(fraction * (1 - COST * misses), Decimal(0)).quantize(_STEP, ROUND_HALF_UP)


def standing(*, right: bool, misses: int, tries: int) -> Standing:
    """Whether one may try again; `misses` counts this one."""
    if right:
        return Standing.RIGHT
    return Standing.AGAIN if misses < tries else Standing.OVER


@dataclass(frozen=True)
class Calibration:
    """How well somebody knew what they knew: points out of the most possible, and how often they were mistaken."""

    points: int
    most: int
    sure_and_wrong: int
    unsure_and_right: int


def calibration(answers: Iterable[tuple[int | None, bool]]) -> Calibration | None:
    """The calibration of answers, each with how sure it was and whether it was right; None where nobody said.

    It is feedback. Whether a quiz is passed depends on what was right, not on how sure anybody was.
    """
    said = [(sure, right) for sure, right in answers if sure in BY_CERTAINTY]
    if not said:
        return None
    return Calibration(
        points=sum(BY_CERTAINTY[sure][0 if right else 1] for sure, right in said if sure),
        most=3 * len(said),
        sure_and_wrong=sum(sure == 3 and not right for sure, right in said),
        unsure_and_right=sum(sure == 1 and right for sure, right in said),
    )

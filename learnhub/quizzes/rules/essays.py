"""How essays are marked: points by the rubric, two people who do not see each other's, a third where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from learnhub.quizzes.rules.figures import number_of
from learnhub.quizzes.rules.shapes import WHOLE, EssayQuestion

HALF = Decimal("0.5")
_STEP = Decimal("0.00001")


@dataclass(frozen=True)
class Standing:
    """Where an essay stands: how many more people have to mark it, and what it is worth once nobody has to."""

    missing: int
    fraction: Decimal | None = None
    differ: bool = False


def points_in(question: EssayQuestion, typed: Mapping[str, str]) -> tuple[dict[str, Decimal], list[str]]:
    """The points by criterion, and the criteria whose points are missing, too many or no half steps."""
    points: dict[str, Decimal] = {}
    wrong = []
    for criterion in question.rubric:
        given = number_of(typed.get(criterion.key, ""))
        if given is None or not 0 <= given <= criterion.points or given % HALF:
            wrong.append(criterion.key)
        else:
            points[criterion.key] = given
    return points, wrong


def fraction_of(question: EssayQuestion, points: Mapping[str, Decimal]) -> Decimal:
    """The share of the mark that points are."""
    share = sum(points.values(), Decimal(0)) / question.points
    return min(share, Decimal(1)).quantize(_STEP, ROUND_HALF_UP)


def standing_of(question: EssayQuestion, marks: Sequence[Decimal]) -> Standing:
    """What the marks given so far, the first one first, come to.

    Of two marks the mean counts; where they lie further apart than the bound a third person marks, and the mean of
    that mark and the nearer one of the first two counts.
    """
    if len(marks) < question.markers:
        return Standing(question.markers - len(marks))
    if question.markers == 1 or len(marks) == 1:
        return Standing(0, marks[0])
    first, second, *third = marks
    differ = abs(first - second) * WHOLE > question.bound
    if not differ:
        return Standing(0, _mean(first, second))
    if not third:
        return Standing(1, differ=True)
    nearer = min((first, second), key=lambda mark: (abs(mark - third[0]), -mark))
    return Standing(0, _mean(third[0], nearer), differ=True)


def _mean(one: Decimal, other: Decimal) -> Decimal:
    return ((one + other) / 2).quantize(_STEP, ROUND_HALF_UP)

"""Item and test statistics of a quiz, by the formulas of classical test theory that Moodle's quiz report uses.

Source: Moodle's documentation ("Quiz statistics calculations"); s attempts, p items, x the marks on an item, T the
total of an attempt, y = T − x. Omitted answers are 0. All sums are exact: marks are scaled to whole numbers, so that
a variance that is nothing is nothing, and a figure becomes a float only in its last step. A negative internal
consistency is legal and not clamped.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import mul

_DIGITS = 200


@dataclass(frozen=True)
class ItemStatistics:
    """`facility` is a fraction; the indices and the weight are percent. None is a figure that does not exist."""

    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None


@dataclass(frozen=True)
class TestStatistics:
    """Figures of the totals; `internal_consistency` (Cronbach's alpha) and `error_ratio` are percent."""

    __test__ = False  # Its name is no invitation to a test runner.

    attempts: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True)
class QuizStatistics:
    """The items in the order of their columns, and the test as a whole."""

    items: tuple[ItemStatistics, ...]
    test: TestStatistics


def analyse(maximum: Sequence[Decimal], attempts: Sequence[Sequence[Decimal]]) -> QuizStatistics:
    """Statistics of attempts (a row of marks each) at items worth `maximum`.

    Raises ValueError when a row has another length than `maximum` or a maximum is not above 0.
    """
    if any(len(row) != len(maximum) for row in attempts):
        raise ValueError("every attempt needs one mark for each item")
    if any(worth <= 0 for worth in maximum):
        raise ValueError("every maximum must be above 0")
    scale = _scale([*maximum, *(mark for row in attempts for mark in row)])
    columns = _scaled(attempts, len(maximum), scale)
    totals = [sum(marks) for marks in zip(*columns, strict=True)]
    covariances = [_covariance(column, totals) for column in columns]
    return QuizStatistics(
        items=tuple(
            _item(column, totals, Fraction(worth) * scale, scale, weight)
            for column, worth, weight in zip(columns, maximum, _effective_weights(covariances), strict=True)
        ),
        test=totals_statistics(columns, totals, scale),
    )


def _scale(marks: Sequence[Decimal]) -> int:
    places = max((-int(mark.as_tuple().exponent) for mark in marks), default=0)
    return int(10 ** max(places, 0))


def _scaled(attempts: Sequence[Sequence[Decimal]], items: int, scale: int) -> list[list[int]]:
    """The marks by item as whole numbers; the usual 28 digits of a Decimal product could round."""
    with localcontext(prec=_DIGITS):
        return [[int(row[item] * scale) for row in attempts] for item in range(items)]


def _covariance(one: Sequence[int], other: Sequence[int]) -> Fraction | None:
    """With divisor s − 1, in squared scaled marks; None below two attempts."""
    count = len(one)
    if count < 2:
        return None
    return Fraction(count * sum(map(mul, one, other)) - sum(one) * sum(other), count * (count - 1))


def _root(value: Fraction) -> float:
    return math.sqrt(value.numerator / value.denominator)


def _item(
    column: list[int], totals: list[int], worth: Fraction, scale: int, effective_weight: float | None
) -> ItemStatistics:
    rest = [total - mark for total, mark in zip(totals, column, strict=True)]
    variance, rest_variance = _covariance(column, column), _covariance(rest, rest)
    covariance, largest = _covariance(column, rest), _covariance(sorted(column), sorted(rest))
    index = efficiency = None
    if variance and rest_variance and covariance is not None:
        index = 100 * float(covariance) / (_root(variance) * _root(rest_variance))
    if largest and covariance is not None:
        efficiency = 100 * float(covariance / largest)
    return ItemStatistics(
        facility=float(Fraction(sum(column), len(column)) / worth) if column else None,
        sd=None if variance is None else _root(variance) / scale,
        discrimination_index=index,
        discriminative_efficiency=efficiency,
        effective_weight=effective_weight,
    )


def effective_weights(columns: Sequence[Sequence[int]], totals: Sequence[int]) -> list[float | None]:
    """How much each column weighs in the spread of the totals, in percent."""
    return _effective_weights([_covariance(column, totals) for column in columns])


def _effective_weights(covariances: list[Fraction | None]) -> list[float | None]:
    roots = [None if each is None or each < 0 else _root(each) for each in covariances]
    whole = math.fsum(root for root in roots if root is not None)
    return [None if root is None or whole == 0 else 100 * root / whole for root in roots]


def totals_statistics(columns: Sequence[Sequence[int]], totals: Sequence[int], scale: int) -> TestStatistics:
    """Figures of the totals of marks that were multiplied by `scale`, by column."""
    count = len(totals)
    variance = _covariance(totals, totals)
    sd = None if variance is None else _root(variance) / scale
    consistency = _internal_consistency(columns, variance, count)
    error_ratio = None if consistency is None else 100 * math.sqrt(max(0.0, 1 - consistency / 100))
    return TestStatistics(
        attempts=count,
        mean=float(Fraction(sum(totals), count * scale)) if count else None,
        median=_median(totals, scale),
        sd=sd,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        internal_consistency=consistency,
        error_ratio=error_ratio,
        standard_error=None if error_ratio is None or sd is None else error_ratio / 100 * sd,
    )


def _internal_consistency(columns: Sequence[Sequence[int]], variance: Fraction | None, count: int) -> float | None:
    items = len(columns)
    if items < 2 or count < 3 or not variance:
        return None
    within = sum((_covariance(column, column) or Fraction(0) for column in columns), Fraction(0))
    return float(100 * Fraction(items, items - 1) * (1 - within / variance))


def _median(totals: Sequence[int], scale: int) -> float | None:
    if not totals:
        return None
    ordered, middle = sorted(totals), len(totals) // 2
    return float(Fraction(ordered[middle] + ordered[-middle - 1], 2 * scale))


def _moment(totals: Sequence[int], power: int) -> Fraction:
    """The central moment of the totals in scaled marks, with divisor s."""
    count, whole = len(totals), sum(totals)
    return Fraction(sum((count * total - whole) ** power for total in totals), count ** (power + 1))


def _skewness(totals: Sequence[int]) -> float | None:
    count = len(totals)
    if count < 3:
        return None
    second = Fraction(count, count - 1) * _moment(totals, 2)
    third = Fraction(count**2, (count - 1) * (count - 2)) * _moment(totals, 3)
    return float(third / second) / _root(second) if second else None


def _kurtosis(totals: Sequence[int]) -> float | None:
    count = len(totals)
    if count < 4:
        return None
    square = _moment(totals, 2)
    second = Fraction(count, count - 1) * square
    spread = (count + 1) * _moment(totals, 4) - 3 * (count - 1) * square**2
    fourth = Fraction(count**2, (count - 1) * (count - 2) * (count - 3)) * spread
    return float(fourth / second**2) if second else None

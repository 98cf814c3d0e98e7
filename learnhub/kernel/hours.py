"""Class-hours (学时): decimals in steps of a quarter, never floats."""

from decimal import ROUND_CEILING, Decimal, InvalidOperation
from functools import lru_cache

STEP = Decimal("0.25")
ZERO = Decimal("0.00")
# Far beyond any working life, and small enough for every column and every sum.
LARGEST = Decimal(1_000_000)


def class_hours(value: Decimal | int | str) -> Decimal:
    """A value as class-hours with two places; raises ValueError unless it is a multiple of 0.25."""
    try:
        hours = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number of class-hours") from error
    if not hours.is_finite() or abs(hours) > LARGEST or hours % STEP != 0:
        raise ValueError(f"{value!r} is not a multiple of {STEP} class-hours")
    return hours.quantize(ZERO) + ZERO  # adding turns a negative zero into the plain one


def round_up(value: Decimal) -> Decimal:
    """The next multiple of 0.25 at or above a value."""
    return ((value / STEP).to_integral_value(rounding=ROUND_CEILING) * STEP).quantize(ZERO) + ZERO


@lru_cache(maxsize=4096)
def show(hours: Decimal) -> str:
    """Class-hours without needless zeros: 6, 0.5, 0.25."""
    text = f"{hours.normalize():f}"
    return "0" if text == "-0" else text

"""Spans of days: quarters, years and the five-year cycle."""

from dataclasses import dataclass
from datetime import date, timedelta

MonthDay = tuple[int, int]
NEW_YEAR: MonthDay = (1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both have, if any."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Quarter:
    """Quarter `number` (1–4) of the year that starts on `year_start` of `year`."""

    year: int
    number: int
    year_start: MonthDay = NEW_YEAR

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"a year has quarters 1 to 4, not {self.number}")
        if self.year_start[1] > 28:
            raise ValueError(f"a year starts on a day that every month has, not on day {self.year_start[1]}")

    @property
    def period(self) -> Period:
        start = _add_months(date(self.year, *self.year_start), 3 * (self.number - 1))
        return Period(start, _add_months(start, 3) - timedelta(days=1))

    @property
    def label(self) -> str:
        return f"{self.year}Q{self.number}"

    def previous(self) -> "Quarter":
        if self.number == 1:
            return Quarter(self.year - 1, 4, self.year_start)
        return Quarter(self.year, self.number - 1, self.year_start)

    def next(self) -> "Quarter":
        if self.number == 4:
            return Quarter(self.year + 1, 1, self.year_start)
        return Quarter(self.year, self.number + 1, self.year_start)


def quarter_of(day: date, *, year_start: MonthDay = NEW_YEAR) -> Quarter:
    """The quarter that a day falls in."""
    year = year_of(day, year_start=year_start).start.year
    return next(q for n in (1, 2, 3, 4) if (q := Quarter(year, n, year_start)).period.contains(day))


def year_of(day: date, *, year_start: MonthDay = NEW_YEAR) -> Period:
    """The twelve months, counted from `year_start`, that a day falls in."""
    year = day.year if (day.month, day.day) >= year_start else day.year - 1
    return Period(date(year, *year_start), date(year + 1, *year_start) - timedelta(days=1))


def five_years(first_year: int, *, year_start: MonthDay = NEW_YEAR) -> Period:
    """The five-year cycle whose first year is `first_year`."""
    return Period(date(first_year, *year_start), date(first_year + 5, *year_start) - timedelta(days=1))


def _add_months(day: date, months: int) -> date:
    index = day.month - 1 + months
    return day.replace(year=day.year + index // 12, month=index % 12 + 1)

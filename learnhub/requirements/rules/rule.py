"""A requirement as data: how much, of what, by when, for whom, and on whose word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from learnhub.kernel.hours import class_hours, round_up
from learnhub.kernel.periods import NEW_YEAR, MonthDay
from learnhub.requirements.rules.population import EVERYONE, Population

BASIC = "basic"


class Metric(StrEnum):
    """What a minimum is counted in; one is never derived from another."""

    HOURS = "hours"
    DAYS = "days"
    TIMES = "times"

    @property
    def tolerance(self) -> Decimal:
        """How much may be missing while one is still on track.

        The rule grants one class-hour. What that is in days is a local conversion, so days and times
        have no tolerance of their own.
        """
        return Decimal(1) if self is Metric.HOURS else Decimal(0)

    def round(self, value: Decimal) -> Decimal:
        """Hours and days go up to the next quarter; a whole thing is due only when all its time has passed."""
        return value.to_integral_value(rounding=ROUND_FLOOR) if self is Metric.TIMES else round_up(value)


class Cycle(StrEnum):
    """How long the time is in which a minimum must be reached."""

    YEAR = "year"
    FIVE_YEARS = "five_years"
    QUARTER = "quarter"
    EVENT = "event"


class Event(StrEnum):
    """What starts the time of an event rule."""

    PROMOTION = "promotion"
    INDUCTION = "induction"


class Evidence(StrEnum):
    """How well the source of a rule is known to us."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a rule rests on, named in both languages."""

    title_en: str
    title_zh: str
    article_en: str = ""
    article_zh: str = ""
    evidence: Evidence = Evidence.PRIMARY


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a requirement; versions of the same requirement share `key`.

    At least one minimum is named; where there are several, any one of them is enough. `forms` are the
    forms of study that count. `before_event_years` lets study from before the event count too.
    """

    key: str
    name_en: str
    name_zh: str
    source: Source
    cycle: Cycle
    forms: frozenset[str]
    population: Population = EVERYONE
    hours: Decimal | None = None
    days: Decimal | None = None
    times: Decimal | None = None
    only_basic: bool = False
    year_start: MonthDay = NEW_YEAR
    first_year: int = 2023
    event: Event | None = None
    within_years: int = 1
    before_event_years: int = 0
    effective_from: date = date.min
    effective_to: date | None = None
    note_en: str = ""
    note_zh: str = ""

    def __post_init__(self) -> None:
        if not self.minima:
            raise ValueError(f"rule {self.key} names no minimum")
        if any(class_hours(minimum) <= 0 for minimum in self.minima.values()):
            raise ValueError(f"rule {self.key} has a minimum that is not above zero")
        if self.times is not None and self.times % 1 != 0:
            raise ValueError(f"rule {self.key} asks for a part of a time")
        if (self.cycle is Cycle.EVENT) != (self.event is not None):
            raise ValueError(f"rule {self.key}: an event belongs to an event cycle, and to no other")
        if self.year_start[1] > 28:
            raise ValueError(f"rule {self.key}: a year starts on a day that every month has")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"rule {self.key} ends before it starts")

    @property
    def minima(self) -> dict[Metric, Decimal]:
        """The minimum by metric, hours first."""
        named = {Metric.HOURS: self.hours, Metric.DAYS: self.days, Metric.TIMES: self.times}
        return {metric: minimum for metric, minimum in named.items() if minimum is not None}

    @property
    def needs(self) -> frozenset[str]:
        """The sources without which nobody can say how far a person is: the forms, and the mark of basic training."""
        return self.forms | {BASIC} if self.only_basic else self.forms

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


def rules_in_force(rules: Iterable[Rule], on: date) -> tuple[Rule, ...]:
    """For every key the version in force on a day; where two overlap, the one that started later."""
    chosen: dict[str, Rule] = {}
    for rule in rules:
        if rule.in_force(on) and (rule.key not in chosen or chosen[rule.key].effective_from < rule.effective_from):
            chosen[rule.key] = rule
    return tuple(chosen.values())


def versions_of(rules: Sequence[Rule], key: str) -> tuple[Rule, ...]:
    """All versions of one requirement, oldest first."""
    return tuple(sorted((rule for rule in rules if rule.key == key), key=lambda rule: rule.effective_from))

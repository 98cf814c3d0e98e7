"""Due against done: the one function that every page asks how a person stands against a requirement.

Days are counted with both ends: on the first day of a cycle one day has passed, on its last day all have.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Period, Quarter, five_years, quarter_of, year_of
from learnhub.requirements.rules.rule import Cycle, Metric, Rule


class State(StrEnum):
    """How a person stands against a requirement, each with its words."""

    en: str
    zh: str

    def __new__(cls, value: str, en: str = "", zh: str = "") -> Self:
        state = str.__new__(cls, value)
        state._value_ = value
        state.en, state.zh = en, zh
        return state

    DONE = "done", "Done", "已完成"
    ON_TRACK = "on_track", "On track", "进度正常"
    BEHIND = "behind", "Behind", "进度滞后"
    NOT_STARTED = "not_started", "Not started", "尚未开始"
    TO_BE_SUPPLIED = "to_be_supplied", "To be supplied", "待补"
    EXEMPT = "exempt", "Exempt", "免训"


# From best to worst; the other two states stand outside this order, because nothing was measured.
MEASURED = (State.DONE, State.ON_TRACK, State.BEHIND, State.NOT_STARTED)


@dataclass(frozen=True, slots=True)
class Done:
    """One credited piece of study. A correction is a piece with negative amounts (`times` too)."""

    day: date
    form: str
    hours: Decimal = ZERO
    days: Decimal | None = None
    basic: bool = False
    times: int = 1

    def amount(self, metric: Metric) -> Decimal:
        if metric is Metric.HOURS:
            return self.hours
        if metric is Metric.DAYS:
            return self.days or ZERO
        return Decimal(self.times)


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of a requirement: hours, days or times.

    `due_this_quarter` is what the quarter asked for when it began, `left_this_quarter` what of it is open now.
    """

    metric: Metric
    state: State
    due_total: Decimal
    expected: Decimal
    done: Decimal
    due_this_quarter: Decimal
    left_this_quarter: Decimal

    @property
    def remaining(self) -> Decimal:
        return max(self.due_total - self.done, ZERO)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person against one requirement on one day.

    `period` is the whole cycle; study anywhere in it counts. `counted` is the part over which the minimum
    is spread. The figures without a metric in their name are those of `shown`, the better measure.
    """

    rule_key: str
    on: date
    state: State
    period: Period
    counted: Period
    quarter: Quarter
    measures: tuple[Measure, ...]
    shown: Measure

    @property
    def due_on(self) -> date:
        return self.period.end

    @property
    def metric(self) -> Metric:
        return self.shown.metric

    @property
    def due_total(self) -> Decimal:
        return self.shown.due_total

    @property
    def expected(self) -> Decimal:
        return self.shown.expected

    @property
    def done(self) -> Decimal:
        return self.shown.done

    @property
    def remaining(self) -> Decimal:
        return self.shown.remaining

    @property
    def due_this_quarter(self) -> Decimal:
        return self.shown.due_this_quarter

    @property
    def left_this_quarter(self) -> Decimal:
        return self.shown.left_this_quarter

    def measure(self, metric: Metric) -> Measure | None:
        return next((measure for measure in self.measures if measure.metric is metric), None)


def standing(
    rule: Rule,
    done: Iterable[Done],
    *,
    on: date,
    exempt: Sequence[Period] = (),
    since: date | None = None,
    event_on: date | None = None,
    missing: frozenset[str] = frozenset(),
) -> Standing:
    """How a person stands against one version of a requirement on a day.

    `since` is the day from which the requirement has bound the person (`applies_since`); counting starts
    there, or where the rule came into force, when that is later than the start of the cycle. The minimum
    is not shortened, because no source names a share of it; what was studied earlier in the cycle counts.
    `missing` names the forms (or BASIC) whose records have not been supplied: then nothing but a reached
    minimum is certain. `event_on` starts an event rule; raises ValueError where such a rule has none.
    """
    period = cycle_period(rule, on, event_on=event_on)
    counted = _counted(rule, period, since)
    calendar = _Calendar(counted, tuple(exempt))
    quarter = quarter_of(on, year_start=rule.year_start)
    relevant = [piece for piece in done if _counts(rule, piece, _window(rule, period, event_on)) and piece.day <= on]
    measures = tuple(
        _measure(metric, minimum, relevant, calendar, on=on, quarter=quarter.period)
        for metric, minimum in rule.minima.items()
    )
    shown = min(measures, key=lambda measure: MEASURED.index(measure.state))
    state = _state(shown.state, exempt=calendar.days == 0, unknown=bool(rule.needs & missing))
    return Standing(rule.key, on, state, period, counted, quarter, measures, shown)


def cycle_period(rule: Rule, on: date, *, event_on: date | None = None) -> Period:
    """The cycle of a rule that a day falls in.

    The time of an event rule starts on the day after the event and ends on the day of the same date
    `within_years` later (28 February where that year has no 29th).
    """
    if rule.cycle is Cycle.EVENT:
        if event_on is None:
            raise ValueError(f"rule {rule.key} counts from an event, and no event was given")
        return Period(event_on + timedelta(days=1), _years_from(event_on, rule.within_years))
    if rule.cycle is Cycle.QUARTER:
        return quarter_of(on, year_start=rule.year_start).period
    year = year_of(on, year_start=rule.year_start)
    if rule.cycle is Cycle.YEAR:
        return year
    first = year.start.year - (year.start.year - rule.first_year) % 5
    return five_years(first, year_start=rule.year_start)


def overall(states: Iterable[State]) -> State:
    """One state for a person with several requirements: what asks for action first, then what is unknown.

    Exempt requirements are left out; *not started* means that nothing has been started at all.
    """
    counted = [state for state in states if state is not State.EXEMPT]
    if not counted:
        return State.EXEMPT
    if all(state is State.NOT_STARTED for state in counted):
        return State.NOT_STARTED
    if State.BEHIND in counted or State.NOT_STARTED in counted:
        return State.BEHIND
    return next(state for state in (State.TO_BE_SUPPLIED, State.ON_TRACK, State.DONE) if state in counted)


def tally(states: Iterable[State]) -> dict[State, int]:
    """How many people stand where, every state named; exempt people are no part of a denominator."""
    found = Counter(states)
    return {state: found[state] for state in State}


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days over which a minimum is spread: a period without its exempt days."""

    period: Period
    exempt: tuple[Period, ...]

    @property
    def days(self) -> int:
        return self.until(self.period.end)

    def until(self, day: date) -> int:
        """Days that count, from the first of the period to `day`, both included."""
        last = min(day, self.period.end)
        if last < self.period.start:
            return 0
        span = Period(self.period.start, last)
        return span.days - _covered(span, self.exempt)

    def expected(self, metric: Metric, minimum: Decimal, day: date) -> Decimal:
        if self.days == 0:
            return ZERO
        # One division at the end keeps the figure exact: a rounded share would round up once too often.
        return min(metric.round(minimum * self.until(day) / self.days), minimum)


def _measure(
    metric: Metric, minimum: Decimal, pieces: list[Done], calendar: _Calendar, *, on: date, quarter: Period
) -> Measure:
    done = sum((piece.amount(metric) for piece in pieces), ZERO)
    done_before = sum((piece.amount(metric) for piece in pieces if piece.day < quarter.start), ZERO)
    expected = calendar.expected(metric, minimum, on)
    by_quarter_end = calendar.expected(metric, minimum, quarter.end)
    return Measure(
        metric=metric,
        state=_measured_state(metric, minimum, expected, done, over=on > calendar.period.end),
        due_total=minimum,
        expected=expected,
        done=done,
        due_this_quarter=max(by_quarter_end - done_before, ZERO),
        left_this_quarter=max(by_quarter_end - done, ZERO),
    )


def _measured_state(metric: Metric, minimum: Decimal, expected: Decimal, done: Decimal, *, over: bool) -> State:
    # After the last day (only an event rule is asked about then) nothing is left to be on track for.
    tolerance = ZERO if over else metric.tolerance
    if done >= minimum:
        return State.DONE
    if done >= expected - tolerance:
        return State.ON_TRACK
    if done <= 0 and expected > tolerance:
        return State.NOT_STARTED
    return State.BEHIND


def _state(measured: State, *, exempt: bool, unknown: bool) -> State:
    if exempt:
        return State.EXEMPT
    if unknown and measured is not State.DONE:
        return State.TO_BE_SUPPLIED
    return measured


def _counted(rule: Rule, period: Period, since: date | None) -> Period:
    start = max(period.start, since or rule.effective_from)
    return Period(min(start, period.end), period.end)


def _window(rule: Rule, period: Period, event_on: date | None) -> Period:
    """The days on which study counts; what is late still counts for an event rule, so that it can be finished."""
    if rule.cycle is Cycle.EVENT and event_on is not None:
        return Period(_years_from(event_on, -rule.before_event_years), date.max)
    return period


def _counts(rule: Rule, piece: Done, window: Period) -> bool:
    return piece.form in rule.forms and window.contains(piece.day) and (piece.basic or not rule.only_basic)


def _covered(span: Period, parts: Iterable[Period]) -> int:
    """How many days of a span lie in at least one of the parts, which may overlap."""
    covered, free_from = 0, span.start
    for part in sorted(parts):
        inside = part.overlap(span)
        if inside is None or inside.end < free_from:
            continue
        covered += Period(max(inside.start, free_from), inside.end).days
        free_from = inside.end + timedelta(days=1)
    return covered


def _years_from(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

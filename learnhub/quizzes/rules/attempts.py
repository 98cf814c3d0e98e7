"""The life of an attempt: its states, when one may start again, until when a save counts, and what is shown when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from learnhub.kernel.clock import local_date, midnight
from learnhub.kernel.errors import Conflict

REPEAT_AFTER = timedelta(minutes=10)
"""A repeat opens this long after the attempt before it ended."""

MISSES_A_DAY = 3
"""So many misses on one local day close the quiz until the next."""

RECALL_QUESTIONS = 3
"""So many questions a recall draws from a lesson's bank, or all where there are fewer."""

RECALL_PERCENT = 100
"""A recall is shown when every answer is right."""

GRACE = timedelta(seconds=60)
"""What a slow network may take after the deadline, by the server's receipt of the first byte."""


class AttemptState(StrEnum):
    """Where an attempt stands. `expired`: its time ran out; it is then graded from the saved answers like any other."""

    CREATED = "created"
    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    GRADED = "graded"
    REGRADED = "regraded"
    VOID = "void"


NEXT_STATES: Mapping[AttemptState, frozenset[AttemptState]] = {
    AttemptState.CREATED: frozenset({AttemptState.OPEN, AttemptState.VOID}),
    AttemptState.OPEN: frozenset({AttemptState.SUBMITTED, AttemptState.EXPIRED, AttemptState.VOID}),
    AttemptState.SUBMITTED: frozenset({AttemptState.GRADED, AttemptState.VOID}),
    AttemptState.EXPIRED: frozenset({AttemptState.GRADED, AttemptState.VOID}),
    AttemptState.GRADED: frozenset({AttemptState.REGRADED, AttemptState.VOID}),
    AttemptState.REGRADED: frozenset({AttemptState.REGRADED, AttemptState.VOID}),
    AttemptState.VOID: frozenset(),
}

UNDER_WAY = frozenset({AttemptState.CREATED, AttemptState.OPEN})
AWAITING_GRADE = frozenset({AttemptState.SUBMITTED, AttemptState.EXPIRED})
GRADED_STATES = frozenset({AttemptState.GRADED, AttemptState.REGRADED})


def can_become(state: AttemptState, new: AttemptState) -> bool:
    """Whether the table allows this step."""
    return new in NEXT_STATES[state]


def become(state: AttemptState, new: AttemptState) -> AttemptState:
    """The new state; raises Conflict where the table does not allow the step."""
    if can_become(state, new):
        return new
    if new is AttemptState.SUBMITTED and state is not AttemptState.CREATED:
        raise Conflict("This attempt has already ended.")
    raise Conflict("This attempt cannot change in this way.")


@dataclass(frozen=True)
class PastAttempt:
    """What the rule must know of an earlier attempt; `ended_at` is when it was handed in or its time ran out."""

    state: AttemptState
    ended_at: datetime | None = None
    passed: bool = False


class StartReason(StrEnum):
    """Why a new attempt may or may not be started."""

    FREE = "free"
    UNDER_WAY = "under_way"
    BEING_GRADED = "being_graded"
    NO_ATTEMPT_LEFT = "no_attempt_left"
    MISSED_TODAY = "missed_today"
    TOO_SOON = "too_soon"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    LESSONS_LEFT = "lessons_left"


START_MESSAGES: Mapping[StartReason, str] = {
    StartReason.UNDER_WAY: "You have an attempt under way. Continue it.",
    StartReason.BEING_GRADED: "Your last attempt is being graded.",
    StartReason.NO_ATTEMPT_LEFT: "You have used all attempts at this quiz.",
    StartReason.MISSED_TODAY: "Three misses today. Read the sections below again; the quiz opens tomorrow.",
    StartReason.TOO_SOON: "A repeat is not open yet.",
    StartReason.NOT_OPEN_YET: "This quiz has not opened yet.",
    StartReason.CLOSED: "This quiz is closed.",
    StartReason.LESSONS_LEFT: "The final test opens when every lesson of the course is complete.",
}


@dataclass(frozen=True)
class StartDecision:
    """Whether an attempt may start now; `opens_at` is when it may, None where waiting does not help."""

    allowed: bool
    reason: StartReason
    opens_at: datetime | None = None


@dataclass(frozen=True)
class StartRules:
    """What limits the attempts at a quiz; `attempts` holds what a person was allowed beyond the quiz's own."""

    attempts: int | None = None
    cooling: timedelta = REPEAT_AFTER
    misses_a_day: int | None = MISSES_A_DAY
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    lessons_left: int = 0


NO_LIMITS = StartRules()


def may_start(
    previous: Sequence[PastAttempt], now: datetime, limits: StartRules = NO_LIMITS, *, passed: bool | None = None
) -> StartDecision:
    """May this person start an attempt now? `passed` where it does not follow from any passed attempt.

    Void attempts count for nothing; once recall is shown, misses no longer close the quiz.
    """
    counted = [attempt for attempt in previous if attempt.state is not AttemptState.VOID]
    closed = _closed(counted, now, limits)
    if closed is not None:
        return closed
    ends = [attempt.ended_at for attempt in counted if attempt.ended_at is not None]
    cooled = max(ends) + limits.cooling if ends else now
    through = any(attempt.passed for attempt in counted) if passed is None else passed
    missed = limits.misses_a_day is not None and misses_on_day_of(now, counted) >= limits.misses_a_day
    if missed and not through:
        return StartDecision(allowed=False, reason=StartReason.MISSED_TODAY, opens_at=max(next_local_day(now), cooled))
    if now < cooled:
        return StartDecision(allowed=False, reason=StartReason.TOO_SOON, opens_at=cooled)
    return StartDecision(allowed=True, reason=StartReason.FREE)


def _closed(counted: Sequence[PastAttempt], now: datetime, limits: StartRules) -> StartDecision | None:
    """What keeps an attempt from being started that waiting a little does not change."""
    states = {attempt.state for attempt in counted}
    if states & UNDER_WAY:
        return StartDecision(allowed=False, reason=StartReason.UNDER_WAY)
    if states & AWAITING_GRADE:
        return StartDecision(allowed=False, reason=StartReason.BEING_GRADED)
    if limits.closes_at is not None and now >= limits.closes_at:
        return StartDecision(allowed=False, reason=StartReason.CLOSED)
    if limits.attempts is not None and len(counted) >= limits.attempts:
        return StartDecision(allowed=False, reason=StartReason.NO_ATTEMPT_LEFT)
    if limits.opens_at is not None and now < limits.opens_at:
        return StartDecision(allowed=False, reason=StartReason.NOT_OPEN_YET, opens_at=limits.opens_at)
    if limits.lessons_left:
        return StartDecision(allowed=False, reason=StartReason.LESSONS_LEFT)
    return None


def misses_on_day_of(now: datetime, attempts: Sequence[PastAttempt]) -> int:
    """How many graded attempts that were not passed ended on the local day of `now`."""
    return sum(
        attempt.state in GRADED_STATES
        and not attempt.passed
        and attempt.ended_at is not None
        and local_date(attempt.ended_at) == local_date(now)
        for attempt in attempts
    )


def next_local_day(now: datetime) -> datetime:
    """The coming midnight in Asia/Shanghai, in UTC."""
    return midnight(local_date(now) + timedelta(days=1))


def end_at(
    started_at: datetime,
    *,
    limit: timedelta | None = None,
    allowance: Decimal = Decimal(1),
    closes_at: datetime | None = None,
) -> datetime | None:
    """When an attempt ends: limit times the person's allowance, at the latest when the quiz closes; None without
    either.

    Frozen at the start and shown.
    """
    ends = [] if limit is None else [started_at + limit * float(allowance)]
    ends += [] if closes_at is None else [closes_at]
    return min(ends, default=None)


def is_in_time(received_at: datetime, ends_at: datetime | None) -> bool:
    """Whether a save or a hand-in received now still counts, grace included."""
    return ends_at is None or received_at <= ends_at + GRACE


def is_overdue(now: datetime, ends_at: datetime | None) -> bool:
    """Whether nothing can arrive in time any more, so that the attempt is closed from its saved answers."""
    return not is_in_time(now, ends_at)


class SaveOutcome(StrEnum):
    """What became of a save: `repeated` is the same save again after a lost answer and changes nothing."""

    SAVED = "saved"
    REPEATED = "repeated"
    STALE = "stale"
    LATE = "late"
    CLOSED = "closed"
    CHECKED = "checked"


@dataclass(frozen=True)
class SavedAnswer:
    """The answer that is stored for a slot; version 0 with None is a slot that nobody has answered."""

    version: int = 0
    value: object = None


@dataclass(frozen=True)
class SaveDecision:
    """`kept` holds after the save; at a conflict `offered` is the value that was not taken, so that both can be
    shown."""

    outcome: SaveOutcome
    kept: SavedAnswer
    offered: object = None

    @property
    def accepted(self) -> bool:
        return self.outcome in (SaveOutcome.SAVED, SaveOutcome.REPEATED)


def save_answer(
    stored: SavedAnswer,
    *,
    version: int,
    value: object,
    state: AttemptState = AttemptState.OPEN,
    received_at: datetime | None = None,
    ends_at: datetime | None = None,
    checked: bool = False,
) -> SaveDecision:
    """Decide on a save. `version` is the version of the stored answer that the page knew when the value was chosen.

    A page that knew the latest one is saved as the next version. A page that knew an older one is stale: another tab
    or device has answered since, and the person decides between both values; where both are the same there is nothing
    to decide. An answer that was checked for good stays.
    """
    if version < stored.version and value == stored.value:
        return SaveDecision(SaveOutcome.REPEATED, stored)
    if state is not AttemptState.OPEN:
        return SaveDecision(SaveOutcome.CLOSED, stored, value)
    if received_at is not None and not is_in_time(received_at, ends_at):
        return SaveDecision(SaveOutcome.LATE, stored, value)
    if checked:
        return SaveDecision(SaveOutcome.CHECKED, stored, value)
    if version != stored.version:
        return SaveDecision(SaveOutcome.STALE, stored, value)
    return SaveDecision(SaveOutcome.SAVED, SavedAnswer(version + 1, value))

"""The life of a quarter: opening, closing, who takes part, who reviews whom, and the quota of good grades."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from learnhub.assessment.rules.states import UNSUBMITTED, CycleState, State
from learnhub.assessment.rules.steps import Refusal


class CycleStep(StrEnum):
    """What an administrator does to a quarter."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN_SUMMARY = "reopen_summary"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """What the decision about a quarter needs to know.

    `unreviewed` counts people for whom nobody reviews, `owed` summaries that wait for a review or for the
    answer to an objection.
    """

    state: CycleState
    opens_on: date
    cut_off_on: date
    people: int = 0
    unreviewed: int = 0
    owed: int = 0


CYCLE_EDGES: Mapping[CycleStep, tuple[CycleState, CycleState]] = MappingProxyType(
    {
        CycleStep.OPEN: (CycleState.DRAFT, CycleState.OPEN),
        CycleStep.CLOSE: (CycleState.OPEN, CycleState.CLOSED),
        CycleStep.REOPEN_SUMMARY: (CycleState.CLOSED, CycleState.CLOSED),
        CycleStep.ARCHIVE: (CycleState.CLOSED, CycleState.ARCHIVED),
    }
)


def may_move_cycle(
    step: CycleStep, cycle: CycleFacts, *, administers: bool, on: date, reason: str = ""
) -> Refusal | None:
    """Why a quarter cannot be moved on, or None. On the cut-off date itself it can be closed."""
    if not administers:
        return Refusal("This step belongs to somebody else.")
    if cycle.state is not CYCLE_EDGES[step][0]:
        return Refusal("This step is not possible in the present state of the quarter.")
    if step is CycleStep.OPEN:
        return _refuse_opening(cycle)
    if step is CycleStep.CLOSE and on < cycle.cut_off_on:
        return Refusal("The cut-off date has not come yet.")
    if step is CycleStep.ARCHIVE and cycle.owed:
        return Refusal("%(count)s summaries still wait for a review or for an answer.", {"count": cycle.owed})
    if step is CycleStep.REOPEN_SUMMARY and not reason.strip():
        return Refusal("Give a reason for reopening the summary.")
    return None


def _refuse_opening(cycle: CycleFacts) -> Refusal | None:
    if cycle.cut_off_on < cycle.opens_on:
        return Refusal("The cut-off date lies before the opening date.")
    if cycle.people == 0:
        return Refusal("Nobody takes part in this quarter yet.")
    if cycle.unreviewed:
        message = "%(count)s people have nobody who reviews them; name a reviewer for each."
        return Refusal(message, {"count": cycle.unreviewed})
    return None


def may_take_in(cycle: CycleFacts, *, administers: bool) -> Refusal | None:
    """Why people who joined later cannot be taken in, or None; a closed quarter takes nobody new."""
    if not administers:
        return Refusal("This step belongs to somebody else.")
    if cycle.state is not CycleState.OPEN:
        return Refusal("People can be taken in while the quarter is open only.")
    return None


def may_map(cycle: CycleFacts, *, administers: bool, reason: str) -> Refusal | None:
    """Why the reviewer map cannot be changed, or None; every change has a reason, and an archive is read only."""
    if not administers:
        return Refusal("This step belongs to somebody else.")
    if cycle.state is CycleState.ARCHIVED:
        return Refusal("This quarter has been archived.")
    return None if reason.strip() else Refusal("Give a reason for the change of reviewers.")


def is_overdue(state: State, *, cut_off_on: date, on: date) -> bool:
    """Whether a summary is shown as overdue; the cut-off date is the last day in time, and nothing submits itself."""
    return state in UNSUBMITTED and on > cut_off_on


def reminder_days(opens_on: date, cut_off_on: date) -> tuple[date, ...]:
    """One reminder at the opening and one three days before the cut-off, never one a day."""
    last = cut_off_on - timedelta(days=3)
    return (opens_on, last) if last > opens_on else (opens_on,)


def nearest_supervisor(
    unit_path: Iterable[int], grants_by_unit: Mapping[int, Sequence[int]], person_id: int
) -> int | None:
    """The first supervisor on the way from the person's unit up to the root who is not that person.

    `unit_path` starts with the person's own unit. `grants_by_unit` holds the supervisors granted at exactly
    that unit on the cut-off date; of several, the first in the given order.
    """
    candidates = (candidate for unit in unit_path for candidate in grants_by_unit.get(unit, ()))
    return next((candidate for candidate in candidates if candidate != person_id), None)


def chosen_reviewer(person_id: int, *choices: int | None) -> int | None:
    """The first of the choices, the closest to the person first, who is not that person."""
    return next((choice for choice in choices if choice is not None and choice != person_id), None)


class Rounding(StrEnum):
    """How the quota of a small unit is rounded; down is the default."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


_ROUND = {Rounding.DOWN: ROUND_FLOOR, Rounding.NEAREST: ROUND_HALF_UP, Rounding.UP: ROUND_CEILING}


def good_quota(people: int, *, share: Decimal = Decimal("0.40"), rounding: Rounding = Rounding.DOWN) -> int:
    """How many good grades a population may have."""
    return int((share * people).to_integral_value(rounding=_ROUND[rounding]))

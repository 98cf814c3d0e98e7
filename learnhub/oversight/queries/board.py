"""The board: who of a unit stands how, filtered, sorted and paged, with the last six weeks of each row shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.assessment.models import Cycle, Summary
from learnhub.assessment.rules import is_overdue
from learnhub.credits import queries as credits
from learnhub.kernel.actor import Actor
from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Period
from learnhub.oversight.queries.people import Standee, standees
from learnhub.people import queries as people
from learnhub.people.queries import UnitRow, UnitStep
from learnhub.platform.db import fetch
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.requirements import rules
from learnhub.requirements.queries import subject

WEEKS = 6
# What asks for action comes first.
ORDER = (
    rules.State.BEHIND, rules.State.NOT_STARTED, rules.State.TO_BE_SUPPLIED, rules.State.ON_TRACK, rules.State.DONE,
    rules.State.EXEMPT,
)  # fmt: skip
SHOWN = (
    rules.State.DONE, rules.State.ON_TRACK, rules.State.BEHIND, rules.State.NOT_STARTED, rules.State.TO_BE_SUPPLIED,
    rules.State.EXEMPT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for: a unit, a state, a text in the name, an order and a page."""

    unit_id: int | None = None
    state: rules.State | None = None
    text: str = ""
    sort: str = "name"
    page: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board."""

    person: Standee
    weeks: tuple[Decimal, ...]
    summary: str | None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows; `counts` are of the whole unit, whatever else was chosen.

    Small groups are counted too: whoever may open this board may open each of its rows, so a count hides nobody.
    """

    counts: Sequence[tuple[str, int]]
    total: int
    page: Page[Row]
    units: Sequence[UnitRow]
    path: Sequence[UnitStep]
    below: Sequence[UnitRow]

    @property
    def subjects(self) -> tuple[tuple[str, str], ...]:
        """The words for each requirement that somebody in the rows is short of, by the key of its rule."""
        short_of = {gap.rule.key: gap.rule for row in self.page.rows for gap in row.person.gaps}
        return tuple((key, subject(rule)) for key, rule in sorted(short_of.items()))

    def count(self, state: str) -> int:
        return dict(self.counts)[state]


def board(actor: Actor, scope: frozenset[int], unit_ids: frozenset[int], chosen: Chosen, on: date) -> Board:
    """The board of some units of a scope, in a fixed number of statements."""
    everybody = [each for each in standees(unit_ids, on) if each.id != actor.id]
    tally = rules.tally(each.state for each in everybody)
    units = people.unit_tree(scope, on)
    found = _sorted(_chosen(everybody, chosen), chosen.sort, {unit.id: place for place, unit in enumerate(units)})
    number = page_number(chosen.page, len(found))
    rows = _rows(found[(number - 1) * SIZE : number * SIZE], on)
    return Board(
        [(state.value, tally[state]) for state in SHOWN if tally[state] or state in rules.MEASURED],
        len(everybody),
        Page(rows, number, len(found)),
        units,
        _path(chosen.unit_id, scope),
        _children(units, chosen.unit_id),
    )


def _chosen(everybody: Sequence[Standee], chosen: Chosen) -> list[Standee]:
    return [
        each
        for each in everybody
        if (chosen.state is None or each.state is chosen.state) and (not chosen.text or each.matches(chosen.text))
    ]


def _sorted(found: list[Standee], sort: str, places: Mapping[int, int]) -> list[Standee]:
    """They arrive by name, and Python keeps that order among equals."""
    keys: dict[str, Callable[[Standee], Any]] = {
        "unit": lambda each: places.get(each.unit_id, len(places)),
        "state": lambda each: ORDER.index(each.state),
        "gap": lambda each: -each.gap,
    }
    name = sort.removeprefix("-")
    ordered = sorted(found, key=keys[name]) if name in keys else found
    return list(reversed(ordered)) if sort.startswith("-") else ordered


def _rows(shown: Sequence[Standee], on: date) -> list[Row]:
    ids = [each.id for each in shown]
    monday = on - timedelta(days=on.weekday() + 7 * (WEEKS - 1))
    earned = credits.hours_by_day(ids, Period(monday, on))
    summaries = _summaries(ids, on)
    weeks: dict[int, list[Decimal]] = {ident: [ZERO] * WEEKS for ident in ids}
    for (ident, day), hours in earned.items():
        weeks[ident][(day - monday).days // 7] += hours
    return [Row(each, tuple(weeks[each.id]), summaries.get(each.id)) for each in shown]


_LATEST = (
    sa.select(Summary.person_id, Summary.state, Cycle.cut_off_on)
    .join(Cycle, Cycle.id == Summary.cycle_id)
    .where(Summary.person_id.in_(sa.bindparam("people", expanding=True)))
    .order_by(Cycle.starts_on, Summary.id)
)


def _summaries(ids: Sequence[int], on: date) -> dict[int, str]:
    """The state of each person's latest summary, as a word of the state macro."""
    rows = fetch(_LATEST, people=ids)
    return {
        row.person_id: "overdue" if is_overdue(row.state, cut_off_on=row.cut_off_on, on=on) else row.state.value
        for row in rows
    }


def _path(unit_id: int | None, scope: frozenset[int]) -> list[UnitStep]:
    """From the highest unit of the scope down to the chosen one."""
    return [step for step in people.unit_path(unit_id) if step.id in scope] if unit_id else []


def _children(units: Sequence[UnitRow], unit_id: int | None) -> list[UnitRow]:
    """The units directly below the chosen one, or the highest of the scope."""
    if unit_id is None:
        return [unit for unit in units if unit.depth == 0]
    place = next(index for index, unit in enumerate(units) if unit.id == unit_id)
    found = []
    for unit in units[place + 1 :]:
        if unit.depth <= units[place].depth:
            break
        if unit.depth == units[place].depth + 1:
            found.append(unit)
    return found

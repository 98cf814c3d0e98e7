"""How everybody of some units stands, remembered while nothing changes: the costly part of the board."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import current_app

from learnhub.credits.models import CreditEntry
from learnhub.kernel.hours import ZERO
from learnhub.people.models import Membership, Person, PostHolding, RankHolding, Unit
from learnhub.people.queries import in_force
from learnhub.platform.db import session
from learnhub.requirements import queries as requirements
from learnhub.requirements import rules
from learnhub.requirements.models import Exemption, RequirementRule
from learnhub.requirements.queries import Owed

KEPT = 32
FRESH_SECONDS = 60
_REMEMBERED = "learnhub.oversight"
_guard = threading.Lock()
_UNMEASURED = (rules.State.EXEMPT, rules.State.TO_BE_SUPPLIED)


@dataclass(frozen=True, slots=True)
class Amount:
    """Class-hours done and due of one requirement."""

    done: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """Class-hours that are due by today and not done; `rule` says of what."""

    rule: rules.Rule
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Standee:
    """A person on the board, as they stand today."""

    id: int
    name: str
    name_sort: str
    unit_id: int
    unit_name: str
    post: str | None
    state: rules.State
    central: Amount | None
    online: Amount | None
    gaps: tuple[Gap, ...]

    @property
    def gap(self) -> Decimal:
        return sum((gap.hours for gap in self.gaps), ZERO)

    def matches(self, text: str) -> bool:
        """Whether the name holds a text, in characters or in pinyin."""
        return text in self.name or text.lower().replace(" ", "") in self.name_sort.lower().replace(" ", "")


def standees(unit_ids: frozenset[int], on: date) -> Sequence[Standee]:
    """Everybody of these units with their state, by name; computed again only when something it rests on changed.

    A row that is edited in place without a trace in its version shows after a minute at the latest.
    """
    if current_app.testing:  # tests take their rows back, so that ids repeat
        return _compute(unit_ids, on)
    kept: OrderedDict[Any, tuple[float, Sequence[Standee]]]
    key = (unit_ids, on, _fingerprint())
    with _guard:
        kept = current_app.extensions.setdefault(_REMEMBERED, OrderedDict())
        found = kept.get(key)
    if found is not None and time.monotonic() - found[0] < FRESH_SECONDS:
        return found[1]
    computed = _compute(unit_ids, on)
    with _guard:
        kept[key] = (time.monotonic(), computed)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return computed


def _fingerprint() -> tuple[Any, ...]:
    """What changes whenever a standing, a name or a place may have changed: one statement."""
    newest = [sa.select(sa.func.max(table.id)).scalar_subquery() for table in (CreditEntry, Exemption, RequirementRule)]
    counted = [
        sa.select(sa.func.count()).select_from(table).scalar_subquery()
        for table in (PostHolding, RankHolding, Membership, Exemption)
    ]
    versions = sa.select(sa.func.sum(Person.facts_version)).scalar_subquery()
    return tuple(session().execute(sa.select(*newest, *counted, versions)).one())


def _compute(unit_ids: frozenset[int], on: date) -> list[Standee]:
    lines = {row.id: row for row in session().execute(_members(unit_ids, on))}
    owed = requirements.standings_of(list(lines), on)
    return [
        Standee(
            row.id, row.name, row.name_sort, row.unit_id, row.unit_name, row.title, state_of(owed[row.id]),
            _amount(owed[row.id], "off_job"), _amount(owed[row.id], "online"), _gaps(owed[row.id]),
        )
        for row in lines.values()
    ]  # fmt: skip


def _members(unit_ids: frozenset[int], on: date) -> sa.Select[Any]:
    return (
        sa.select(
            Person.id, Person.name, Person.name_sort, Unit.id.label("unit_id"), Unit.name.label("unit_name"),
            PostHolding.title,
        )
        .join(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, on)))
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(PostHolding, sa.and_(PostHolding.person_id == Person.id, in_force(PostHolding, on)))
        .where(Membership.unit_id.in_(unit_ids), Person.disabled_at.is_(None))
        .order_by(Person.name_sort, Person.id, PostHolding.from_on)
    )  # fmt: skip


def state_of(owed: Sequence[Owed]) -> rules.State:
    """One state for a person out of what was measured; what was never supplied counts against nobody."""
    states = [each.standing.state for each in owed]
    measured = [state for state in states if state not in _UNMEASURED]
    return rules.overall(measured or states)


def _amount(owed: Sequence[Owed], form: str) -> Amount | None:
    """The class-hours of the regular requirement that counts a form; a promotion's is apart."""
    for each in owed:
        regular = each.rule.cycle is not rules.Cycle.EVENT and not each.rule.only_basic
        measure = each.standing.measure(rules.Metric.HOURS)
        if regular and form in each.rule.forms and measure and each.standing.state is not rules.State.EXEMPT:
            return Amount(measure.done, measure.due_total)
    return None


def _gaps(owed: Sequence[Owed]) -> tuple[Gap, ...]:
    found = []
    for each in owed:
        measure = each.standing.measure(rules.Metric.HOURS)
        if each.standing.state in (rules.State.BEHIND, rules.State.NOT_STARTED) and measure:
            found.append(Gap(each.rule, max(measure.expected - measure.done, ZERO)))
    return tuple(gap for gap in found if gap.hours)

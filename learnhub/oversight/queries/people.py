"""How everybody of some units stands, remembered while nothing changes: the costly part of the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from learnhub.credits.models import CreditHead
from learnhub.kernel.hours import ZERO
from learnhub.people.models import Membership, Person, PostHolding, Unit
from learnhub.people.queries import in_force
from learnhub.platform.db import fetch, session
from learnhub.platform.stamps import Shelf, remembered
from learnhub.requirements import queries as requirements
from learnhub.requirements import rules
from learnhub.requirements.queries import Owed

KEPT = 32
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


@dataclass(frozen=True, slots=True, eq=False)  # kept until something changes, so that it is its own key
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


_STANDEES: Shelf[Standee] = Shelf(20_000)


def standees(unit_ids: frozenset[int], on: date) -> Sequence[Standee]:
    """Everybody of these units with their state, by name; worked out again only for those whose ledger changed."""
    members = _members(unit_ids, on)
    heads = {row.person_id: row.hash for row in fetch(_HEADS, units=sorted(unit_ids), day=on)}
    state, ledger = requirements.standing_key(on), heads.get
    keys = {ident: (state, row.unit_id, ledger(ident)) for ident, row in members.items()}
    found = _STANDEES.take(keys, lambda ids: _work_out(members, ids, on))
    return [found[ident] for ident in members]


def _work_out(members: Mapping[int, Any], ids: list[int], on: date) -> dict[int, Standee]:
    return {
        ident: Standee(
            ident, (row := members[ident]).name, row.name_sort, row.unit_id, row.unit_name, row.title, state_of(owed),
            _amount(owed, "off_job"), _amount(owed, "online"), _gaps(owed),
        )
        for ident, owed in requirements.standings_of(ids, on).items()
    }  # fmt: skip


_HEADS = (
    sa.select(CreditHead.person_id, CreditHead.hash)
    .join(Membership, Membership.person_id == CreditHead.person_id)
    .where(
        Membership.unit_id.in_(sa.bindparam("units", expanding=True)),
        Membership.from_on <= sa.bindparam("day"),
        sa.or_(Membership.until_on.is_(None), Membership.until_on >= sa.bindparam("day")),
    )
)


@remembered("people", size=KEPT)
def _members(unit_ids: frozenset[int], on: date) -> Mapping[int, Any]:
    """One row a person by their id, in the order of names; of several posts the latest."""
    rows = session().execute(
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
    return MappingProxyType({row.id: row for row in rows})


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

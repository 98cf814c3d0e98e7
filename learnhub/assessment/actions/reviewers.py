"""Verbs about the reviewer map: name a reviewer, let somebody stand in, end that."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from learnhub.assessment import policies, queries, rules
from learnhub.assessment.actions.notices import tell_reviewer
from learnhub.assessment.models import Cycle, ReviewerChoice, StandIn, Summary
from learnhub.assessment.rules import CycleFacts, State
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.models import Person, Unit
from learnhub.platform import audit
from learnhub.platform.db import session

UNDER_WAY = (State.NOT_STARTED, State.DRAFT, State.CONTESTED, State.SUBMITTED, State.RETURNED)


def name_reviewer(
    cycle: Cycle, target: Person | Unit, reviewer_id: int, *, reason: str, by: Actor, now: datetime
) -> int:
    """Name who reviews one person, or the members of one unit; returns how many summaries change hands.

    What has been reviewed stays with who reviewed it. A member of the unit who is the reviewer keeps the nearest
    supervisor, for nobody reviews their own work.
    """
    _refuse_change(cycle, reason, by=by)
    is_person = isinstance(target, Person)
    if is_person and target.id == reviewer_id:
        raise Invalid("Nobody reviews a summary of their own.")
    choice = ReviewerChoice(
        cycle_id=cycle.id,
        for_person_id=target.id if is_person else None,
        for_unit_id=None if is_person else target.id,
        reviewer_id=reviewer_id,
        reason=reason,
        made_by_id=by.id,
        made_at=now,
    )
    session().add(choice)
    session().flush()
    audit.record(
        "reviewers.name",
        actor_id=by.id,
        thing=_thing(cycle),
        person_id=choice.for_person_id,
        unit=choice.for_unit_id,
        reviewer=reviewer_id,
        reason=reason,
    )
    column = Summary.person_id if is_person else Summary.unit_id
    return _hand_over(cycle, column == target.id, choice.id, now=now)


def stand_in(
    cycle: Cycle, from_id: int, to_id: int, *, from_on: date, until_on: date, reason: str, by: Actor, now: datetime
) -> None:
    """Let somebody review in place of a reviewer, up to and including a last day."""
    _refuse_change(cycle, reason, by=by)
    if from_id == to_id:
        raise Invalid("Nobody stands in for themselves.")
    if until_on < from_on:
        raise Invalid("The last day lies before the first.")
    session().add(
        StandIn(
            cycle_id=cycle.id, from_person_id=from_id, to_person_id=to_id, from_on=from_on, until_on=until_on,
            reason=reason, made_by_id=by.id, made_at=now,
        )
    )  # fmt: skip
    audit.record(
        "reviewers.stand_in", actor_id=by.id, thing=_thing(cycle), person_id=from_id, stand_in=to_id,
        from_on=from_on.isoformat(), until_on=until_on.isoformat(), reason=reason,
    )  # fmt: skip


def end_stand_in(row: StandIn, *, by: Actor, now: datetime) -> None:
    """End it at once; one that never held goes, and the audit record keeps that it was there."""
    cycle, today = session().get_one(Cycle, row.cycle_id), local_date(now)
    _refuse_change(cycle, "ended", by=by)
    audit.record(
        "reviewers.stand_in_end", actor_id=by.id, thing=_thing(cycle), person_id=row.from_person_id,
        stand_in=row.to_person_id,
    )  # fmt: skip
    if row.from_on >= today:
        session().delete(row)
    else:
        row.until_on = min(row.until_on, today - timedelta(days=1))


def _refuse_change(cycle: Cycle, reason: str, *, by: Actor) -> None:
    session().refresh(cycle, with_for_update=True)
    facts = CycleFacts(cycle.state, cycle.starts_on, cycle.cut_off_on)
    refusal = rules.may_map(facts, administers=policies.can_administer(by, cycle.unit_id), reason=reason)
    if refusal is not None:
        raise Conflict(refusal.message, **refusal.params)


def _hand_over(cycle: Cycle, chosen: sa.ColumnElement[bool], choice_id: int, *, now: datetime) -> int:
    """Write the map's reviewer on the summaries under way, and tell the new ones what waits for them."""
    rows = (
        session()
        .execute(
            sa.select(Summary.id, Summary.person_id, Summary.reviewer_id, Summary.state, Unit.path)
            .join(Unit, Unit.id == Summary.unit_id)
            .where(Summary.cycle_id == cycle.id, chosen, Summary.state.in_(UNDER_WAY))
        )
        .all()
    )
    who, moved, waiting = queries.reviewer_map(cycle), defaultdict[int, list[int]](list), []
    for row in rows:
        reviewer = who.reviewer(row.person_id, row.path)
        if reviewer is not None and reviewer != row.reviewer_id:
            moved[reviewer].append(row.id)
            waiting += [row.id] if row.state is State.SUBMITTED else []
    for reviewer, ids in moved.items():
        session().execute(sa.update(Summary).where(Summary.id.in_(ids)).values(reviewer_id=reviewer))
    session().expire_all()
    for summary in session().scalars(sa.select(Summary).where(Summary.id.in_(waiting))):
        tell_reviewer(summary, cycle, key=f"assessment:{summary.id}:reviewer:{choice_id}", now=now)
    return sum(map(len, moved.values()))


def _thing(cycle: Cycle) -> str:
    return f"cycle:{cycle.id}"

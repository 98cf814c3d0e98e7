"""The one door into the ledger: an entry is sealed behind the head of its person, and the head moves on."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.credits import queries, rules
from learnhub.credits.models import CreditEntry, CreditHead
from learnhub.kernel.errors import Conflict
from learnhub.people.models import Person
from learnhub.platform.db import session


def append_entry(
    person: Person,
    *,
    form: rules.Form,
    hours: Decimal,
    earned_on: date,
    now: datetime,
    rule_id: int | None,
    source: str,
    external_id: str,
    evidence: dict[str, Any],
    status: rules.Status = rules.Status.VERIFIED,
    days: Decimal | None = None,
    reason: str = "",
    actor_id: int | None = None,
    corrects_entry: int | None = None,
    basic: bool = False,
    title: str = "",
) -> CreditEntry:
    """Append one line to a person's chain; raises Conflict when it may not be written."""
    head = locked_head(person.id)
    entry = rules.Entry(
        person_id=person.id, seq=head.entries + 1, form=form, hours=hours, days=days, earned_on=earned_on,
        recorded_at=whole_ms(now), status=status, rule_id=rule_id, source=source, external_id=external_id,
        evidence=evidence, reason=reason, actor_id=actor_id, corrects_entry=corrects_entry,
        is_demo=person.is_demo, basic=basic, title=title,
    )  # fmt: skip
    return append_made(entry, head)


def append_made(entry: rules.Entry, head: CreditHead) -> CreditEntry:
    """The same for an entry that a rule has made with the number after the locked head."""
    problem = rules.problem_with(entry)
    if problem is not None:
        raise Conflict(problem)
    link, new_head = rules.append(entry, rules.Head(head.entries, head.hash))
    values = {each.name: getattr(entry, each.name) for each in fields(entry)} | {"evidence": dict(entry.evidence)}
    row = CreditEntry(**values, prev_hash=link.prev_hash, hash=link.hash)
    session().add(row)
    head.entries, head.hash = new_head.entries, new_head.hash
    session().flush()
    return row


def locked_head(person_id: int) -> CreditHead:
    """The end of a person's chain as it stands now; who writes after us waits until we are done."""
    head = session().scalar(
        sa.select(CreditHead)
        .where(CreditHead.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if head is None:
        head = CreditHead(person_id=person_id, entries=0, hash=rules.GENESIS)
        session().add(head)
        session().flush()
    return head


def portions_with_room(
    person_id: int, day: date, hours: Decimal
) -> tuple[tuple[rules.Portion, ...], queries.StoredRule | None]:
    """Online hours of a day spread over the days with room under its cap, and the rule of the cap."""
    cap = queries.rule_on(rules.Pays.DAILY_CAP, day)
    used = rules.hours_by_day(queries.entries(person_id, online_since=day))
    return rules.dates_with_room(day, hours, used, cap.rule.parameters["hours"] if cap else None), cap


def whole_ms(at: datetime) -> datetime:
    """An instant as precise as an entry states it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)

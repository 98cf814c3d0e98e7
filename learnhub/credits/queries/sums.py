"""Sums of the ledger for any number of people."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.credits import rules
from learnhub.credits.models import CreditEntry, CreditHead
from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Period
from learnhub.platform.db import fetch, session

_HEADS = sa.select(CreditHead.person_id, CreditHead.hash).where(
    CreditHead.person_id.in_(sa.bindparam("people", expanding=True))
)


def heads_of(person_ids: Sequence[int]) -> dict[int, str]:
    """The hash of each person's last entry: as long as it stands, nothing was added to that ledger."""
    return {row.person_id: row.hash for row in fetch(_HEADS, people=person_ids)}


_DONE = (
    sa.select(
        CreditEntry.person_id,
        CreditEntry.form,
        CreditEntry.earned_on,
        CreditEntry.status,
        CreditEntry.basic,
        sa.func.sum(CreditEntry.hours).label("hours"),
        sa.func.sum(CreditEntry.days).label("days"),
        sa.func.min(CreditEntry.seq).label("seq"),
        sa.func.min(CreditEntry.rule_id).label("rule_id"),
    )
    .where(
        CreditEntry.person_id.in_(sa.bindparam("people", expanding=True)), CreditEntry.status.in_(rules.COUNTED)
    )
    .group_by(CreditEntry.person_id, CreditEntry.form, CreditEntry.earned_on, CreditEntry.status, CreditEntry.basic)
)  # fmt: skip


def done_of(person_ids: Sequence[int]) -> dict[int, list[rules.Entry]]:
    """Every entry of several people, in one statement, for due-against-done."""
    found: dict[int, list[rules.Entry]] = {person: [] for person in person_ids}
    rows = fetch(_DONE, people=list(person_ids))
    for row in rows:
        found[row.person_id].append(
            rules.Entry(
                row.person_id,
                row.seq,
                row.form,
                row.hours,
                row.earned_on,
                _EPOCH,
                row.status,
                row.rule_id,
                "",
                "",
                days=row.days,
                basic=row.basic,
            )
        )
    return found


def totals(person_ids: Sequence[int], period: Period) -> dict[tuple[int, rules.Form], Decimal]:
    """Counted hours by person and form in a period, in one statement."""
    rows = session().execute(
        sa.select(CreditEntry.person_id, CreditEntry.form, sa.func.sum(CreditEntry.hours).label("hours"))
        .where(
            CreditEntry.person_id.in_(person_ids),
            CreditEntry.status.in_(rules.COUNTED),
            CreditEntry.earned_on.between(period.start, period.end),
        )
        .group_by(CreditEntry.person_id, CreditEntry.form)
    )
    return {(row.person_id, row.form): row.hours or ZERO for row in rows}


_SPAN = sa.select(
    sa.func.min(CreditEntry.earned_on).label("first"), sa.func.max(CreditEntry.earned_on).label("last")
).where(CreditEntry.person_id == sa.bindparam("person_id"))


def years_of(person_id: int) -> list[int]:
    """The years in which a person earned something, newest first."""
    first, last = fetch(_SPAN, person_id=person_id)[0]
    return list(range(last.year, first.year - 1, -1)) if first else []


def form_totals(person_id: int, period: Period | None) -> dict[rules.Form, rules.Total]:
    """Counted hours and days of one person by form, in the order of the forms, in one statement."""
    return rules.total_by_form(done_of([person_id])[person_id], period=period)


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


_BY_DAY = (
    sa.select(CreditEntry.person_id, CreditEntry.earned_on, sa.func.sum(CreditEntry.hours).label("hours"))
    .where(
        CreditEntry.person_id.in_(sa.bindparam("people", expanding=True)),
        CreditEntry.status.in_(rules.COUNTED),
        CreditEntry.earned_on.between(sa.bindparam("start"), sa.bindparam("end")),
    )
    .group_by(CreditEntry.person_id, CreditEntry.earned_on)
)


def hours_by_day(person_ids: Sequence[int], period: Period) -> dict[tuple[int, date], Decimal]:
    """Counted hours by person and day in a period, in one statement."""
    rows = fetch(_BY_DAY, people=list(person_ids), start=period.start, end=period.end)
    return {(row.person_id, row.earned_on): row.hours or ZERO for row in rows}

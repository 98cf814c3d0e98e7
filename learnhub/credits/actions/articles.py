"""Class-hours for a released article: paid once to its author, up to the cap of the year, and taken back with it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.credits import queries, rules
from learnhub.credits.actions.corrections import reverse_entry
from learnhub.credits.actions.ledger import append_entry, locked_head
from learnhub.credits.models import CreditEntry
from learnhub.kernel.clock import local_date
from learnhub.kernel.hours import ZERO
from learnhub.people.models import Person
from learnhub.platform.db import session

ARTICLE = "article"


def pay_article(
    person_id: int, article_id: int, *, title: str, kind: str, evidence: dict[str, Any], now: datetime
) -> CreditEntry | None:
    """Write the class-hours of a released article; None where it has paid before, or the cap of the year is reached.

    An article whose hours were taken back pays no second time: a withdrawn one is never released again.
    """
    locked_head(person_id)
    day = local_date(now)
    paying = queries.rule_on(rules.Pays.ARTICLE_RELEASED, day, form=rules.Form.OUTPUT)
    name = rules.external_id(ARTICLE, article_id)
    if paying is None or _entry(person_id, name) is not None:
        return None
    hours = rules.hours_for_article(kind, _paid_in(person_id, day.year), paying.rule)
    if hours == 0:
        return None
    told = {**evidence, "article": article_id, "article_kind": kind}
    if hours < paying.rule.parameters[kind]:
        told["cut_by_cap"] = str(paying.rule.parameters["yearly_cap"])
    return append_entry(
        session().get_one(Person, person_id), form=paying.rule.form, hours=hours, earned_on=day, now=now,
        rule_id=paying.id, source=ARTICLE, external_id=name, evidence=told, title=title,
    )  # fmt: skip


def take_back_article(person_id: int, article_id: int, *, actor_id: int, reason: str, now: datetime) -> int:
    """Take the class-hours of a withdrawn article back by further entries; returns how many entries were."""
    locked_head(person_id)
    rows = session().scalars(
        sa.select(CreditEntry)
        .where(
            CreditEntry.person_id == person_id, CreditEntry.source == ARTICLE,
            CreditEntry.status == rules.Status.VERIFIED,
        )
        .order_by(CreditEntry.seq)
    )  # fmt: skip
    standing = [row for row in rows if row.evidence.get("article") == article_id and not _spoken_about(row)]
    for row in standing:
        reverse_entry(row, actor_id=actor_id, reason=reason, now=now)
    return len(standing)


def _entry(person_id: int, name: str) -> CreditEntry | None:
    return session().scalar(
        sa.select(CreditEntry).where(
            CreditEntry.person_id == person_id, CreditEntry.source == ARTICLE, CreditEntry.external_id == name
        )
    )


def _spoken_about(row: CreditEntry) -> bool:
    later = sa.select(CreditEntry.id).where(
        CreditEntry.person_id == row.person_id, CreditEntry.corrects_entry == row.seq
    )
    return session().scalar(later.limit(1)) is not None


def _paid_in(person_id: int, year: int) -> Decimal:
    """What articles paid in a year, what was taken back again or corrected included."""
    paid = [
        each.hours
        for each in queries.entries(person_id)
        if each.earned_on.year == year and each.status in rules.COUNTED and "article" in each.evidence
    ]
    return sum(paid, ZERO)

"""The lines of a record, and each with all that explains it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import rules
from learnhub.credits.models import CreditEntry, CreditRule
from learnhub.credits.queries.completions import CompletedLesson, completions_of
from learnhub.kernel.periods import Period
from learnhub.people.models import Membership, Person
from learnhub.people.queries import in_force
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the record as a page shows it; `lesson_id` leads to what was studied."""

    id: int
    seq: int
    person_id: int
    title: str
    form: rules.Form
    hours: Decimal
    days: Decimal | None
    earned_on: date
    recorded_at: datetime
    status: rules.Status
    rule_name_en: str
    rule_name_zh: str
    source: str
    reason: str
    corrects_entry: int | None
    evidence: dict[str, Any]
    hash: str
    version_number: int | None
    """Of the lesson version that was completed, None where the entry is not about a lesson."""


@dataclass(frozen=True, slots=True)
class LaterLine:
    """A later entry about another one: what it says and what it is worth."""

    id: int
    seq: int
    status: rules.Status
    hours: Decimal


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A line of the record with all that explains it; `corrects_id` is another line's id, `later` speak about it."""

    line: EntryLine
    person_name: str
    rule: rules.CreditRule | None
    rule_id: int | None
    external_id: str
    prev_hash: str
    actor_name: str | None
    completed: CompletedLesson | None
    corrects_id: int | None
    later: tuple[LaterLine, ...]


def entry_from(row: CreditEntry | sa.Row[Any]) -> rules.Entry:
    """A row as the rules and its hash know it."""
    return rules.Entry(
        person_id=row.person_id,
        seq=row.seq,
        form=row.form,
        hours=row.hours,
        earned_on=row.earned_on,
        recorded_at=row.recorded_at,
        status=row.status,
        rule_id=row.rule_id,
        source=row.source,
        external_id=row.external_id,
        days=row.days,
        basic=row.basic,
        title=row.title,
        evidence=row.evidence,
        reason=row.reason,
        actor_id=row.actor_id,
        corrects_entry=row.corrects_entry,
        is_demo=row.is_demo,
    )


def entries(person_id: int, *, online_since: date | None = None) -> list[rules.Entry]:
    """A person's whole ledger, or what of it was earned since a day."""
    query = sa.select(CreditEntry).where(CreditEntry.person_id == person_id).order_by(CreditEntry.seq)
    if online_since is not None:
        query = query.where(CreditEntry.earned_on >= online_since)
    return [entry_from(row) for row in session().scalars(query)]


def entries_of(person_id: int, period: Period | None = None, *, forms: Collection[rules.Form] = ()) -> list[EntryLine]:
    """The lines of a person's record, newest first; without forms every form is meant."""
    query = _lines().where(CreditEntry.person_id == person_id)
    if period is not None:
        query = query.where(CreditEntry.earned_on.between(period.start, period.end))
    if forms:
        query = query.where(CreditEntry.form.in_(forms))
    rows = session().execute(query.order_by(CreditEntry.earned_on.desc(), CreditEntry.seq.desc()))
    return [_line(*row) for row in rows]


def entry_line(entry_id: int) -> EntryLine | None:
    """One line, by its id."""
    row = session().execute(_lines().where(CreditEntry.id == entry_id)).first()
    return _line(*row) if row else None


def unit_of(person_id: int, on: date) -> int | None:
    """The unit that a person belongs to on a day."""
    return session().scalar(
        sa.select(Membership.unit_id).where(Membership.person_id == person_id, in_force(Membership, on))
    )


def entry_page(line: EntryLine) -> EntryPage:
    """Everything about one line: its rule, the completion behind it, and the lines it corrects or that correct it."""
    row = session().get_one(CreditEntry, line.id)
    rule = session().get(CreditRule, row.rule_id) if row.rule_id else None
    near = session().execute(
        sa.select(CreditEntry.id, CreditEntry.seq, CreditEntry.status, CreditEntry.hours)
        .where(
            CreditEntry.person_id == row.person_id,
            sa.or_(CreditEntry.seq == row.corrects_entry, CreditEntry.corrects_entry == row.seq),
        )
        .order_by(CreditEntry.seq)
    )
    others = {other.seq: LaterLine(*other) for other in near}
    corrects = others.get(row.corrects_entry) if row.corrects_entry else None
    people = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_([row.person_id, row.actor_id])))
    names = {person.id: person.name for person in people}
    done = row.evidence.get("completion")
    behind = [each for each in completions_of(row.person_id) if each.completion_id == done] if done else []
    return EntryPage(
        line, names[row.person_id], rules.credit_rule_from(rule.document) if rule else None,
        rule.id if rule else None, row.external_id,
        row.prev_hash, names.get(row.actor_id) if row.actor_id else None, behind[0] if behind else None,
        corrects.id if corrects else None, tuple(line for seq, line in others.items() if seq > row.seq),
    )  # fmt: skip


def line_to_seal(entry: rules.Entry, hashed: str) -> rules.SealedLine:
    """An entry as a seal keeps it."""
    return rules.SealedLine(entry.seq, hashed, rules.content_digest(entry))


def _lines() -> sa.Select[tuple[CreditEntry, CreditRule, int]]:
    completed = CreditEntry.evidence["lesson_version"].as_integer()
    return (
        sa.select(CreditEntry, CreditRule, LessonVersion.number)
        .outerjoin(CreditRule, CreditRule.id == CreditEntry.rule_id)
        .outerjoin(LessonVersion, LessonVersion.id == completed)
    )


def _line(row: CreditEntry, rule: CreditRule | None, version_number: int | None) -> EntryLine:
    return EntryLine(
        row.id,
        row.seq,
        row.person_id,
        row.title,
        row.form,
        row.hours,
        row.days,
        row.earned_on,
        row.recorded_at,
        row.status,
        rule.document["name_en"] if rule else "",
        rule.document["name_zh"] if rule else "",
        row.source,
        row.reason,
        row.corrects_entry,
        row.evidence,
        row.hash,
        version_number,
    )

"""Reads of the ledger: rules in force, entries with their meaning, totals for any number of people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog import queries as catalog
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.credits import rules
from learnhub.credits.models import Completion, CreditEntry, CreditHead, CreditRule
from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Period
from learnhub.people.models import Membership, Person
from learnhub.people.queries import in_force
from learnhub.platform.db import fetch, session
from learnhub.platform.stamps import remembered


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A credit rule with the id of its row."""

    id: int
    rule: rules.CreditRule


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


@dataclass(frozen=True, slots=True)
class CompletedLesson:
    """A lesson somebody completed, or has turned one key of."""

    completion_id: int
    lesson_id: int
    lesson_version_id: int
    version_number: int
    lesson_title: str
    course_id: int
    course_title: str
    language: str
    read_at: datetime | None
    recall_at: datetime | None
    completed_at: datetime | None
    declared: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A line of the record with all that explains it; `corrects_id` and `corrected_by_id` are ids of other lines."""

    line: EntryLine
    person_name: str
    rule: rules.CreditRule | None
    rule_id: int | None
    external_id: str
    prev_hash: str
    actor_name: str | None
    completed: CompletedLesson | None
    corrects_id: int | None
    corrected_by_id: int | None


@remembered("rules")
def stored_rules() -> tuple[StoredRule, ...]:
    """Every version of every credit rule."""
    rows = session().execute(sa.select(CreditRule.id, CreditRule.document).order_by(CreditRule.id))
    return tuple(StoredRule(row.id, rules.credit_rule_from(row.document)) for row in rows)


def rule_on(pays: rules.Pays, on: date) -> StoredRule | None:
    """The version in force on a day."""
    known = stored_rules()
    found = rules.credit_rule_on([each.rule for each in known], pays, on)
    return next((each for each in known if each.rule is found), None)


def entry_from(row: CreditEntry) -> rules.Entry:
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
    return [_line(entry, rule) for entry, rule in rows]


def entry_line(entry_id: int) -> EntryLine | None:
    """One line, by its id."""
    row = session().execute(_lines().where(CreditEntry.id == entry_id)).first()
    return _line(row[0], row[1]) if row else None


_HEADS = sa.select(CreditHead.person_id, CreditHead.hash).where(
    CreditHead.person_id.in_(sa.bindparam("people", expanding=True))
)


def heads_of(person_ids: Sequence[int]) -> dict[int, str]:
    """The hash of each person's last entry: as long as it stands, nothing was added to that ledger."""
    return dict(session().connection().execute(_HEADS, {"people": person_ids}).tuples().all())


def done_of(person_ids: Sequence[int]) -> dict[int, list[rules.Entry]]:
    """Every entry of several people, in one statement, for due-against-done."""
    found: dict[int, list[rules.Entry]] = {person: [] for person in person_ids}
    rows = session().execute(
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
        .where(CreditEntry.person_id.in_(person_ids), CreditEntry.status.in_(rules.COUNTED))
        .group_by(CreditEntry.person_id, CreditEntry.form, CreditEntry.earned_on, CreditEntry.status, CreditEntry.basic)
    )
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


def completions_of(person_id: int, *, only_complete: bool = True) -> list[CompletedLesson]:
    """What a person completed, newest first, in one statement."""
    query = (
        sa.select(
            Completion, LessonVersion.title, LessonVersion.number, Lesson.id, Lesson.language, Course.id, Course.title
        )
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Completion.person_id == person_id)
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )
    if only_complete:
        query = query.where(Completion.completed_at.is_not(None))
    return [
        CompletedLesson(
            done.id,
            lesson_id,
            done.lesson_version_id,
            number,
            title,
            course_id,
            course,
            language,
            done.read_at,
            done.recall_at,
            done.completed_at,
            done.declared,
        )
        for done, title, number, lesson_id, language, course_id, course in session().execute(query)
    ]


def years_of(person_id: int) -> list[int]:
    """The years in which a person earned something, newest first."""
    first, last = (
        session()
        .execute(
            sa.select(sa.func.min(CreditEntry.earned_on), sa.func.max(CreditEntry.earned_on)).where(
                CreditEntry.person_id == person_id
            )
        )
        .one()
    )
    return list(range(last.year, first.year - 1, -1)) if first else []


def form_totals(person_id: int, period: Period | None) -> dict[rules.Form, rules.Total]:
    """Counted hours and days of one person by form, in the order of the forms, in one statement."""
    return rules.total_by_form(done_of([person_id])[person_id], period=period)


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
        sa.select(CreditEntry.id, CreditEntry.seq).where(
            CreditEntry.person_id == row.person_id,
            sa.or_(CreditEntry.seq == row.corrects_entry, CreditEntry.corrects_entry == row.seq),
        )
    )
    others = {near_row.seq: near_row.id for near_row in near}
    people = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_([row.person_id, row.actor_id])))
    names = {person.id: person.name for person in people}
    done = row.evidence.get("completion")
    behind = [each for each in completions_of(row.person_id) if each.completion_id == done] if done else []
    return EntryPage(
        line, names[row.person_id], rules.credit_rule_from(rule.document) if rule else None,
        rule.id if rule else None, row.external_id,
        row.prev_hash, names.get(row.actor_id) if row.actor_id else None, behind[0] if behind else None,
        others.get(row.corrects_entry) if row.corrects_entry else None,
        next((ident for seq, ident in others.items() if seq > row.seq), None),
    )  # fmt: skip


def completion(person_id: int, lesson_version_id: int, *, lock: bool = False) -> Completion | None:
    """The completion of a version by a person, complete or not; one of an earlier version that still holds, too."""
    query = (
        sa.select(Completion)
        .where(
            Completion.person_id == person_id,
            Completion.lesson_version_id.in_(catalog.versions_held(lesson_version_id)),
        )
        .order_by(Completion.completed_at.is_(None), Completion.id)
        .limit(1)
    )
    return session().scalar(query.with_for_update(of=Completion) if lock else query)


_COMPLETED = sa.select(Completion.lesson_version_id, Completion.completed_at).where(
    Completion.person_id == sa.bindparam("person_id"), Completion.completed_at.is_not(None)
)


class Finished:
    """The lesson versions that a person has completed, themselves or in a version that still holds; one statement."""

    def __init__(self, person_id: int) -> None:
        self._at: dict[int, datetime] = {row[0]: row[1] for row in fetch(_COMPLETED, person_id=person_id)}

    def __contains__(self, version_id: int) -> bool:
        return bool(self._at) and not self._at.keys().isdisjoint(catalog.versions_held(version_id))

    def at(self, version_id: int) -> datetime | None:
        """When a version was completed first, None when it was not."""
        if version_id not in self:
            return None
        return min(self._at[each] for each in catalog.versions_held(version_id) if each in self._at)


def completed_versions(person_id: int, version_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these versions was completed, for those that were."""
    finished = Finished(person_id)
    return {version: at for version in version_ids if (at := finished.at(version)) is not None}


def completed_before(person_id: int, lesson_id: int) -> datetime | None:
    """When a person last completed any version of a lesson, whether or not it still holds."""
    return session().scalar(
        sa.select(sa.func.max(Completion.completed_at))
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .where(Completion.person_id == person_id, LessonVersion.lesson_id == lesson_id)
    )


def chains() -> Iterable[tuple[int, list[rules.Link], rules.Head | None]]:
    """Every person's chain with its head, one person after another."""
    with_entries = sa.select(CreditEntry.person_id).union(sa.select(CreditHead.person_id))
    for person_id in session().scalars(with_entries.order_by("person_id")).all():
        rows = session().scalars(sa.select(CreditEntry).where(CreditEntry.person_id == person_id))
        links = [rules.Link(entry_from(row), row.prev_hash, row.hash) for row in rows]
        head = session().get(CreditHead, person_id)
        yield person_id, links, rules.Head(head.entries, head.hash) if head else None


def _lines() -> sa.Select[tuple[CreditEntry, CreditRule]]:
    return sa.select(CreditEntry, CreditRule).outerjoin(CreditRule, CreditRule.id == CreditEntry.rule_id)


def _line(row: CreditEntry, rule: CreditRule | None) -> EntryLine:
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
    )


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def lesson_hours(version: LessonVersion, on: date) -> Decimal | None:
    """What completing a version pays by the rule of a day; None where it pays nothing."""
    if not version.has_recall:
        return None
    return hours_of([(version.id, version.minutes, version.class_hours, version.has_recall)], on)[version.id]


def hours_of(versions: Iterable[tuple[int, int, Decimal | None, bool]], on: date) -> dict[int, Decimal | None]:
    """The same for many versions in one statement, each as (id, minutes, named class-hours, has recall)."""
    paying = rule_on(rules.Pays.LESSON_COMPLETION, on)
    return {
        ident: rules.class_hours_for_lesson(minutes, named, paying.rule) if paying and recall else None
        for ident, minutes, named, recall in versions
    }


def hours_by_day(person_ids: Sequence[int], period: Period) -> dict[tuple[int, date], Decimal]:
    """Counted hours by person and day in a period, in one statement."""
    rows = session().execute(
        sa.select(CreditEntry.person_id, CreditEntry.earned_on, sa.func.sum(CreditEntry.hours).label("hours"))
        .where(
            CreditEntry.person_id.in_(person_ids),
            CreditEntry.status.in_(rules.COUNTED),
            CreditEntry.earned_on.between(period.start, period.end),
        )
        .group_by(CreditEntry.person_id, CreditEntry.earned_on)
    )
    return {(row.person_id, row.earned_on): row.hours or ZERO for row in rows}

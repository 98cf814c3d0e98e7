"""The figures of a summary out of the ledger, the requirements and the quizzes: live, or as they were frozen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Snapshot, Summary
from learnhub.catalog.models import Course, Lesson
from learnhub.credits import queries as credits
from learnhub.credits.models import CreditEntry, CreditHead
from learnhub.credits.queries import CompletedLesson
from learnhub.credits.rules import GENESIS, Status
from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Period, Quarter
from learnhub.platform.db import session
from learnhub.quizzes import queries as quizzes
from learnhub.requirements import queries as requirements
from learnhub.requirements.models import RequirementRule


def live_document(summary: Summary, cycle: Cycle, today: date) -> dict[str, Any]:
    """The figures as they stand on a day, with the names of what they speak about, in few statements."""
    person_id, period = summary.person_id, Period(cycle.starts_on, cycle.ends_on)
    as_of = min(max(today, period.start), period.end)
    ledger = session().scalars(sa.select(CreditEntry).where(CreditEntry.person_id == person_id)).all()
    studied = credits.completions_of(person_id, only_complete=False)
    owed = requirements.standing_of(person_id, as_of)
    in_quarter = [each for each in studied if each.completed_at and period.contains(local_date(each.completed_at))]
    document = rules.compose_snapshot(
        rules.SnapshotFacts(
            person_id=person_id,
            quarter=Quarter(cycle.year, cycle.number).label,
            period=period,
            as_of=as_of,
            head_hash=head_hash(person_id),
            entries=_credit_lines(ledger, period),
            due=_due_lines(owed),
            completed=[*_lesson_lines(in_quarter, ledger), *_course_lines(studied, period)],
            quizzes=_quiz_lines(person_id, [*in_quarter, *(each for each in studied if each.completed_at is None)]),
            open=_open_lines(studied),
            adjustments=_adjustments(person_id, period, ledger),
        )
    )
    document["rule_names"] = {each.rule.key: {"en": each.rule.name_en, "zh": each.rule.name_zh} for each in owed}
    document["lessons"] = {f"lesson:{each.completion_id}": each.lesson_id for each in studied}
    return document


def head_hash(person_id: int) -> str:
    """The end of a person's ledger; the start of every chain where nothing was entered yet."""
    return session().scalar(sa.select(CreditHead.hash).where(CreditHead.person_id == person_id)) or GENESIS


def latest_snapshot(summary_id: int) -> Snapshot | None:
    """The figures and words as they were last handed in."""
    return session().scalar(
        sa.select(Snapshot).where(Snapshot.summary_id == summary_id).order_by(Snapshot.version.desc()).limit(1)
    )


def _credit_lines(ledger: Iterable[CreditEntry], period: Period) -> list[rules.CreditLine]:
    """What counts and what still waits; what was refused or answered by a later entry is left out."""
    known = list(ledger)
    answered = {entry.corrects_entry for entry in known}
    shown = [
        entry
        for entry in known
        if entry.status in (Status.VERIFIED, Status.REVERSED)
        or (entry.status is Status.PENDING and entry.seq not in answered)
    ]
    return [_credit_line(entry) for entry in shown if period.contains(entry.earned_on)]


def _credit_line(entry: CreditEntry) -> rules.CreditLine:
    return rules.CreditLine(
        entry_id=entry.id,
        form=entry.form.value,
        hours=entry.hours,
        earned_on=entry.earned_on,
        days=entry.days,
        rule_id=entry.rule_id,
        pending=entry.status is Status.PENDING,
        title=entry.title,
    )


def _due_lines(owed: Sequence[requirements.Owed]) -> list[rules.DueLine]:
    ids = {
        (row.key, row.effective_from): row.id
        for row in session().execute(sa.select(RequirementRule.id, RequirementRule.key, RequirementRule.effective_from))
    }
    return [
        rules.DueLine(
            rule_key=each.rule.key,
            rule_id=ids[each.rule.key, each.rule.effective_from],
            metric=each.standing.metric.value,
            due_total=each.standing.shown.due_total,
            expected=each.standing.shown.expected,
            done=each.standing.shown.done,
            due_this_quarter=each.standing.shown.due_this_quarter,
            state=each.standing.state.value,
            period=each.standing.period,
        )
        for each in owed
    ]


def _lesson_lines(done: Iterable[CompletedLesson], ledger: Iterable[CreditEntry]) -> list[rules.CompletedLine]:
    paid: defaultdict[Any, list[int]] = defaultdict(list)
    for entry in ledger:
        paid[entry.evidence.get("completion")].append(entry.id)
    return [
        rules.CompletedLine(
            kind="lesson",
            ident=each.completion_id,
            title=each.lesson_title,
            completed_on=local_date(each.completed_at),
            declared=each.declared,
            entry_ids=tuple(sorted(paid[each.completion_id])),
        )
        for each in done
        if each.completed_at is not None
    ]


def _course_lines(studied: Iterable[CompletedLesson], period: Period) -> list[rules.CompletedLine]:
    """Courses of which the last lesson was completed in the quarter; a translation counts as its original."""
    first_done: dict[int, date] = {}
    for each in studied:
        if each.completed_at is not None:
            day = local_date(each.completed_at)
            first_done[each.lesson_id] = min(first_done.get(each.lesson_id, day), day)
    if not first_done:
        return []
    touched = sa.select(Lesson.course_id).where(Lesson.id.in_(first_done))
    rows = session().execute(
        sa.select(Lesson.id, Lesson.original_id, Course.id.label("course_id"), Course.title)
        .join(Course, Course.id == Lesson.course_id)
        .where(Course.id.in_(touched), Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None))
    )
    titles: dict[int, str] = {}
    days: defaultdict[int, dict[int, date | None]] = defaultdict(dict)
    for row in rows:
        titles[row.course_id] = row.title
        original, studied_on = row.original_id or row.id, first_done.get(row.id)
        known = days[row.course_id].get(original)
        days[row.course_id][original] = min(filter(None, (studied_on, known)), default=None)
    lines = []
    for course_id, lessons in days.items():
        done = [day for day in lessons.values() if day is not None]
        if len(done) == len(lessons) and period.contains(max(done)):
            lines.append(rules.CompletedLine("course", course_id, titles[course_id], max(done)))
    return lines


def _quiz_lines(person_id: int, studied: Iterable[CompletedLesson]) -> list[rules.QuizLine]:
    """The best scores of the quizzes of these lessons; a lesson has one quiz, so the lesson's id names it."""
    titles = {each.lesson_id: each.lesson_title for each in studied}
    best = quizzes.best_scores(person_id, list(titles))
    return [
        rules.QuizLine(lesson_id, title, best[person_id, lesson_id].percent, best[person_id, lesson_id].passed)
        for lesson_id, title in sorted(titles.items())
        if (person_id, lesson_id) in best
    ]


def _open_lines(studied: Iterable[CompletedLesson]) -> list[rules.OpenLine]:
    """Lessons of which one half, the reading or the recall, is done."""
    return [
        rules.OpenLine("lesson", each.completion_id, each.lesson_title) for each in studied if each.completed_at is None
    ]


def _adjustments(person_id: int, period: Period, ledger: Iterable[CreditEntry]) -> list[rules.CreditLine]:
    """Entries of quarters handed in before that came too late for them."""
    rows = session().execute(
        sa.select(Snapshot.document, Cycle.starts_on, Cycle.ends_on)
        .join(Summary, Summary.id == Snapshot.summary_id)
        .join(Cycle, Cycle.id == Summary.cycle_id)
        .where(Summary.person_id == person_id, Cycle.ends_on < period.start)
    )
    shown: set[int] = set()
    frozen: set[Period] = set()
    for document, starts_on, ends_on in rows:
        shown |= rules.entry_ids(document)
        frozen.add(Period(starts_on, ends_on))
    if not frozen:
        return []
    counted = [_credit_line(entry) for entry in ledger if entry.status is not Status.REJECTED]
    return rules.adjustments(shown, counted, frozen=frozen)

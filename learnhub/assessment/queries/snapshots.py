"""The figures of a summary out of the ledger, the requirements and the quizzes: live, or as they were frozen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Snapshot, Summary
from learnhub.assessment.queries.studies import (
    Frozen,
    StudiedCourse,
    articles_by,
    courses_in,
    frozen_before,
    heads_of,
    ledgers_of,
    rule_ids,
    studied_by,
)
from learnhub.credits.models import CreditEntry
from learnhub.credits.queries import CompletedLesson
from learnhub.credits.rules import Status
from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Period, Quarter
from learnhub.platform.db import session
from learnhub.quizzes import queries as quizzes
from learnhub.requirements import queries as requirements


@dataclass(frozen=True, slots=True)
class _Known:
    """What the documents of all people share."""

    period: Period
    quarter: str
    as_of: date
    rule_ids: Mapping[tuple[str, date], int]
    courses: Mapping[int, StudiedCourse]
    best: Mapping[tuple[int, int], quizzes.BestScore]


def live_document(summary: Summary, cycle: Cycle, today: date) -> dict[str, Any]:
    """The figures of one summary as they stand on a day."""
    return live_documents([summary.person_id], cycle, today)[summary.person_id]


def live_documents(person_ids: Sequence[int], cycle: Cycle, today: date) -> dict[int, dict[str, Any]]:
    """The figures of people as they stand on a day, with the names of what they speak about.

    The number of statements does not grow with the people, so a whole county is built in batches.
    """
    period = Period(cycle.starts_on, cycle.ends_on)
    as_of = min(max(today, period.start), period.end)
    ledgers, studied = ledgers_of(person_ids), studied_by(person_ids)
    known = _Known(
        period,
        Quarter(cycle.year, cycle.number).label,
        as_of,
        rule_ids(),
        courses_in(studied),
        quizzes.best_scores(person_ids),
    )
    owed, heads = requirements.standings_of(person_ids, as_of), heads_of(person_ids)
    frozen = frozen_before(person_ids, period)
    written = articles_by(person_ids, period)
    return {
        person: _document(
            person, known, ledgers[person], studied[person], owed[person], heads[person], frozen[person],
            written[person],
        )
        for person in person_ids
    }  # fmt: skip


def _document(
    person_id: int,
    known: _Known,
    ledger: Sequence[CreditEntry],
    studied: Sequence[CompletedLesson],
    owed: Sequence[requirements.Owed],
    head: str,
    frozen: Frozen,
    written: Sequence[rules.ArticleLine],
) -> dict[str, Any]:
    in_quarter = [
        each for each in studied if each.completed_at and known.period.contains(local_date(each.completed_at))
    ]
    touched = [*in_quarter, *(each for each in studied if each.completed_at is None)]
    document = rules.compose_snapshot(
        rules.SnapshotFacts(
            person_id=person_id,
            quarter=known.quarter,
            period=known.period,
            as_of=known.as_of,
            head_hash=head,
            entries=_credit_lines(ledger, known.period),
            due=_due_lines(owed, known.rule_ids),
            completed=[*_lesson_lines(in_quarter, ledger), *_course_lines(studied, known)],
            quizzes=_quiz_lines(person_id, touched, known.best),
            articles=written,
            open=_open_lines(studied),
            adjustments=_adjustments(frozen, ledger),
        )
    )
    document["rule_names"] = {each.rule.key: {"en": each.rule.name_en, "zh": each.rule.name_zh} for each in owed}
    document["lessons"] = {f"lesson:{each.completion_id}": each.lesson_id for each in studied}
    return document


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


def _due_lines(owed: Sequence[requirements.Owed], ids: Mapping[tuple[str, date], int]) -> list[rules.DueLine]:
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


def _course_lines(studied: Iterable[CompletedLesson], known: _Known) -> list[rules.CompletedLine]:
    """Courses of which the last lesson was completed in the quarter; a translation counts as its original."""
    first_done: dict[int, date] = {}
    touched: set[int] = set()
    for each in studied:
        if each.completed_at is not None:
            day = local_date(each.completed_at)
            first_done[each.lesson_id] = min(first_done.get(each.lesson_id, day), day)
            touched.add(each.course_id)
    lines = []
    for course_id in sorted(touched & known.courses.keys()):
        course = known.courses[course_id]
        done = [_earliest(translations, first_done) for translations in course.lessons]
        days = [day for day in done if day is not None]
        if len(days) == len(done) and known.period.contains(max(days)):
            lines.append(rules.CompletedLine("course", course_id, course.title, max(days)))
    return lines


def _earliest(lesson_ids: Iterable[int], first_done: Mapping[int, date]) -> date | None:
    return min((first_done[lesson] for lesson in lesson_ids if lesson in first_done), default=None)


def _quiz_lines(
    person_id: int, studied: Iterable[CompletedLesson], best: Mapping[tuple[int, int], quizzes.BestScore]
) -> list[rules.QuizLine]:
    """The best scores of the quizzes of these lessons; a lesson has one quiz, so the lesson's id names it."""
    titles = {each.lesson_id: each.lesson_title for each in studied}
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


def _adjustments(frozen: Frozen, ledger: Iterable[CreditEntry]) -> list[rules.CreditLine]:
    """Entries of quarters handed in before that came too late for them."""
    if not frozen.periods:
        return []
    counted = [_credit_line(entry) for entry in ledger if entry.status is not Status.REJECTED]
    return rules.adjustments(frozen.shown, counted, frozen=frozen.periods)

"""What the figures of a summary say: class-hours, what is due, what was completed, what is open.

Minutes, log-ins, rankings and grades have no place here, not even as a field that could be filled.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Period

VERSION = 1

# Lines of these kinds may be hidden by the learner; what is due and what was credited is always shown.
MAY_BE_HIDDEN = frozenset({"lesson", "course", "quiz", "article"})
# The parts of a snapshot in the order of the page; one that was frozen before a part existed does not have it.
PARTS = ("hours", "due", "completed", "quizzes", "articles", "open", "adjustments")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One ledger entry as a summary needs it; `pending` hours are shown apart and never counted."""

    entry_id: int
    form: str
    hours: Decimal
    earned_on: date
    rule_id: int | None = None
    days: Decimal | None = None
    pending: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class DueLine:
    """One requirement: due against done, with the version (`rule_id`) by which it was judged."""

    rule_key: str
    rule_id: int
    metric: str
    due_total: Decimal
    expected: Decimal
    done: Decimal
    due_this_quarter: Decimal
    state: str
    period: Period


@dataclass(frozen=True, slots=True)
class CompletedLine:
    """A lesson or a course that was completed; `ident` is the completion's."""

    kind: str
    ident: int
    title: str
    completed_on: date
    declared: bool = False
    entry_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class QuizLine:
    """The best score of a quiz, in percent of what could be reached."""

    quiz_id: int
    title: str
    best_percent: Decimal
    passed: bool


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article of the person that was first released on a day, under the title that readers have."""

    article_id: int
    title: str
    released_on: date


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Something begun or owed and not finished."""

    kind: str
    ident: int
    title: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """Everything a snapshot is made of, for one person and one quarter, as known at the end of `as_of`."""

    person_id: int
    quarter: str
    period: Period
    as_of: date
    head_hash: str
    entries: Sequence[CreditLine] = ()
    due: Sequence[DueLine] = ()
    completed: Sequence[CompletedLine] = ()
    quizzes: Sequence[QuizLine] = ()
    articles: Sequence[ArticleLine] = ()
    open: Sequence[OpenLine] = ()
    adjustments: Sequence[CreditLine] = field(default=())


def compose_snapshot(facts: SnapshotFacts) -> dict[str, Any]:
    """The figures as JSON values: amounts as text with two places, dates as 2026-11-23.

    Every line has an `id` that stays the same while the summary lives, so that it can be hidden or contested.
    """
    earned = [entry for entry in facts.entries if _is_known(entry.earned_on, facts)]
    return {
        "version": VERSION,
        "person_id": facts.person_id,
        "quarter": facts.quarter,
        "from_on": facts.period.start.isoformat(),
        "until_on": facts.period.end.isoformat(),
        "as_of": facts.as_of.isoformat(),
        "head_hash": facts.head_hash,
        "hours": [_hours_line(form, earned) for form in _forms_of(earned)],
        "due": [_due_line(line) for line in facts.due],
        "completed": [
            _completed_line(line)
            for line in sorted(facts.completed, key=lambda line: (line.completed_on, line.kind, line.ident))
            if _is_known(line.completed_on, facts)
        ],
        "quizzes": [_quiz_line(line) for line in facts.quizzes],
        "articles": [
            {
                "id": f"article:{line.article_id}",
                "ident": line.article_id,
                "title": line.title,
                "released_on": line.released_on.isoformat(),
            }
            for line in sorted(facts.articles, key=lambda line: (line.released_on, line.article_id))
            if _is_known(line.released_on, facts)
        ],
        "open": [_open_line(line) for line in facts.open],
        "adjustments": [_adjustment_line(line) for line in facts.adjustments],
    }


def adjustments(
    shown: Collection[int], entries: Iterable[CreditLine], *, frozen: Collection[Period]
) -> list[CreditLine]:
    """Entries of earlier quarters that came too late for the summary in which they would have stood.

    `frozen` holds the quarters of the person's frozen snapshots, `shown` the ids of all entries in them
    (`entry_ids` of each). A quarter without a snapshot has nothing to be put right. What is pending waits
    until it is verified.
    """
    late = (
        entry
        for entry in entries
        if not entry.pending
        and entry.entry_id not in shown
        and any(period.contains(entry.earned_on) for period in frozen)
    )
    return sorted(late, key=lambda entry: (entry.earned_on, entry.entry_id))


def entry_ids(snapshot: Mapping[str, Any]) -> frozenset[int]:
    """The ledger entries that a snapshot has counted, those of its adjustments included."""
    return frozenset(ident for line in (*snapshot["hours"], *snapshot["adjustments"]) for ident in line["entries"])


def line_ids(snapshot: Mapping[str, Any]) -> tuple[str, ...]:
    """Every line that can be contested, in the order of the page."""
    return tuple(line["id"] for part in PARTS for line in snapshot.get(part, ()))


def may_hide(line_id: str) -> bool:
    return line_id.partition(":")[0] in MAY_BE_HIDDEN


def _is_known(day: date, facts: SnapshotFacts) -> bool:
    return facts.period.contains(day) and day <= facts.as_of


def _forms_of(entries: Iterable[CreditLine]) -> list[str]:
    return sorted({entry.form for entry in entries})


def _hours_line(form: str, entries: Iterable[CreditLine]) -> dict[str, Any]:
    of_form = [entry for entry in entries if entry.form == form]
    counted = [entry for entry in of_form if not entry.pending]
    waiting = [entry for entry in of_form if entry.pending]
    in_days = [entry.days for entry in counted if entry.days is not None]
    return {
        "id": f"hours:{form}",
        "form": form,
        "hours": _text(sum((entry.hours for entry in counted), ZERO)),
        "days": _text(sum(in_days, ZERO)) if in_days else None,
        "pending": _text(sum((entry.hours for entry in waiting), ZERO)),
        "entries": sorted(entry.entry_id for entry in counted),
        "rules": sorted({entry.rule_id for entry in counted if entry.rule_id is not None}),
    }


def _due_line(line: DueLine) -> dict[str, Any]:
    return {
        "id": f"due:{line.rule_key}",
        "rule_key": line.rule_key,
        "rules": [line.rule_id],
        "metric": line.metric,
        "due_total": _text(line.due_total),
        "expected": _text(line.expected),
        "done": _text(line.done),
        "due_this_quarter": _text(line.due_this_quarter),
        "state": line.state,
        "from_on": line.period.start.isoformat(),
        "until_on": line.period.end.isoformat(),
    }


def _completed_line(line: CompletedLine) -> dict[str, Any]:
    return {
        "id": f"{line.kind}:{line.ident}",
        "kind": line.kind,
        "ident": line.ident,
        "title": line.title,
        "completed_on": line.completed_on.isoformat(),
        "declared": line.declared,
        "entries": list(line.entry_ids),
    }


def _quiz_line(line: QuizLine) -> dict[str, Any]:
    return {
        "id": f"quiz:{line.quiz_id}",
        "ident": line.quiz_id,
        "title": line.title,
        "best_percent": _text(line.best_percent),
        "passed": line.passed,
    }


def _open_line(line: OpenLine) -> dict[str, Any]:
    return {
        "id": f"open-{line.kind}:{line.ident}",
        "kind": line.kind,
        "ident": line.ident,
        "title": line.title,
        "due_on": line.due_on and line.due_on.isoformat(),
    }


def _adjustment_line(entry: CreditLine) -> dict[str, Any]:
    return {
        "id": f"adjustment:{entry.entry_id}",
        "form": entry.form,
        "hours": _text(entry.hours),
        "days": None if entry.days is None else _text(entry.days),
        "earned_on": entry.earned_on.isoformat(),
        "title": entry.title,
        "entries": [entry.entry_id],
        "rules": [] if entry.rule_id is None else [entry.rule_id],
    }


def _text(amount: Decimal) -> str:
    return f"{amount.quantize(ZERO):f}"

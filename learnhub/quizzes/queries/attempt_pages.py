"""What the page of an attempt shows, under way and afterwards; complete, so that a template loads nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.credits import queries as credits
from learnhub.platform.db import session
from learnhub.quizzes.models import (
    AnswerStep,
    Attempt,
    AttemptEvent,
    AttemptItem,
    MarkChange,
    QuestionVersion,
    Quiz,
    Regrading,
)
from learnhub.quizzes.queries.attempts import attempts_of, items_of, keyed_versions
from learnhub.quizzes.queries.grading import place_of
from learnhub.quizzes.queries.holding import held_for, result, start_decision
from learnhub.quizzes.queries.lines import QuestionLine, SectionLink, leads, question_line, with_key
from learnhub.quizzes.queries.pages import About, about_of
from learnhub.quizzes.rules.answers import is_second_thought
from learnhub.quizzes.rules.attempts import (
    AWAITING_GRADE,
    RECALL_PERCENT,
    UNDER_WAY,
    AttemptState,
    StartDecision,
    StartReason,
    is_overdue,
)
from learnhub.quizzes.rules.checking import Calibration, calibration
from learnhub.quizzes.rules.events import AttemptEventKind
from learnhub.quizzes.rules.questions import QuestionKind
from learnhub.quizzes.rules.review import (
    Moment,
    ReviewOptions,
    Shown,
    both,
    checked_options,
    review_options,
    waiting_options,
)
from learnhub.quizzes.rules.settings import Behaviour, Layout


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that the page of an attempt noticed by itself."""

    kind: AttemptEventKind
    at: datetime
    lasted_ms: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a corrected key changed about an attempt."""

    position: int
    old_percent: Decimal
    new_percent: Decimal
    old_passed: bool
    new_passed: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """Everything the page of an attempt shows, under way or handed in."""

    id: int
    n: int
    about: About
    state: AttemptState
    behaviour: Behaviour
    layout: Layout
    tries: int
    pass_percent: int
    started_at: datetime
    ends_at: datetime | None
    time_over: bool
    handed_in_at: datetime | None
    questions: list[QuestionLine]
    show: ReviewOptions
    right: int
    percent: Decimal | None
    passed: bool
    counted_passed: bool
    again: list[SectionLink]
    decision: StartDecision
    read_at: datetime | None
    completed_at: datetime | None
    calibration: Calibration | None
    noted: list[Noted]
    answer_changes: int
    changes: list[Changed]

    @property
    def all_right(self) -> bool:
        """Whether every answer must be right, as in a recall."""
        return self.pass_percent == RECALL_PERCENT

    @property
    def judged(self) -> list[QuestionLine]:
        """What is shown question by question once it is handed in: what was judged before stays judged."""
        waiting = self.state in AWAITING_GRADE
        return [each for each in self.questions if each.show.marks or (waiting and each.checked)]

    @property
    def unanswered(self) -> list[int]:
        return [question.position for question in self.questions if not question.answered]

    @property
    def flagged(self) -> list[int]:
        return [question.position for question in self.questions if question.flagged]


def attempt_page(attempt: Attempt, version: LessonVersion | None, quiz: Quiz, *, now: datetime) -> AttemptPage:
    """The page of an attempt, in a fixed number of statements; what it may show follows from the review rules."""
    attempts = attempts_of(attempt.person_id, quiz.id)
    counted = versions_held(version.id) if version else None
    held, reached = held_for(attempt.person_id, quiz), result(quiz, attempts, counted)
    decision = start_decision(attempts, counted, now, held.limits, reached)
    closed = decision.reason in (StartReason.CLOSED, StartReason.NO_ATTEMPT_LEFT)
    review = held.settings.review
    show = review_options(attempt.state, recall_shown=reached.passed, closed=closed, review=review)
    lines = items_of(attempt.id)
    keys = keyed_versions(item for item, _ in lines)
    under_way, about = attempt.state in UNDER_WAY, about_of(quiz, version)
    sections = {} if about.gone else leads([asked for _, asked in lines], version)
    seen = _seen(attempt.state, show, review, passed=reached.passed)
    again = dict.fromkeys(sections[asked.id] for item, asked in lines if item.right is False and asked.id in sections)
    done = credits.completion(attempt.person_id, version.id) if version and not under_way else None
    return AttemptPage(
        id=attempt.id,
        n=attempt.n,
        about=about,
        state=attempt.state,
        behaviour=attempt.behaviour,
        layout=held.settings.layout,
        tries=attempt.tries,
        pass_percent=attempt.pass_percent,
        started_at=attempt.started_at,
        ends_at=attempt.ends_at,
        time_over=under_way and is_overdue(now, attempt.ends_at),
        handed_in_at=attempt.handed_in_at,
        questions=[
            _line(attempt.state, item, asked, keys.get(item.keyed_version_id or 0, asked), seen(item), sections)
            for item, asked in lines
        ],
        show=show,
        right=attempt.right or 0,
        percent=attempt.percent if show.score else None,
        passed=attempt.passed,
        counted_passed=reached.passed,
        again=list(again) if show.sections else [],
        decision=decision,
        read_at=done.read_at if done else None,
        completed_at=done.completed_at if done else None,
        calibration=_calibration(attempt, [item for item, _ in lines]) if show.counts else None,
        noted=[] if under_way else _noted(attempt.id),
        answer_changes=0 if under_way else _answer_changes([item.id for item, _ in lines]),
        changes=_changes(attempt.id) if attempt.state is AttemptState.REGRADED else [],
    )  # fmt: skip


def _seen(
    state: AttemptState, show: ReviewOptions, review: Mapping[Moment, frozenset[Shown]], *, passed: bool
) -> Callable[[AttemptItem], ReviewOptions]:
    """What may be seen of each question: what was judged under way stays so until the whole attempt is."""
    checked = checked_options(review)
    if state in UNDER_WAY:
        return lambda item: _shown(item, checked)
    if state not in AWAITING_GRADE:
        return lambda _: show
    rest = waiting_options(recall_shown=passed, review=review)
    return lambda item: rest if item.checked_at is None else both(rest, with_key(checked, right=item.right))


def _line(
    state: AttemptState, item: AttemptItem, asked: QuestionVersion, keyed: QuestionVersion, show: ReviewOptions,
    sections: Mapping[int, SectionLink],
) -> QuestionLine:  # fmt: skip
    """One question; of an attempt that waits for a marker everything but the essays is judged already."""
    line = question_line(item, asked, keyed, show, sections.get(asked.id))
    if state not in AWAITING_GRADE or not show.marks:
        return line
    if asked.kind is QuestionKind.ESSAY:
        return replace(line, right=None, mark=None, pending=True)
    place = place_of(item, keyed)
    return replace(line, right=place.mark.right, mark=place.fraction if show.score else None)


def _shown(item: AttemptItem, checked: ReviewOptions) -> ReviewOptions:
    """What may be seen of a question under way: nothing, unless its answer was checked; the key when it is final."""
    if item.checked_at is not None:
        return with_key(checked, right=item.right)
    return ReviewOptions(marks=checked.marks and item.misses > 0)


def _calibration(attempt: Attempt, items: Sequence[AttemptItem]) -> Calibration | None:
    if attempt.behaviour is not Behaviour.CERTAINTY:
        return None
    return calibration((item.certainty, bool(item.right)) for item in items)


def _noted(attempt_id: int) -> list[Noted]:
    rows = session().execute(
        sa.select(AttemptEvent.kind, AttemptEvent.at, AttemptEvent.lasted_ms)
        .where(AttemptEvent.attempt_id == attempt_id)
        .order_by(AttemptEvent.at, AttemptEvent.id)
    )
    return [Noted(*row) for row in rows]


def _answer_changes(item_ids: Collection[int]) -> int:
    """How often something that had been answered was answered otherwise."""
    steps = session().execute(
        sa.select(AnswerStep.item_id, AnswerStep.value)
        .where(AnswerStep.item_id.in_(item_ids))
        .order_by(AnswerStep.item_id, AnswerStep.version)
    )
    return sum(
        before.item_id == after.item_id and is_second_thought(before.value, after.value)
        for before, after in pairwise(steps)
    )


def _changes(attempt_id: int) -> list[Changed]:
    rows = session().execute(
        sa.select(
            MarkChange.position, MarkChange.old_percent, MarkChange.new_percent, MarkChange.old_passed,
            MarkChange.new_passed, Regrading.reason, Regrading.at,
        )
        .join(Regrading, Regrading.id == MarkChange.regrading_id)
        .where(MarkChange.attempt_id == attempt_id)
        .order_by(MarkChange.id)
    )  # fmt: skip
    return [Changed(*row) for row in rows]

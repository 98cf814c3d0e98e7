"""What the pages of a check show: complete, so that a template loads nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from learnhub.catalog.queries import versions_held
from learnhub.credits import queries as credits
from learnhub.kernel.clock import local_date
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz
from learnhub.quizzes.queries.attempts import attempts_of, items_of, start_decision
from learnhub.quizzes.rules.attempts import GRADED_STATES, RECALL_PERCENT, UNDER_WAY, StartDecision, StartReason
from learnhub.quizzes.rules.coverage import anchors_of, names_of
from learnhub.quizzes.rules.questions import ChoiceQuestion, QuestionKind, question_from
from learnhub.quizzes.rules.review import ReviewOptions, review_options

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section to look at again; `anchor` is "" where the lesson has no such heading."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt in the list of one's attempts; `percent` is None as long as the key must stay hidden."""

    id: int
    n: int
    started_at: datetime
    handed_in_at: datetime | None
    right: int | None
    wrong: int | None
    percent: Decimal | None
    passed: bool
    under_way: bool


@dataclass(frozen=True, slots=True)
class QuizPage:
    """Everything the page before the quiz shows."""

    lesson_id: int
    course_id: int
    course_title: str
    title: str
    language: str
    asked: int
    pass_percent: int
    recall: bool
    lines: list[AttemptLine]
    decision: StartDecision
    open_attempt_id: int | None
    best_percent: Decimal | None
    passed: bool
    changed: bool
    again: list[SectionLink]


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option as an attempt shows it; `right` and `feedback` only where the key may be seen."""

    value: str
    letter: str
    html: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question as an attempt shows it."""

    position: int
    kind: QuestionKind
    stem: str
    options: list[OptionLine]
    version: int
    answered: bool
    saved_at: datetime | None
    right: bool | None
    explanation: str
    section: SectionLink | None

    @property
    def multiple(self) -> bool:
        return self.kind is QuestionKind.MULTIPLE_CHOICE


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """Everything the page of an attempt shows, under way or handed in."""

    id: int
    n: int
    lesson_id: int
    course_id: int
    course_title: str
    title: str
    language: str
    pass_percent: int
    started_at: datetime
    handed_in_at: datetime | None
    questions: list[QuestionLine]
    show: ReviewOptions
    right: int
    percent: Decimal | None
    passed: bool
    again: list[SectionLink]
    decision: StartDecision
    read_at: datetime | None
    completed_at: datetime | None

    @property
    def all_right(self) -> bool:
        """Whether every answer must be right, as in a recall."""
        return self.pass_percent == RECALL_PERCENT

    @property
    def unanswered(self) -> list[int]:
        return [question.position for question in self.questions if not question.answered]


def quiz_page(person_id: int, version: LessonVersion, quiz: Quiz, *, now: datetime) -> QuizPage:
    """The page before the quiz: rules, attempts so far, and what may be done now; a fixed number of statements."""
    attempts = attempts_of(person_id, quiz.id)
    held = versions_held(version.id)
    present = [attempt for attempt in attempts if attempt.lesson_version_id in held]
    passed = any(attempt.passed for attempt in present)
    decision = start_decision(attempts, held, now)
    missed = [attempt.id for attempt in _missed_for(decision, present, now)]
    course = _course(version.lesson_id)
    return QuizPage(
        lesson_id=version.lesson_id,
        course_id=course.id,
        course_title=course.title,
        title=version.title,
        language=version.language,
        asked=min(quiz.questions, _bank_size(version.lesson_id)),
        pass_percent=quiz.pass_percent,
        recall=quiz.recall,
        lines=[_attempt_line(attempt, recall_shown=passed or attempt.passed) for attempt in reversed(attempts)],
        decision=decision,
        open_attempt_id=next((attempt.id for attempt in attempts if attempt.state in UNDER_WAY), None),
        best_percent=max((attempt.percent for attempt in present if attempt.percent is not None), default=None),
        passed=passed,
        changed=not passed and any(attempt.passed for attempt in attempts),
        again=[] if passed or not missed else _links(_sections_missed(missed), _sections(version)),
    )


def attempt_page(attempt: Attempt, version: LessonVersion, quiz: Quiz, *, now: datetime) -> AttemptPage:
    """The page of an attempt, in a fixed number of statements; what it may show follows from the review rules."""
    attempts = attempts_of(attempt.person_id, quiz.id)
    held = versions_held(version.id)
    passed = any(each.passed for each in attempts if each.lesson_version_id in held)
    show = review_options(attempt.state, recall_shown=passed)
    sections = _sections(version)
    items = items_of(attempt.id)
    missed = dict.fromkeys(worded.section for item, worded in items if item.right is False and worded.section)
    course = _course(version.lesson_id)
    done = credits.completion(attempt.person_id, version.id)
    return AttemptPage(
        id=attempt.id,
        n=attempt.n,
        lesson_id=version.lesson_id,
        course_id=course.id,
        course_title=course.title,
        title=version.title,
        language=version.language,
        pass_percent=attempt.pass_percent,
        started_at=attempt.started_at,
        handed_in_at=attempt.handed_in_at,
        questions=[_question_line(item, worded, show, sections) for item, worded in items],
        show=show,
        right=attempt.right or 0,
        percent=attempt.percent if show.score else None,
        passed=attempt.passed,
        again=_links([title for title in missed if title], sections) if show.sections else [],
        decision=start_decision(attempts, held, now),
        read_at=done.read_at if done else None,
        completed_at=done.completed_at if done else None,
    )


def _missed_for(decision: StartDecision, attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """The attempts whose sections one should read again: today's after the third miss, else the last one."""
    missed = [each for each in attempts if each.state in GRADED_STATES and not each.passed and each.handed_in_at]
    if decision.reason is StartReason.MISSED_TODAY:
        return [each for each in missed if each.handed_in_at and local_date(each.handed_in_at) == local_date(now)]
    return missed[-1:]


def _sections_missed(attempt_ids: Sequence[int]) -> list[str]:
    rows = session().scalars(
        sa.select(QuestionVersion.section)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .where(
            AttemptItem.attempt_id.in_(attempt_ids), AttemptItem.right.is_(False), QuestionVersion.section.is_not(None)
        )
        .order_by(AttemptItem.attempt_id, AttemptItem.position)
    )
    return [title for title in dict.fromkeys(rows) if title]


def _sections(version: LessonVersion) -> Mapping[str, str]:
    """Where each heading of a version stands."""
    titles = session().execute(
        sa.select(Section.title, Section.anchor).where(Section.lesson_version_id == version.id).order_by(
            Section.position
        )
    ).tuples()  # fmt: skip
    return anchors_of(names_of(titles, version.html, lesson_title=version.title))


def _links(titles: Iterable[str], sections: Mapping[str, str]) -> list[SectionLink]:
    return [SectionLink(title, sections.get(title, "")) for title in titles]


def _bank_size(lesson_id: int) -> int:
    counted = sa.select(sa.func.count()).where(Question.lesson_id == lesson_id, Question.retired_at.is_(None))
    return session().scalar(counted) or 0


def _course(lesson_id: int) -> Course:
    found = sa.select(Course).join(Lesson, Lesson.course_id == Course.id).where(Lesson.id == lesson_id)
    return session().scalars(found).one()


def _attempt_line(attempt: Attempt, *, recall_shown: bool) -> AttemptLine:
    show = review_options(attempt.state, recall_shown=recall_shown)
    right = attempt.right if show.counts else None
    count = int(attempt.out_of) if attempt.out_of is not None else 0
    return AttemptLine(
        attempt.id, attempt.n, attempt.started_at, attempt.handed_in_at, right,
        None if right is None else count - right, attempt.percent if show.score else None, attempt.passed,
        attempt.state in UNDER_WAY,
    )  # fmt: skip


def _question_line(
    item: AttemptItem, worded: QuestionVersion, show: ReviewOptions, sections: Mapping[str, str]
) -> QuestionLine:
    rendered = worded.rendered
    linked = show.marks and worded.section
    return QuestionLine(
        position=item.position,
        kind=worded.kind,
        stem=rendered["stem"],
        options=_options(item, worded, show),
        version=item.answer_version,
        answered=item.answer is not None,
        saved_at=item.answered_at,
        right=item.right if show.marks else None,
        explanation=rendered.get("explanation", "") if show.explanations else "",
        section=_links([worded.section], sections)[0] if linked and worded.section else None,
    )


def _options(item: AttemptItem, worded: QuestionVersion, show: ReviewOptions) -> list[OptionLine]:
    asked = question_from(worded.document)
    if isinstance(asked, ChoiceQuestion):
        key: Collection[str] = asked.key
    else:
        key = (str(asked.truth).lower(),)
    chosen = _chosen(item.answer)
    return [
        OptionLine(
            value=value,
            letter=LETTERS[place] if place < len(LETTERS) else str(place + 1),
            html=worded.rendered.get(f"option {value}", ""),
            chosen=value in chosen,
            right=show.key and value in key,
            feedback=worded.rendered.get(f"feedback {value}", "") if show.explanations else "",
        )
        for place, value in enumerate(item.option_order)
    ]


def _chosen(answer: Any) -> list[str]:
    if answer is None:
        return []
    if isinstance(answer, bool):
        return [str(answer).lower()]
    return [answer] if isinstance(answer, str) else list(answer)

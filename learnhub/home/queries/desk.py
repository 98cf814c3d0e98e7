"""The front page of a person: what is owed this quarter and this year, what to go on with, what waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import sqlalchemy as sa

from learnhub.assessment import queries as assessment
from learnhub.assessment.queries import SummaryLine
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.catalog.queries import offered
from learnhub.credits import queries as credits
from learnhub.inbox import queries as inbox
from learnhub.inbox.queries import NoticeRow
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.hours import ZERO
from learnhub.kernel.periods import Quarter, quarter_of
from learnhub.platform.db import session
from learnhub.platform.i18n import html_lang
from learnhub.platform.stamps import remembered
from learnhub.quizzes import queries as quizzes
from learnhub.quizzes.queries import Waiting
from learnhub.reading import queries as reading
from learnhub.requirements import queries as requirements
from learnhub.requirements.queries import Owed
from learnhub.requirements.rules import Cycle, Metric, State

NOTICES = 5
COURSES = 3
_UNCOUNTED = (State.EXEMPT, State.TO_BE_SUPPLIED, State.DONE)


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be done of one subject."""

    subject: str
    metric: Metric
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson as the front page knows it."""

    lesson_id: int
    version_id: int
    title: str
    language: str
    minutes: int
    has_recall: bool
    course_id: int
    course_title: str
    original: bool


@dataclass(frozen=True, slots=True)
class Next:
    """The lesson to go on with; `started` says whether anything of it was read, `recall` that only the quiz is left."""

    lesson: LessonRow
    minutes: int
    started: bool
    recall: bool


@dataclass(frozen=True, slots=True)
class Studied:
    """A course in which a person reads, with the lessons completed."""

    course_id: int
    title: str
    language: str
    done: int
    lessons: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the front page shows."""

    quarter: Quarter
    days_left: int
    owed: tuple[Owed, ...]
    this_quarter: tuple[Left, ...]
    this_year: tuple[Left, ...]
    next: Next | None
    summary: SummaryLine | None
    attempts: Sequence[Waiting]
    notices: Sequence[NoticeRow]
    studied: tuple[Studied, ...]
    reviews: int

    @property
    def shows_ticks(self) -> bool:
        """Whether a bar carries the tick of today: not what is done, exempt or still to be supplied."""
        return any(each.standing.state not in _UNCOUNTED for each in self.owed)

    @property
    def waits(self) -> bool:
        """Whether anything stands in the list of what waits."""
        return bool(self.summary or self.attempts or self.notices or self.reviews)


def desk(actor: Actor, on: date) -> Desk:
    """The front page of a person in a fixed number of statements, however large the catalogue is."""
    quarter, owed = quarter_of(on), requirements.standing_of(actor.id, on)
    latest = assessment.current_summary(actor.id, on)
    current = latest if latest and latest.in_my_hands else None
    recent = reading.last_opened(actor.id, limit=12)
    finished = credits.Finished(actor.id)
    return Desk(
        quarter,
        (quarter.period.end - on).days,
        owed,
        _left(owed, html_lang(), year=False),
        _left(owed, html_lang(), year=True),
        _next(actor.id, recent, finished),
        current,
        quizzes.waiting_attempts(actor.id),
        _notices(actor.id, current),
        _studied(recent, finished),
        assessment.waiting_reviews(actor) if actor.has(Role.SUPERVISOR) else 0,
    )


def _notices(person_id: int, current: SummaryLine | None) -> list[NoticeRow]:
    """What is new, without what the summary's own line says already."""
    said = f"/assessment/summaries/{current.id}" if current else None
    return [notice for notice in inbox.waiting_for(person_id, limit=NOTICES) if notice.to != said]


@lru_cache(maxsize=4096)
def _left(owed: tuple[Owed, ...], _language: str, *, year: bool) -> tuple[Left, ...]:
    """By subject what is left in this quarter, or in this year; of two rules on one subject the one that asks more."""
    found: dict[tuple[str, Metric], Decimal] = {}
    for each in owed:
        standing = each.standing
        if standing.state in _UNCOUNTED or each.rule.cycle is Cycle.EVENT:
            continue
        if year and each.rule.cycle is not Cycle.YEAR:
            continue
        key = (requirements.subject(each.rule), standing.metric)
        amount = standing.remaining if year else standing.left_this_quarter
        found[key] = max(found.get(key, ZERO), amount)
    return tuple([Left(subject, metric, amount) for (subject, metric), amount in found.items() if amount])


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """Every lesson that can be read now: by its version, and the courses in their order with theirs."""

    by_version: Mapping[int, LessonRow]
    courses: Mapping[int, Sequence[LessonRow]]


@remembered("catalog", size=1)
def _catalogue() -> _Catalogue:
    rows = session().execute(
        sa.select(
            Lesson.id, LessonVersion.id, LessonVersion.title, LessonVersion.language, LessonVersion.minutes,
            LessonVersion.has_recall, Course.id, Course.title, Lesson.original_id.is_(None),
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), offered())
        .order_by(Course.position, Course.id, Lesson.position, Lesson.id)
    )  # fmt: skip
    lessons = [LessonRow(*row) for row in rows]
    courses: dict[int, list[LessonRow]] = {}
    for lesson in lessons:
        courses.setdefault(lesson.course_id, []).append(lesson)
    return _Catalogue({lesson.version_id: lesson for lesson in lessons}, courses)


def _next(person_id: int, recent: Sequence[int], finished: credits.Finished) -> Next | None:
    """The lesson read last that is not finished, else the one after it in its course, else the first of all."""
    catalogue = _catalogue()
    begun = [catalogue.by_version[version] for version in recent if version in catalogue.by_version]
    chosen = next((lesson for lesson in begun if lesson.version_id not in finished), None)
    chosen = chosen or next(_fresh(catalogue, begun, finished), None)
    if chosen is None:
        return None
    far = reading.progress(person_id, [chosen.version_id]).get(chosen.version_id)
    all_read = far is not None and far.sections > 0 and far.read_sections == far.sections
    minutes = far.remaining_minutes if far and far.read_sections else chosen.minutes
    return Next(chosen, max(minutes, 1), chosen in begun, all_read and chosen.has_recall)


def _fresh(catalogue: _Catalogue, begun: Sequence[LessonRow], finished: credits.Finished) -> Iterator[LessonRow]:
    """What is not finished, the courses read last before the others; asked for one by one, as the first is enough."""
    for course in dict.fromkeys([*(lesson.course_id for lesson in begun), *catalogue.courses]):
        for lesson in catalogue.courses[course]:
            if lesson.original and lesson.version_id not in finished:
                yield lesson


def _studied(recent: Sequence[int], finished: credits.Finished) -> tuple[Studied, ...]:
    catalogue = _catalogue()
    known = [catalogue.by_version[version].course_id for version in recent if version in catalogue.by_version]
    found = []
    for course in list(dict.fromkeys(known))[:COURSES]:
        all_of_it = catalogue.courses[course]
        originals = [lesson for lesson in all_of_it if lesson.original]
        done = sum(lesson.version_id in finished for lesson in all_of_it)
        first = originals[0] if originals else all_of_it[0]
        found.append(Studied(course, first.course_title, first.language, min(done, len(originals)), len(originals)))
    return tuple(found)

"""Reads of the catalogue: the list of courses, a course with its lessons, and stored pictures."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, MediaFile
from learnhub.platform.db import session


class Progress(Protocol):
    """What the course page shows of a person's reading; a higher domain supplies it."""

    @property
    def read_sections(self) -> int: ...
    @property
    def sections(self) -> int: ...
    @property
    def remaining_minutes(self) -> int: ...


ProgressOf = Callable[[int, Sequence[int]], dict[int, Any]]


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the list."""

    id: int
    title: str
    summary: str
    language: str
    category: str
    lessons: int
    minutes: int
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson on the course page; `state` is done, current or open."""

    id: int
    version_id: int
    title: str
    summary: str
    language: str
    minutes: int
    class_hours: Decimal | None
    has_recall: bool
    translations: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A course with its lessons in order."""

    course: Course
    lessons: list[LessonLine]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


def course_cards(*, language: str = "", category: str = "") -> list[CourseCard]:
    """Every course that is not retired, those with the fewest minutes last in no order but the authors'."""
    query = (
        sa.select(
            Course.id, Course.title, Course.summary, Course.language, Course.category, Course.reviewed_by,
            sa.func.count(Lesson.id).label("lessons"), sa.func.coalesce(sa.func.sum(LessonVersion.minutes), 0).label("minutes"),
        )
        .outerjoin(Lesson, sa.and_(Lesson.course_id == Course.id, Lesson.retired_at.is_(None), Lesson.original_id.is_(None)))
        .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Course.retired_at.is_(None))
        .group_by(Course.id)
        .order_by(Course.position, Course.title)
    )  # fmt: skip
    if language:
        query = query.where(Course.language == language)
    if category:
        query = query.where(Course.category == category)
    return [CourseCard(**row._mapping) for row in session().execute(query)]


def languages() -> list[str]:
    """The languages in which there are courses."""
    return list(
        session().scalars(
            sa.select(Course.language).where(Course.retired_at.is_(None)).distinct().order_by(Course.language)
        )
    )


def course_page(course: Course) -> CoursePage:
    """A course with its lessons, each with its translations, in one statement."""
    rows = session().execute(
        sa.select(Lesson, LessonVersion.id, LessonVersion.title, LessonVersion.summary, LessonVersion.minutes,
                  LessonVersion.class_hours, LessonVersion.has_recall)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    ).all()  # fmt: skip
    translated: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for lesson, *_rest in rows:
        if lesson.original_id is not None:
            translated[lesson.original_id].append((lesson.language, lesson.id))
    return CoursePage(
        course,
        [
            LessonLine(
                lesson.id, version, title, summary, lesson.language, minutes, hours, recall, translated[lesson.id]
            )
            for lesson, version, title, summary, minutes, hours, recall in rows
            if lesson.original_id is None
        ],
    )


def media(digest: str, extension: str) -> MediaFile | None:
    """A stored picture by the hash of its bytes."""
    found = session().get(MediaFile, digest)
    return found if found is not None and found.extension == extension else None


def first_lessons(limit: int = 3) -> list[tuple[int, int, str]]:
    """Lessons to start with, as (lesson, version, title), in the order of the catalogue."""
    rows = session().execute(
        sa.select(Lesson.id, LessonVersion.id.label("version"), LessonVersion.title)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None), Lesson.original_id.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
        .limit(limit)
    )
    return [(row.id, row.version, row.title) for row in rows]

"""Reads for the catalogue's pages: the list of courses, one course, the sections of a version."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

import sqlalchemy as sa

from learnhub.catalog.models import Category, Course, Lesson, LessonVersion, Section
from learnhub.catalog.rules.ordering import title_from_name
from learnhub.platform.db import session


class Progress(Protocol):
    """What the course page shows of a person's reading; a higher domain supplies it."""

    @property
    def read_sections(self) -> int: ...
    @property
    def sections(self) -> int: ...
    @property
    def remaining_minutes(self) -> int: ...


# From a person's id and lesson version ids; registered in app.extensions["catalog.progress"] when the site starts.
ProgressOf = Callable[[int, Sequence[int]], Mapping[int, Progress]]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of a version; `chars` is its weight."""

    id: int
    position: int
    identity: str
    title: str
    anchor: str
    chars: int


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in the list; lessons, minutes and class-hours count each original once, not its translations."""

    id: int
    title: str
    summary: str
    language: str
    category: Category
    lessons: int
    minutes: int
    class_hours: Decimal | None
    reviewed_by: str
    translations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseList:
    """The courses that match, and what one can filter by."""

    rows: list[CourseRow]
    languages: list[str]
    categories: list[Category]


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson of a course, with its translations as (language, lesson id)."""

    lesson_id: int
    version_id: int
    title: str
    summary: str
    language: str
    folder: str
    minutes: int
    class_hours: Decimal | None
    has_recall: bool
    translations: tuple[tuple[str, int], ...]
    progress: Progress | None = None

    @property
    def is_read(self) -> bool:
        return self.progress is not None and 0 < self.progress.sections == self.progress.read_sections

    @property
    def is_begun(self) -> bool:
        return self.progress is not None and self.progress.read_sections > 0


@dataclass(frozen=True, slots=True)
class CoursePage:
    """Everything a course's page shows."""

    id: int
    title: str
    summary: str
    intro_html: str
    language: str
    category: Category
    audience: str
    licence: str
    authors: str
    reviewed_by: str
    reviewed_on: date | None
    version_note: str
    lessons: list[LessonRow]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def class_hours(self) -> Decimal | None:
        """What the lessons name; None where none names any."""
        return sum((lesson.class_hours for lesson in self.lessons if lesson.class_hours), Decimal(0)) or None

    @property
    def read_lessons(self) -> int:
        return sum(lesson.is_read for lesson in self.lessons)

    @property
    def left_minutes(self) -> int:
        """Minutes to the end of the course, at the typical pace."""
        return sum(one.progress.remaining_minutes if one.progress else one.minutes for one in self.lessons)

    @property
    def groups(self) -> list[tuple[str, list[LessonRow]]]:
        """The lessons by folder, in order."""
        found: list[tuple[str, list[LessonRow]]] = []
        for lesson in self.lessons:
            if not found or found[-1][0] != lesson.folder:
                found.append((lesson.folder, []))
            found[-1][1].append(lesson)
        return found

    @property
    def next_lesson(self) -> LessonRow | None:
        """The first lesson that is not read to its end; None behind the last."""
        return next((lesson for lesson in self.lessons if not lesson.is_read), None)

    @property
    def next_number(self) -> int:
        """The place of that lesson in the course, from 1."""
        return next((number for number, lesson in enumerate(self.lessons, 1) if not lesson.is_read), 0)


def course_list(
    visible: sa.ColumnElement[bool], *, language: str = "", category: str = "", first: str = ""
) -> CourseList:
    """The courses among `visible` in two statements, those in the language `first` before the others.

    A language or category that no course has finds none.
    """
    rows = session().execute(
        sa.select(
            Course.id,
            Course.title,
            Course.summary,
            Course.language,
            Course.category,
            Course.reviewed_by,
            sa.func.count(Lesson.id).label("lessons"),
            sa.func.sum(LessonVersion.minutes).label("minutes"),
            sa.func.sum(LessonVersion.class_hours).label("class_hours"),
        )
        .join(Lesson, Lesson.course_id == Course.id)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(visible, Lesson.retired_at.is_(None), Lesson.original_id.is_(None))
        .group_by(Course.id)
        .order_by(Course.position, Course.title, Course.id)
    )  # fmt: skip
    spoken = _languages_of_lessons(visible)
    every = [CourseRow(**row._mapping, translations=spoken.get(row.id, ())) for row in rows]
    wanted = [
        row
        for row in every
        if (not language or language in (row.language, *row.translations))
        and (not category or row.category.value == category)
    ]
    wanted.sort(key=lambda row: row.language != first)
    languages = {code for row in every for code in (row.language, *row.translations)}
    present = {row.category for row in every}
    return CourseList(wanted, sorted(languages), [each for each in Category if each in present])


def _languages_of_lessons(visible: sa.ColumnElement[bool]) -> dict[int, tuple[str, ...]]:
    rows = session().execute(
        sa.select(Lesson.course_id, Lesson.language)
        .join(Course, Course.id == Lesson.course_id)
        .where(visible, Lesson.retired_at.is_(None), Lesson.original_id.is_not(None))
        .where(Lesson.current_version_id.is_not(None))
        .distinct()
        .order_by(Lesson.language)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.course_id] += (row.language,)
    return found


def course_page(person_id: int, course: Course, progress_of: ProgressOf | None = None) -> CoursePage:
    """A course with its lessons in one statement, and this person's progress where somebody measures it."""
    rows = session().execute(
        sa.select(
            Lesson.id, Lesson.key, Lesson.original_id, Lesson.language, LessonVersion.id.label("version_id"),
            LessonVersion.title, LessonVersion.summary, LessonVersion.minutes, LessonVersion.class_hours,
            LessonVersion.has_recall,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    ).all()  # fmt: skip
    here = {row.id for row in rows}
    translations: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if row.original_id in here:
            translations[row.original_id].append((row.language, row.id))
    shown = [row for row in rows if row.original_id not in here]
    progress = progress_of(person_id, [row.version_id for row in shown]) if progress_of else {}
    lessons = [
        LessonRow(
            row.id, row.version_id, row.title, row.summary, row.language, _top_folder(row.key), row.minutes,
            row.class_hours, row.has_recall, tuple(translations[row.id]), progress.get(row.version_id),
        )
        for row in shown
    ]  # fmt: skip
    return CoursePage(
        course.id, course.title, course.summary, course.intro_html, course.language, course.category, course.audience,
        course.licence, course.authors, course.reviewed_by, course.reviewed_on, course.version_note, lessons,
    )  # fmt: skip


def _top_folder(key: str) -> str:
    return title_from_name(key.partition("/")[0]) if "/" in key else ""


def sections_of(version_id: int) -> tuple[SectionRow, ...]:
    """The sections of a version, in order."""
    rows = session().execute(
        sa.select(*(getattr(Section, name) for name in SectionRow.__dataclass_fields__))
        .where(Section.lesson_version_id == version_id)
        .order_by(Section.position)
    )
    return tuple(SectionRow(**row._mapping) for row in rows)


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

"""Reads for the pages of courses: the list, and one course with its lessons."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

import sqlalchemy as sa

from learnhub.catalog.models import Category, Course, Lesson, LessonVersion
from learnhub.catalog.rules.ordering import title_from_name
from learnhub.platform.db import session
from learnhub.platform.stamps import remembered


class Measured(Protocol):
    """A lesson version as its worth and its minutes are told from."""

    @property
    def version_id(self) -> int: ...
    @property
    def minutes(self) -> int: ...
    @property
    def class_hours(self) -> Decimal | None: ...
    @property
    def has_recall(self) -> bool: ...


class Study(Protocol):
    """What the pages of the catalogue show of a person's study of a version; a higher domain supplies it."""

    @property
    def read_sections(self) -> int: ...
    @property
    def sections(self) -> int: ...
    @property
    def remaining_minutes(self) -> int: ...
    @property
    def begun(self) -> bool: ...
    @property
    def completed(self) -> bool: ...
    @property
    def hours(self) -> Decimal | None: ...


# From a person's id and lesson versions; registered in app.extensions["catalog.study"] when the site starts.
StudyOf = Callable[[int, Sequence[Measured]], Mapping[int, Study]]


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson of a course, with its translations as (language, lesson id); `class_hours` is what its author names.

    `study` is the furthest that this person has come in the lesson or in one of its translations.
    """

    lesson_id: int
    version_id: int
    course_id: int
    title: str
    summary: str
    language: str
    folder: str
    minutes: int
    class_hours: Decimal | None
    has_recall: bool
    translations: tuple[tuple[str, int], ...] = ()
    study: Study | None = None
    hours: Decimal | None = None

    @property
    def is_completed(self) -> bool:
        return self.study is not None and self.study.completed

    @property
    def is_read(self) -> bool:
        return self.study is not None and 0 < self.study.sections == self.study.read_sections

    @property
    def is_begun(self) -> bool:
        return self.study is not None and self.study.begun

    @property
    def state(self) -> str:
        return "completed" if self.is_completed else "in_progress" if self.is_begun else "not_started"

    @property
    def left_minutes(self) -> int:
        """Minutes of reading to its end, at the typical pace; its nominal minutes where nobody has begun."""
        if self.is_completed or self.is_read:
            return 0
        return min(self.study.remaining_minutes, self.minutes) if self.study and self.study.begun else self.minutes


class _Lessons:
    """What can be added up over the lessons of a course; translations count with their original."""

    lessons: Sequence[LessonRow]

    @cached_property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @cached_property
    def left_minutes(self) -> int:
        return sum(lesson.left_minutes for lesson in self.lessons)

    @cached_property
    def hours(self) -> Decimal | None:
        """What completing every lesson pays by the rule in force; None where nothing is paid."""
        return sum((lesson.hours for lesson in self.lessons if lesson.hours), Decimal(0)) or None

    @cached_property
    def open_hours(self) -> Decimal:
        """What completing the lessons that are left pays."""
        return sum((lesson.hours for lesson in self.lessons if lesson.hours and not lesson.is_completed), Decimal(0))

    @cached_property
    def completed(self) -> int:
        return sum(lesson.is_completed for lesson in self.lessons)

    @cached_property
    def state(self) -> str:
        states = {lesson.state for lesson in self.lessons}
        return states.pop() if len(states) == 1 else "in_progress" if states else "not_started"


@dataclass(frozen=True)
class CourseRow(_Lessons):
    """A course in the list with its lessons."""

    id: int
    title: str
    summary: str
    language: str
    category: Category
    is_reviewed: bool
    lessons: Sequence[LessonRow]
    translations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseList:
    """The courses that match, and what one can filter by."""

    rows: list[CourseRow]
    languages: list[str]
    categories: list[Category]


@dataclass(frozen=True)
class CoursePage(_Lessons):
    """Everything a course's page shows."""

    about: "CourseAbout"
    lessons: Sequence[LessonRow]

    @cached_property
    def groups(self) -> list[tuple[str, list[LessonRow]]]:
        """The lessons by folder, in order."""
        found: list[tuple[str, list[LessonRow]]] = []
        for lesson in self.lessons:
            if not found or found[-1][0] != lesson.folder:
                found.append((lesson.folder, []))
            found[-1][1].append(lesson)
        return found

    @cached_property
    def next_lesson(self) -> LessonRow | None:
        """The first lesson that is not completed; None behind the last."""
        return next((lesson for lesson in self.lessons if not lesson.is_completed), None)

    @cached_property
    def next_number(self) -> int:
        """The place of that lesson in the course, from 1."""
        return next((number for number, lesson in enumerate(self.lessons, 1) if not lesson.is_completed), 0)


def course_list(
    visible: sa.ColumnElement[bool], person_id: int, study_of: StudyOf, *, language: str = "", category: str = "",
    first: str = "",
) -> CourseList:  # fmt: skip
    """The courses among `visible` in a fixed number of statements, those in the language `first` before the others.

    A language or category that no course has finds none.
    """
    fields = (Course.id, Course.title, Course.summary, Course.language, Course.category, Course.is_reviewed)
    courses = session().execute(
        sa.select(*fields).where(visible).order_by(Course.position, Course.title, Course.id)
    ).all()  # fmt: skip
    outlines = {row.id: _outlines()[row.id] for row in courses if row.id in _outlines()}
    lessons = _lessons(outlines, person_id, study_of)
    every = [
        CourseRow(**row._mapping, lessons=lessons[row.id], translations=_spoken(lessons[row.id]))
        for row in courses
        if row.id in lessons
    ]
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


def _spoken(lessons: Sequence[LessonRow]) -> tuple[str, ...]:
    return tuple(sorted({code for lesson in lessons for code, _ in lesson.translations}))


@dataclass(frozen=True, slots=True)
class CourseAbout:
    """What a course says about itself."""

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
    is_reviewed: bool
    written_by_id: int | None
    version_note: str
    retired_at: datetime | None
    final_test: Mapping[str, object] | None = field(default=None, hash=False)


@remembered("catalog", size=512)
def course_about(course_id: int) -> CourseAbout | None:
    """A course, retired or not; None when there is none."""
    fields = [getattr(Course, name) for name in CourseAbout.__dataclass_fields__]
    found = session().execute(sa.select(*fields).where(Course.id == course_id)).first()
    return CourseAbout(**found._mapping) if found else None


def course_page(person_id: int, about: CourseAbout, study_of: StudyOf) -> CoursePage:
    """A course with its lessons and this person's study of them, in a fixed number of statements."""
    lessons = _lessons({about.id: _outlines().get(about.id, ())}, person_id, study_of)[about.id]
    return CoursePage(about, lessons)


@dataclass(frozen=True, slots=True)
class _Outlined:
    """A lesson in the outline of a course: what is the same for everybody, and its translations."""

    row: LessonRow
    translations: tuple[LessonRow, ...]


@remembered("catalog", size=1)
def _outlines() -> Mapping[int, Sequence[_Outlined]]:
    """By course the lessons that can be read now; a translation stands with its original."""
    rows = session().execute(
        sa.select(
            Lesson.id, LessonVersion.id.label("version_id"), Lesson.course_id, LessonVersion.title,
            LessonVersion.summary, Lesson.language, Lesson.key, Lesson.original_id, LessonVersion.minutes,
            LessonVersion.class_hours, LessonVersion.has_recall,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.retired_at.is_(None))
        .order_by(Lesson.course_id, Lesson.position, Lesson.id)
    ).all()  # fmt: skip
    here = {row.id for row in rows}
    translations: dict[int, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.original_id in here:
            translations[row.original_id].append(row)
    found: dict[int, list[_Outlined]] = defaultdict(list)
    for row in rows:
        if row.original_id not in here:
            others = tuple(map(_lesson_row, translations[row.id]))
            spoken = tuple((each.language, each.lesson_id) for each in others)
            found[row.course_id].append(_Outlined(replace(_lesson_row(row), translations=spoken), others))
    return MappingProxyType(dict(found))


def _lesson_row(row: sa.Row[Any]) -> LessonRow:
    return LessonRow(
        row.id, row.version_id, row.course_id, row.title, row.summary, row.language, _top_folder(row.key),
        row.minutes, row.class_hours, row.has_recall,
    )  # fmt: skip


def _lessons(
    outlines: Mapping[int, Sequence[_Outlined]], person_id: int, study_of: StudyOf
) -> dict[int, list[LessonRow]]:
    """The lessons of some courses with how far one person is in each, or in the translation they read."""
    rows = [row for lessons in outlines.values() for each in lessons for row in (each.row, *each.translations)]
    study = study_of(person_id, rows)
    return {course: [_studied(each, study) for each in lessons] for course, lessons in outlines.items()}


def _studied(each: _Outlined, study: Mapping[int, Study]) -> LessonRow:
    row, own = each.row, study.get(each.row.version_id)
    reached = [study[one.version_id] for one in (row, *each.translations) if one.version_id in study]
    furthest = max(reached, key=lambda one: (one.completed, one.read_sections, one.begun)) if reached else None
    return LessonRow(
        row.lesson_id, row.version_id, row.course_id, row.title, row.summary, row.language, row.folder, row.minutes,
        row.class_hours, row.has_recall, row.translations, furthest, own.hours if own else None,
    )  # fmt: skip


def _top_folder(key: str) -> str:
    return title_from_name(key.partition("/")[0]) if "/" in key else ""

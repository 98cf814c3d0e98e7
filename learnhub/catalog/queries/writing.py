"""Reads for authors who write in the browser: their courses, and one course with its lessons and drafts."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.catalog.models import Course, CourseDraft, DraftState, Lesson, LessonDraft, LessonVersion
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class WrittenCourse:
    """A course of one's own: whether readers have it, and whether anything of it is being written or reviewed."""

    id: int
    title: str
    language: str
    is_released: bool
    is_reviewed: bool
    drafts: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class WrittenLesson:
    """A lesson of the course: what readers get, and what is being written for it."""

    lesson_id: int | None
    title: str
    number: int | None
    problems: Sequence[dict[str, object]]
    draft: LessonDraft | None


def courses_of(person_id: int) -> list[WrittenCourse]:
    """The courses that somebody writes in the browser, the latest first."""
    drafts = sa.func.count(LessonDraft.id) + sa.func.count(CourseDraft.course_id)
    handed_in = sa.func.count(
        sa.case((sa.or_(*(each.state == DraftState.SUBMITTED for each in (LessonDraft, CourseDraft))), 1))
    )
    rows = session().execute(
        sa.select(Course.id, Course.title, Course.language, Course.retired_at, Course.is_reviewed, drafts, handed_in)
        .outerjoin(LessonDraft, LessonDraft.course_id == Course.id)
        .outerjoin(CourseDraft, CourseDraft.course_id == Course.id)
        .where(Course.written_by_id == person_id)
        .group_by(Course.id, Course.title, Course.language, Course.retired_at, Course.is_reviewed)
        .order_by(Course.id.desc())
    )
    return [
        WrittenCourse(row.id, row.title, row.language, row.retired_at is None, row.is_reviewed, row[5], row[6])
        for row in rows
    ]


def lessons_of(course_id: int) -> list[WrittenLesson]:
    """The lessons of a course as their author sees them: those that readers have, then the new ones."""
    drafts = session().scalars(
        sa.select(LessonDraft).where(LessonDraft.course_id == course_id).order_by(LessonDraft.id)
    )
    new: list[WrittenLesson] = []
    of_lesson: dict[int, LessonDraft] = {}
    for draft in drafts:
        if draft.lesson_id is None:
            new.append(WrittenLesson(None, draft.title, None, (), draft))
        else:
            of_lesson[draft.lesson_id] = draft
    rows = session().execute(
        sa.select(Lesson.id, LessonVersion.title, LessonVersion.number, LessonVersion.problems)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.course_id == course_id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    )
    standing = [WrittenLesson(row.id, row.title, row.number, row.problems, of_lesson.get(row.id)) for row in rows]
    return [*standing, *new]

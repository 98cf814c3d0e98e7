"""Lessons as documents, section by section, in the version that readers get."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from learnhub.platform.db import session
from learnhub.search.actions.sources.shape import Entry, Part, Source, is_changed
from learnhub.search.rules.labels import course_label
from learnhub.search.rules.plain import sections

_OFFERED = (Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None), Course.retired_at.is_(None))


def _everything() -> Iterable[int]:
    offered = sa.select(Lesson.id).join(Course, Course.id == Lesson.course_id).where(*_OFFERED).order_by(Lesson.id)
    return session().scalars(offered).all()


def _collect(idents: Sequence[int]) -> Iterator[Entry]:
    rows = session().execute(
        sa.select(
            Lesson.id, LessonVersion.id.label("version"), LessonVersion.title, LessonVersion.summary,
            LessonVersion.language, LessonVersion.source_path, LessonVersion.html, Course.title.label("course"),
            Course.category, Course.is_reviewed, Lesson.course_id,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.id.in_(idents), *_OFFERED)
    ).all()  # fmt: skip
    titles = _section_titles([row.version for row in rows])
    for row in rows:
        summary = [Part(row.summary)] if row.summary else []
        body = [Part(each.text, titles.get((row.version, each.anchor), ""), each.anchor) for each in sections(row.html)]
        yield Entry(
            ident=row.id,
            title=row.title,
            place=f"/reading/lessons/{row.id}",
            labels=frozenset((course_label(is_reviewed=row.is_reviewed),)),
            parts=[*summary, *body],
            beside=row.course,
            language=row.language,
            category=row.category.value,
            course=str(row.course_id),
            source_path=row.source_path,
        )


def _section_titles(versions: Sequence[int]) -> dict[tuple[int, str], str]:
    found = sa.select(Section.lesson_version_id, Section.anchor, Section.title)
    rows = session().execute(found.where(Section.lesson_version_id.in_(versions)))
    return {(version, anchor): title for version, anchor, title in rows}


def _of_course(course: Course) -> Iterable[int]:
    """A lesson is shown with the title of its course, and goes when that goes."""
    if not is_changed(course, "title", "category", "is_reviewed", "retired_at"):
        return ()
    return session().scalars(sa.select(Lesson.id).where(Lesson.course_id == course.id)).all()


LESSONS = Source(
    "lesson",
    _everything,
    _collect,
    {Course: _of_course, Lesson: lambda lesson: (lesson.id,), LessonVersion: lambda version: (version.lesson_id,)},
)

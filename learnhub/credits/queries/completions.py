"""Reads of completions: which lessons somebody has finished, and in which version."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.catalog import queries as catalog
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.credits.models import Completion
from learnhub.platform.db import fetch, session


@dataclass(frozen=True, slots=True)
class CompletedLesson:
    """A lesson somebody completed, or has turned one key of."""

    completion_id: int
    lesson_id: int
    lesson_version_id: int
    version_number: int
    lesson_title: str
    course_id: int
    course_title: str
    language: str
    read_at: datetime | None
    recall_at: datetime | None
    completed_at: datetime | None
    declared: bool
    read_version: int | None = None
    recall_version: int | None = None


def completions_of(person_id: int, *, only_complete: bool = True) -> list[CompletedLesson]:
    """What a person completed, newest first, in one statement."""
    query = (
        sa.select(
            Completion, LessonVersion.title, LessonVersion.number, Lesson.id, Lesson.language, Course.id, Course.title
        )
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Completion.person_id == person_id)
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )
    if only_complete:
        query = query.where(Completion.completed_at.is_not(None))
    return [
        CompletedLesson(
            done.id,
            lesson_id,
            done.lesson_version_id,
            number,
            title,
            course_id,
            course,
            language,
            done.read_at,
            done.recall_at,
            done.completed_at,
            done.declared,
            _version_of(done, "read", number) if done.read_at else None,
            _version_of(done, "recall", number) if done.recall_at else None,
        )
        for done, title, number, lesson_id, language, course_id, course in session().execute(query)
    ]


def _version_of(done: Completion, key: str, otherwise: int) -> int:
    """The number of the version on which a key was turned; older rows do not say and mean that of the completion."""
    known = done.evidence.get(key) or {}
    return int(known.get("version") or otherwise)


def completion(person_id: int, lesson_version_id: int, *, lock: bool = False) -> Completion | None:
    """The completion of a version by a person, complete or not; one of an earlier version that still holds, too."""
    query = (
        sa.select(Completion)
        .where(
            Completion.person_id == person_id,
            Completion.lesson_version_id.in_(catalog.versions_held(lesson_version_id)),
        )
        .order_by(Completion.completed_at.is_(None), Completion.id)
        .limit(1)
    )
    return session().scalar(query.with_for_update(of=Completion) if lock else query)


@dataclass(frozen=True, slots=True)
class KeysTurned:
    """When the keys of a lesson were turned, and when both had been; `declared` reading was not measured."""

    read_at: datetime | None
    recall_at: datetime | None
    completed_at: datetime | None
    declared: bool
    completion_id: int


_KEYS = (
    sa.select(Completion.read_at, Completion.recall_at, Completion.completed_at, Completion.declared, Completion.id)
    .where(
        Completion.person_id == sa.bindparam("person_id"),
        Completion.lesson_version_id.in_(sa.bindparam("versions", expanding=True)),
    )
    .order_by(Completion.completed_at.is_(None), Completion.id)
    .limit(1)
)


def keys_turned(person_id: int, lesson_version_id: int) -> KeysTurned | None:
    """The same as `completion`, for pages that only show it."""
    rows = fetch(_KEYS, person_id=person_id, versions=sorted(catalog.versions_held(lesson_version_id)))
    return KeysTurned(*rows[0]) if rows else None


_COMPLETED = sa.select(Completion.lesson_version_id).where(
    Completion.person_id == sa.bindparam("person_id"), Completion.completed_at.is_not(None)
)


class Finished:
    """The lesson versions that a person has completed, themselves or in a version that still holds; one statement."""

    def __init__(self, person_id: int) -> None:
        self._versions = frozenset(row[0] for row in fetch(_COMPLETED, person_id=person_id))

    def __contains__(self, version_id: int) -> bool:
        return bool(self._versions) and not self._versions.isdisjoint(catalog.versions_held(version_id))


def completed_before(person_id: int, lesson_id: int) -> datetime | None:
    """When a person last completed any version of a lesson, whether or not it still holds."""
    return session().scalar(
        sa.select(sa.func.max(Completion.completed_at))
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .where(Completion.person_id == person_id, LessonVersion.lesson_id == lesson_id)
    )

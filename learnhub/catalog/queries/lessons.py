"""Reads of lessons: the text of one as readers get it, the sections of a version, and which versions hold for which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Change, Course, Lesson, LessonVersion, Section
from learnhub.platform.db import session
from learnhub.platform.stamps import remembered


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
class Neighbour:
    """A lesson before or after another in its course."""

    lesson_id: int
    title: str


@dataclass(frozen=True, slots=True, eq=False)  # remembered, so that it is its own key for what is made of it
class LessonText:
    """A lesson as readers get it now: its current version, its sections, and where it stands in its course.

    `place` counts from 1 among `lessons`; `languages` are (language, lesson id) of the original and its translations.
    """

    lesson_id: int
    version_id: int
    version_number: int
    version_note: str
    title: str
    language: str
    html: str
    minutes: int
    class_hours: Decimal | None
    has_recall: bool
    course_id: int
    course_title: str
    place: int
    lessons: int
    before: Neighbour | None
    after: Neighbour | None
    languages: tuple[tuple[str, int], ...]
    is_reviewed: bool
    sections: tuple[SectionRow, ...]


@remembered("catalog", size=512)
def lesson_text(lesson_id: int) -> LessonText | None:
    """A lesson that can be read now; None when there is none, or it was retired."""
    version = session().scalar(
        sa.select(LessonVersion)
        .join(Lesson, Lesson.current_version_id == LessonVersion.id)
        .where(Lesson.id == lesson_id, Lesson.retired_at.is_(None))
    )
    if version is None:
        return None
    siblings = _siblings(lesson_id)
    mine = next(row for row in siblings if row.id == lesson_id)
    line = [row for row in siblings if _stands_beside(row, mine)]
    place = next(index for index, row in enumerate(line) if row.id == lesson_id)
    original = mine.original_id or mine.id
    return LessonText(
        lesson_id, version.id, version.number, version.version_note, version.title, version.language, version.html,
        version.minutes, version.class_hours, version.has_recall, mine.course_id, mine.course_title,
        place + 1, len(line), _neighbour(line, place - 1), _neighbour(line, place + 1),
        tuple((row.language, row.id) for row in siblings if (row.original_id or row.id) == original),
        mine.is_reviewed,
        sections_of(version.id),
    )  # fmt: skip


def _stands_beside(row: Any, mine: Any) -> bool:
    """A translation is followed by the lessons in its language, an original by the originals."""
    return bool(row.language == mine.language) if mine.original_id else row.original_id is None


def _neighbour(line: Sequence[Any], place: int) -> Neighbour | None:
    return Neighbour(line[place].id, line[place].title) if 0 <= place < len(line) else None


def _siblings(lesson_id: int) -> Sequence[Any]:
    """The lessons of the same course, in order."""
    course = sa.select(Lesson.course_id).where(Lesson.id == lesson_id).scalar_subquery()
    return session().execute(
        sa.select(
            Lesson.id, Lesson.language, Lesson.original_id, Lesson.course_id, LessonVersion.title,
            Course.title.label("course_title"), Course.is_reviewed,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.course_id == course, Lesson.retired_at.is_(None))
        .order_by(Lesson.position, Lesson.id)
    ).all()  # fmt: skip


@remembered("catalog", size=1)
def weights() -> Mapping[int, tuple[int, int]]:
    """Of every version how many sections it has, and how many characters of weight they are together."""
    rows = session().execute(
        sa.select(Section.lesson_version_id, sa.func.count(), sa.func.sum(Section.chars))
        .group_by(Section.lesson_version_id)
    )  # fmt: skip
    return MappingProxyType({row[0]: (row[1], int(row[2])) for row in rows})


def sections_of(version_id: int) -> tuple[SectionRow, ...]:
    """The sections of a version, in order."""
    rows = session().execute(
        sa.select(*(getattr(Section, name) for name in SectionRow.__dataclass_fields__))
        .where(Section.lesson_version_id == version_id)
        .order_by(Section.position)
    )
    return tuple(SectionRow(**row._mapping) for row in rows)


def holds_for(earned: type[LessonVersion], asked: type[LessonVersion]) -> sa.ColumnElement[bool]:
    """Whether what was earned with one version of a lesson holds for another, as a condition on two aliases.

    It does as long as no material change lies between them. What was earned before there was a check does not hold
    where one must be passed.
    """
    between = aliased(LessonVersion)
    after_earned = sa.and_(between.number > earned.number, between.number <= asked.number)
    after_asked = sa.and_(between.number > asked.number, between.number <= earned.number)
    changed = sa.exists().where(
        between.lesson_id == asked.lesson_id, between.change == Change.MATERIAL, sa.or_(after_earned, after_asked)
    )
    return sa.and_(
        earned.lesson_id == asked.lesson_id, sa.or_(earned.has_recall, sa.not_(asked.has_recall)), sa.not_(changed)
    )


def versions_held(version_id: int) -> frozenset[int]:
    """The versions of the same lesson with which the keys of this one could be turned, itself among them."""
    return _held().get(version_id) or frozenset((version_id,))


@remembered("catalog", size=1)
def _held() -> Mapping[int, frozenset[int]]:
    """For every version of a lesson that has several, the versions whose keys hold for it."""
    earned, asked = aliased(LessonVersion), aliased(LessonVersion)
    several = sa.select(LessonVersion.lesson_id).where(LessonVersion.number > 1)
    pairs = sa.select(asked.id, earned.id).join(earned, holds_for(earned, asked)).where(asked.lesson_id.in_(several))
    found: dict[int, set[int]] = defaultdict(set)
    for version, held in session().execute(pairs):
        found[version].add(held)
    return MappingProxyType({version: frozenset(held) for version, held in found.items()})

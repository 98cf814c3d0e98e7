"""Reads of reading evidence: a sitting with its dwell, progress in lessons, and the evidence behind a completion."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from learnhub.catalog.queries import Measured
from learnhub.credits import queries as credits
from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.reading import rules
from learnhub.reading.models import Dwell, Sitting

_TYPICAL = 400


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the table of contents; `minutes` is what its text takes at the typical pace."""

    identity: str
    title: str
    anchor: str
    minutes: int
    credited_ms: int
    last_line_seen: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far a person is in a lesson version."""

    lesson_version_id: int
    read_sections: int
    sections: int
    remaining_minutes: int
    credited_ms: int

    @property
    def percent(self) -> int:
        return 100 * self.read_sections // self.sections if self.sections else 0


@dataclass(frozen=True, slots=True)
class Study:
    """How far a person is in a lesson version, what is left to read, and what completing it pays."""

    read_sections: int
    sections: int
    remaining_minutes: int
    begun: bool
    completed: bool
    hours: Decimal | None


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting as evidence: what was counted, what was trimmed and why."""

    id: int
    opened_at: datetime
    ended_at: datetime | None
    state: str
    credited_ms: int
    review_ms: int
    provisional_ms: int
    idle_ms: int
    hidden_ms: int
    clock_ms: int
    rule_version: str


@lru_cache(maxsize=512)
def shape_of(lesson_version_id: int) -> tuple[rules.LessonShape, tuple[tuple[str, str, str, int], ...]]:
    """The sections of a version, which never change: for the meter, and as (identity, title, anchor, chars)."""
    rows = session().execute(
        sa.select(Section.identity, Section.title, Section.anchor, Section.chars)
        .where(Section.lesson_version_id == lesson_version_id)
        .order_by(Section.position)
    )
    lines = tuple((row.identity, row.title, row.anchor, row.chars) for row in rows)
    return rules.LessonShape(tuple(rules.Section(line[0], line[3]) for line in lines)), lines


_SITTING = Sitting.__table__
_DWELL = Dwell.__table__
_SECTION = Section.__table__
_WITH_DWELL = (
    sa.select(
        _SITTING.c.id, _SITTING.c.person_id, _SITTING.c.lesson_version_id, _SITTING.c.state, _SITTING.c.opened_at,
        _SITTING.c.last_beat_at, _SITTING.c.ended_at, _SITTING.c.last_seq, _SITTING.c.last_answer, _SITTING.c.meter,
        _DWELL.c.section, _DWELL.c.credited_ms, _DWELL.c.last_line_at,
    )
    .select_from(
        _SITTING.outerjoin(_SECTION, _SECTION.c.lesson_version_id == _SITTING.c.lesson_version_id).outerjoin(
            _DWELL, sa.and_(_DWELL.c.person_id == _SITTING.c.person_id, _DWELL.c.section == _SECTION.c.identity)
        )
    )
    .where(_SITTING.c.id == sa.bindparam("sitting_id"), _SITTING.c.person_id == sa.bindparam("person_id"))
)  # fmt: skip


def sitting_with_dwell(sitting_id: int, person_id: int) -> tuple[Any, rules.Dwell] | None:
    """A person's own sitting and what they have of its sections, in one statement; None when it is not theirs."""
    rows = session().connection().execute(_WITH_DWELL, {"sitting_id": sitting_id, "person_id": person_id}).all()
    if not rows:
        return None
    with_dwell = [row for row in rows if row.section is not None]
    credited = {row.section: row.credited_ms for row in with_dwell}
    return rows[0], rules.Dwell(credited, frozenset(row.section for row in with_dwell if row.last_line_at))


def dwell_of(person_id: int, identities: Sequence[str]) -> rules.Dwell:
    """What a person has of these sections."""
    rows = (
        session()
        .execute(
            sa.select(Dwell.section, Dwell.credited_ms, Dwell.last_line_at).where(
                Dwell.person_id == person_id, Dwell.section.in_(identities)
            )
        )
        .all()
    )
    return rules.Dwell(
        {row.section: row.credited_ms for row in rows}, frozenset(row.section for row in rows if row.last_line_at)
    )


def sections_of(person_id: int, lesson_version_id: int) -> list[SectionLine]:
    """The sections of a version with this person's reading of each."""
    shape, lines = shape_of(lesson_version_id)
    dwell = dwell_of(person_id, [line[0] for line in lines])
    return [
        SectionLine(
            identity, title, anchor, minutes_of(chars), dwell.credited_ms.get(identity, 0),
            identity in dwell.last_lines, rules.is_section_read(shape, dwell, identity),
        )
        for identity, title, anchor, chars in lines
    ]  # fmt: skip


def progress(person_id: int, version_ids: Sequence[int]) -> dict[int, LessonProgress]:
    """How far a person is in several lesson versions, in one statement."""
    return _progress_where(person_id, Section.lesson_version_id.in_(version_ids))


def study_of(person_id: int, versions: Sequence[Measured]) -> dict[int, Study]:
    """How far a person is in each of these versions and what each pays, in three statements for any number."""
    ids = [version.version_id for version in versions]
    # A catalogue has far more sections than one person reads, so only versions with a trace of reading are looked at.
    traces = sa.select(Section.lesson_version_id).join(Dwell, Dwell.section == Section.identity)
    begun = traces.where(Dwell.person_id == person_id, Section.lesson_version_id.in_(ids))
    far = _progress_where(person_id, Section.lesson_version_id.in_(begun))
    done = credits.completed_versions(person_id, ids)
    worth = credits.hours_of(
        ((each.version_id, each.minutes, each.class_hours, each.has_recall) for each in versions), clock.today()
    )
    return {
        each.version_id: _study(far.get(each.version_id), each, each.version_id in done, worth[each.version_id])
        for each in versions
    }


def _study(far: LessonProgress | None, version: Measured, completed: bool, hours: Decimal | None) -> Study:
    if far is None:
        return Study(0, 0, version.minutes, completed, completed, hours)
    return Study(far.read_sections, far.sections, far.remaining_minutes, True, completed, hours)


def _progress_where(person_id: int, wanted: sa.ColumnElement[bool]) -> dict[int, LessonProgress]:
    rows = session().execute(
        sa.select(Section.lesson_version_id, Section.identity, Section.chars, Dwell.credited_ms, Dwell.last_line_at)
        .outerjoin(Dwell, sa.and_(Dwell.section == Section.identity, Dwell.person_id == person_id))
        .where(wanted)
    )
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.lesson_version_id].append(row)
    return {version: _progress(version, sections) for version, sections in grouped.items()}


def sittings_of(person_id: int, lesson_id: int) -> list[SittingLine]:
    """Every sitting of one person with one lesson, newest first: what is read stays read in a later version."""
    rows = session().execute(
        sa.select(*(getattr(Sitting, name) for name in SittingLine.__dataclass_fields__))
        .join(LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
        .where(Sitting.person_id == person_id, LessonVersion.lesson_id == lesson_id)
        .order_by(Sitting.opened_at.desc())
    )
    return [SittingLine(**row._mapping) for row in rows]


def last_place(person_id: int, lesson_id: int) -> str | None:
    """The section that this person last had on screen, in whatever version of the lesson and on whatever device."""
    return session().scalar(
        sa.select(Sitting.last_section)
        .join(LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
        .where(Sitting.person_id == person_id, LessonVersion.lesson_id == lesson_id, Sitting.last_section.is_not(None))
        .order_by(Sitting.id.desc())
        .limit(1)
    )


def last_opened(person_id: int, limit: int = 3) -> list[int]:
    """The lessons a person read last, newest first, as the versions that readers get now."""
    rows = session().execute(
        sa.select(Lesson.current_version_id, sa.func.max(Sitting.id).label("latest"))
        .join_from(Sitting, LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(Sitting.person_id == person_id)
        .group_by(Lesson.current_version_id)
        .order_by(sa.desc("latest"))
        .limit(limit)
    )
    return [row.current_version_id for row in rows if row.current_version_id is not None]


def minutes_of(chars: int) -> int:
    """Minutes at the typical pace, at least one."""
    return max(1, round(chars / _TYPICAL))


def _progress(version: int, sections: list[Any]) -> LessonProgress:
    read = [row for row in sections if _is_read(row)]
    left = sum(max(row.chars - (row.credited_ms or 0) * _TYPICAL // 60_000, 0) for row in sections if row not in read)
    credited = sum(row.credited_ms or 0 for row in sections)
    return LessonProgress(version, len(read), len(sections), minutes_of(left) if left else 0, credited)


def _is_read(row: Any) -> bool:
    return rules.is_read(row.credited_ms or 0, chars=row.chars, last_line_seen=row.last_line_at is not None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A neighbour of a lesson in its course."""

    lesson_id: int
    title: str


@dataclass(frozen=True, slots=True)
class SectionTurn:
    """The numbers of the sections before and after one of a lesson, from 1; None at either end."""

    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class LessonPage:
    """Everything the reader page shows; complete, so that the template loads nothing."""

    lesson_id: int
    version_id: int
    title: str
    language: str
    html: str
    minutes: int
    hours: Decimal | None
    course_id: int
    course_title: str
    number: int
    lessons: int
    has_recall: bool
    sections: list[SectionLine]
    resume: SectionLine | None
    read_at: datetime | None
    recall_at: datetime | None
    completed_at: datetime | None
    completed_before: datetime | None
    version_note: str
    before: Turn | None
    after: Turn | None
    languages: list[tuple[str, int]]

    @property
    def read_sections(self) -> int:
        return sum(section.is_read for section in self.sections)

    @property
    def credited_ms(self) -> int:
        return sum(section.credited_ms for section in self.sections)

    @property
    def percent(self) -> int:
        return 100 * self.read_sections // len(self.sections) if self.sections else 0

    @property
    def left_minutes(self) -> int:
        """Minutes that the unread sections take at the typical pace."""
        return sum(section.minutes for section in self.sections if not section.is_read)

    def turn(self, number: int) -> SectionTurn:
        """Where one gets from a section; a number that the lesson does not have counts as the nearest one."""
        here = max(1, min(number, len(self.sections)))
        return SectionTurn(here - 1 or None, here + 1 if here < len(self.sections) else None)


def lesson_page(person_id: int, version: LessonVersion, *, hours: Decimal | None) -> LessonPage:
    """The reader page of a lesson version for one person, in a fixed number of statements."""
    siblings = _siblings(version.lesson_id)
    mine = next(row for row in siblings if row.id == version.lesson_id)
    original = mine.original_id or mine.id
    line = [row for row in siblings if row.language == mine.language] if mine.original_id else [
        row for row in siblings if row.original_id is None
    ]  # fmt: skip
    place = next(index for index, row in enumerate(line) if row.id == mine.id)
    done = credits.completion(person_id, version.id)
    before = line[place - 1] if place else None
    after = line[place + 1] if place + 1 < len(line) else None
    sections = sections_of(person_id, version.id)
    last = last_place(person_id, version.lesson_id)
    return LessonPage(
        version.lesson_id, version.id, version.title, version.language, version.html, version.minutes, hours,
        mine.course_id, mine.course_title, place + 1, len(line), version.has_recall, sections,
        next((section for section in sections if section.identity == last), None),
        done.read_at if done else None, done.recall_at if done else None, done.completed_at if done else None,
        None if (done and done.completed_at) or version.number == 1 else credits.completed_before(person_id, mine.id),
        version.version_note,
        Turn(before.id, before.title) if before else None, Turn(after.id, after.title) if after else None,
        [(row.language, row.id) for row in siblings if (row.original_id or row.id) == original],
    )  # fmt: skip


def _siblings(lesson_id: int) -> Sequence[Any]:
    """The lessons of the same course, in order, in one statement."""
    course = sa.select(Lesson.course_id).where(Lesson.id == lesson_id).scalar_subquery()
    return session().execute(
        sa.select(
            Lesson.id, Lesson.language, Lesson.original_id, Lesson.course_id, LessonVersion.title,
            Course.title.label("course_title"),
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.course_id == course, sa.or_(Lesson.retired_at.is_(None), Lesson.id == lesson_id))
        .order_by(Lesson.position, Lesson.id)
    ).all()  # fmt: skip

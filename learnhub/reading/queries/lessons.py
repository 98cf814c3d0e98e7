"""Reads of reading evidence: a sitting with its dwell, progress in lessons, and the evidence behind a completion."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from learnhub.catalog import queries as catalog
from learnhub.catalog.models import Lesson, LessonVersion, Section
from learnhub.catalog.queries import LessonText, Measured
from learnhub.credits import queries as credits
from learnhub.kernel import clock
from learnhub.platform.db import fetch, session
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
    begun: bool

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
    device: str


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


# The state is written out, so that the index over open sittings answers.
_PAGES = _SITTING.alias("pages")
_REPORTING = (
    sa.select(sa.func.count(_PAGES.c.id))
    .where(
        _PAGES.c.state == sa.literal_column("'open'"),
        sa.func.coalesce(_PAGES.c.last_beat_at, _PAGES.c.opened_at) > sa.bindparam("since"),
    )
    .scalar_subquery()
    .label("reporting")
)
_WITH_DWELL_AND_PAGES = _WITH_DWELL.add_columns(_REPORTING)


def sitting_with_dwell(
    sitting_id: int, person_id: int, *, pages_since: datetime | None = None
) -> tuple[Any, rules.Dwell] | None:
    """A person's own sitting and what they have of its sections, in one statement; None when it is not theirs.

    With `pages_since` the sitting has `reporting` too: how many open sittings have been heard of since then.
    """
    if pages_since is None:
        rows = fetch(_WITH_DWELL, sitting_id=sitting_id, person_id=person_id)
    else:
        rows = fetch(_WITH_DWELL_AND_PAGES, sitting_id=sitting_id, person_id=person_id, since=pages_since)
    if not rows:
        return None
    with_dwell = [row for row in rows if row.section is not None]
    credited = {row.section: row.credited_ms for row in with_dwell}
    return rows[0], rules.Dwell(credited, frozenset(row.section for row in with_dwell if row.last_line_at))


_OWN_DWELL = (
    sa.select(Section.identity, Dwell.credited_ms, Dwell.last_line_at.is_not(None))
    .join(Dwell, Dwell.section == Section.identity)
    .where(Section.lesson_version_id == sa.bindparam("version_id"), Dwell.person_id == sa.bindparam("person_id"))
)


def dwell_of(person_id: int, lesson_version_id: int) -> rules.Dwell:
    """What a person has of the sections of a version."""
    rows = fetch(_OWN_DWELL, person_id=person_id, version_id=lesson_version_id)
    return rules.Dwell({row[0]: row[1] for row in rows}, frozenset(row[0] for row in rows if row[2]))


def sections_of(person_id: int, lesson_version_id: int) -> list[SectionLine]:
    """The sections of a version with this person's reading of each."""
    shape, lines = shape_of(lesson_version_id)
    dwell = dwell_of(person_id, lesson_version_id)
    return [
        SectionLine(
            identity, title, anchor, minutes_of(chars), dwell.credited_ms.get(identity, 0),
            identity in dwell.last_lines, rules.is_section_read(shape, dwell, identity),
        )
        for identity, title, anchor, chars in lines
    ]  # fmt: skip


def progress(person_id: int, version_ids: Sequence[int]) -> dict[int, LessonProgress]:
    """How far a person is in several lesson versions, in one statement; versions without sections are left out."""
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in fetch(_READ, person_id=person_id, versions=list(version_ids)):
        grouped[row[0]].append(row)
    weights = catalog.weights()
    return {
        version: _progress(version, *weights[version], grouped.get(version, ()))
        for version in version_ids
        if version in weights
    }


def study_of(person_id: int, versions: Sequence[Measured]) -> dict[int, Study]:
    """How far a person is in each of these versions and what each pays, in two statements for any number."""
    far = progress(person_id, [version.version_id for version in versions])
    finished = credits.Finished(person_id)
    worth = credits.hours_of(
        ((each.version_id, each.minutes, each.class_hours, each.has_recall) for each in versions), clock.today()
    )
    return {
        each.version_id: _study(far.get(each.version_id), each, each.version_id in finished, worth[each.version_id])
        for each in versions
    }


def _study(far: LessonProgress | None, version: Measured, completed: bool, hours: Decimal | None) -> Study:
    if far is None or not far.begun:
        return Study(0, 0, version.minutes, completed, completed, hours)
    return Study(far.read_sections, far.sections, far.remaining_minutes, True, completed, hours)


# What a person has of the sections of some versions; of what nobody has begun there is no row.
_READ = (
    sa.select(Section.lesson_version_id, Section.chars, Dwell.credited_ms, Dwell.last_line_at.is_not(None))
    .join(Dwell, Dwell.section == Section.identity)
    .where(
        Dwell.person_id == sa.bindparam("person_id"),
        Section.lesson_version_id.in_(sa.bindparam("versions", expanding=True)),
    )
)


def sittings_of(person_id: int, lesson_id: int) -> list[SittingLine]:
    """Every sitting of one person with one lesson, newest first: what is read stays read in a later version."""
    rows = session().execute(
        sa.select(*(getattr(Sitting, name) for name in SittingLine.__dataclass_fields__))
        .join(LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
        .where(Sitting.person_id == person_id, LessonVersion.lesson_id == lesson_id)
        .order_by(Sitting.opened_at.desc())
    )
    return [SittingLine(**row._mapping) for row in rows]


_LAST_PLACE = (
    sa.select(Sitting.last_section)
    .join(LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
    .where(
        Sitting.person_id == sa.bindparam("person_id"), LessonVersion.lesson_id == sa.bindparam("lesson_id"),
        Sitting.last_section.is_not(None),
    )
    .order_by(Sitting.id.desc())
    .limit(1)
)  # fmt: skip


def last_place(person_id: int, lesson_id: int) -> str | None:
    """The section that this person last had on screen, in whatever version of the lesson and on whatever device."""
    rows = fetch(_LAST_PLACE, person_id=person_id, lesson_id=lesson_id)
    return rows[0][0] if rows else None


_LATEST = sa.func.max(Sitting.id)
_LAST_OPENED = (
    sa.select(Lesson.current_version_id)
    .join_from(Sitting, LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
    .join(Lesson, Lesson.id == LessonVersion.lesson_id)
    .where(Sitting.person_id == sa.bindparam("person_id"), Lesson.current_version_id.is_not(None))
    .group_by(Lesson.current_version_id)
    .order_by(_LATEST.desc())
    .limit(sa.bindparam("at_most"))
)


def last_opened(person_id: int, limit: int = 3) -> list[int]:
    """The lessons a person read last, newest first, as the versions that readers get now."""
    return [row[0] for row in fetch(_LAST_OPENED, person_id=person_id, at_most=limit)]


def minutes_of(chars: int) -> int:
    """Minutes at the typical pace, at least one."""
    return max(1, round(chars / _TYPICAL))


def _progress(version: int, sections: int, weight: int, begun: Sequence[Any]) -> LessonProgress:
    """From the sections with a trace of reading; all the others are wholly unread."""
    read, left, credited = 0, weight, 0
    for _version, chars, credited_ms, last_line_seen in begun:
        credited += credited_ms
        if rules.is_read(credited_ms, chars=chars, last_line_seen=bool(last_line_seen)):
            read += 1
            left -= chars
        else:
            left -= min(chars, credited_ms * _TYPICAL // 60_000)
    return LessonProgress(version, read, sections, minutes_of(left) if left else 0, credited, bool(begun))


@dataclass(frozen=True, slots=True)
class SectionTurn:
    """The numbers of the sections before and after one of a lesson, from 1; None at either end."""

    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class LessonPage:
    """Everything the reader page shows; complete, so that the template loads nothing."""

    text: LessonText
    hours: Decimal | None
    sections: list[SectionLine]
    resume: SectionLine | None
    read_at: datetime | None
    recall_at: datetime | None
    completed_at: datetime | None
    completed_before: datetime | None
    # The completion whose reading was declared and not measured.
    declared_id: int | None

    @property
    def lines(self) -> tuple[tuple[str, str, bool, int], ...]:
        """The contents: title, anchor, whether read, and minutes of each section."""
        return tuple((each.title, each.anchor, each.is_read, each.minutes) for each in self.sections)

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

    @property
    def plan(self) -> str:
        """For the meter, as JSON: expected minutes, counted milliseconds and whether read, of each section."""
        return json.dumps([[each.minutes, each.credited_ms, each.is_read] for each in self.sections])

    def turn(self, number: int) -> SectionTurn:
        """Where one gets from a section; a number that the lesson does not have counts as the nearest one."""
        here = max(1, min(number, len(self.sections)))
        return SectionTurn(here - 1 or None, here + 1 if here < len(self.sections) else None)


def lesson_page(person_id: int, text: LessonText) -> LessonPage:
    """The reader page of a lesson for one person, in a fixed number of statements."""
    done = credits.keys_turned(person_id, text.version_id)
    completed_at = done.completed_at if done else None
    asks_again = completed_at is None and text.version_number > 1
    sections = sections_of(person_id, text.version_id)
    last = last_place(person_id, text.lesson_id)
    return LessonPage(
        text,
        credits.lesson_hours(text, clock.today()),
        sections,
        next((section for section in sections if section.identity == last), None),
        done.read_at if done else None,
        done.recall_at if done else None,
        completed_at,
        credits.completed_before(person_id, text.lesson_id) if asks_again else None,
        done.completion_id if done and done.declared else None,
    )

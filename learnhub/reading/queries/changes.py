"""What changed in a lesson since the version that somebody read."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion, Section
from learnhub.credits.models import Completion
from learnhub.platform.db import session
from learnhub.platform.stamps import remembered
from learnhub.reading.models import Sitting
from learnhub.reading.rules import difference


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two versions, by section."""

    lesson_id: int
    title: str
    language: str
    note: str
    from_number: int
    to_number: int
    sections: Sequence[difference.SectionChange]

    def count(self, fate: str) -> int:
        return sum(section.fate == fate for section in self.sections)


def versions_of(lesson_id: int) -> list[tuple[int, int]]:
    """The versions of a lesson as (id, number), the newest first."""
    rows = session().execute(
        sa.select(LessonVersion.id, LessonVersion.number)
        .where(LessonVersion.lesson_id == lesson_id)
        .order_by(LessonVersion.number.desc())
    )
    return [(row.id, row.number) for row in rows]


def version_before(person_id: int, lesson_id: int, current_id: int) -> int | None:
    """The version with which to compare: the last one that a person completed or read in, else the one before."""
    older = sa.and_(LessonVersion.lesson_id == lesson_id, LessonVersion.id != current_id)
    for table in (Completion, Sitting):
        mine = (
            sa.select(LessonVersion.id)
            .join(table, table.lesson_version_id == LessonVersion.id)
            .where(older, table.person_id == person_id)
            .order_by(LessonVersion.number.desc())
            .limit(1)
        )
        found = session().scalar(mine)
        if found is not None:
            return found
    return session().scalar(
        sa.select(LessonVersion.id).where(older).order_by(LessonVersion.number.desc()).limit(1)
    )  # fmt: skip


@remembered("catalog", size=128)
def changes_between(old_id: int, new_id: int) -> Changes:
    """The difference of two versions; worked out once, as long as the catalogue stays."""
    old, new = session().get_one(LessonVersion, old_id), session().get_one(LessonVersion, new_id)
    return Changes(
        new.lesson_id, new.title, new.language, new.version_note, old.number, new.number,
        tuple(difference.changes(_texts(old), _texts(new))),
    )  # fmt: skip


def _texts(version: LessonVersion) -> list[difference.SectionText]:
    rows = session().execute(
        sa.select(Section.identity, Section.title).where(Section.lesson_version_id == version.id)
    )  # fmt: skip
    return difference.section_texts(version.html, {row.identity: row.title for row in rows})

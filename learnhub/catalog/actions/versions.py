"""Stores one version of a lesson with its sections, and tells who waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

import sqlalchemy as sa

from learnhub.catalog.actions.files import LessonFile
from learnhub.catalog.actions.pictures import Picture
from learnhub.catalog.actions.references import Reading
from learnhub.catalog.events import Finding, LessonVersionImported
from learnhub.catalog.models import Change, Lesson, LessonVersion, MediaFile, Section
from learnhub.catalog.rules.sections import Change as Difference
from learnhub.catalog.rules.sections import SectionCut, change_kind
from learnhub.kernel.text import shorten
from learnhub.platform.bus import announce
from learnhub.platform.db import session

_LONGEST_TITLE = 300


@dataclass
class Draft:
    """A rendered lesson that waits to be stored; without a file it is one that came back unchanged."""

    lesson: Lesson
    file: LessonFile | None
    content_hash: str
    sections: Sequence[SectionCut]
    minutes: int
    reading: Reading | None
    problems: list[Finding] = field(default_factory=list)

    @classmethod
    def unchanged(cls, lesson: Lesson) -> "Draft":
        return cls(lesson, None, "", (), 0, None)


def save_version(draft: Draft, *, file: LessonFile, now: datetime) -> LessonVersion:
    """Store a new version and make it the one that readers get; announces LessonVersionImported."""
    lesson = draft.lesson
    before = _latest(lesson)
    version = LessonVersion(
        lesson_id=lesson.id,
        number=before.number + 1 if before else 1,
        content_hash=draft.content_hash,
        title=file.title,
        summary=file.fields.summary,
        language=file.language,
        source=file.body,
        source_path=shorten(file.shown, 500),
        html="".join(_wrapped(section) for section in draft.sections),
        chars=sum(section.chars for section in draft.sections),
        minutes=draft.minutes,
        class_hours=file.fields.class_hours,
        change=_change(file, before, draft.sections),
        version_note=file.fields.version_note,
        gift=file.gift,
        has_recall=False,
        problems=[],
        imported_at=now,
    )
    session().add(version)
    session().flush()
    _add_sections(version, draft.sections)
    lesson.current_version_id = version.id
    beside = draft.reading.beside() if draft.reading else None
    announce(
        LessonVersionImported(
            version.id, file.gift, version.source_path, draft.problems, beside, is_bank=file.gift_is_bank
        )
    )
    for picture in beside.pictures.values() if beside else ():
        note_picture(picture)
    version.problems = [stored_problem(problem) for problem in draft.problems]
    session().flush()
    return version


def mark_recall(lesson_version_id: int, has_recall: bool) -> None:
    """Note whether a version has questions that show recall, so that it can be completed."""
    session().get_one(LessonVersion, lesson_version_id).has_recall = has_recall


def note_picture(picture: Picture) -> None:
    """Note a kept picture, once."""
    if session().get(MediaFile, picture.digest) is None:
        session().add(
            MediaFile(
                digest=picture.digest,
                extension=picture.extension,
                content_type=picture.content_type,
                size=picture.size,
                width=picture.width,
                height=picture.height,
            )
        )
        session().flush()


def _latest(lesson: Lesson) -> LessonVersion | None:
    newest = sa.select(LessonVersion).where(LessonVersion.lesson_id == lesson.id)
    return session().scalar(newest.order_by(LessonVersion.number.desc()).limit(1))


def _change(file: LessonFile, before: LessonVersion | None, sections: Sequence[SectionCut]) -> Change:
    """The author's own word wins over what the sections say."""
    if file.fields.change is not None:
        return Change(file.fields.change.value)
    if before is None:
        return Change.MATERIAL
    old = session().scalars(
        sa.select(Section.identity).where(Section.lesson_version_id == before.id).order_by(Section.position)
    )
    kind = change_kind(old.all(), [section.identity for section in sections])
    return Change.MATERIAL if kind is Difference.MATERIAL else Change.MINOR


def _add_sections(version: LessonVersion, sections: Sequence[SectionCut]) -> None:
    session().add_all(
        Section(
            lesson_version_id=version.id,
            position=position,
            identity=section.identity,
            title=_title(section),
            anchor=section.anchor,
            chars=section.chars,
        )
        for position, section in enumerate(sections)
    )


def _title(section: SectionCut) -> str:
    """The heading, numbered where a long text was cut into parts."""
    if section.parts == 1 or not section.title:
        return shorten(section.title, _LONGEST_TITLE)
    marks = "（{}/{}）" if section.language.startswith("zh") else " ({}/{})"
    return shorten(section.title, _LONGEST_TITLE - 20) + marks.format(section.part, section.parts)


def _wrapped(section: SectionCut) -> str:
    return f'<section id="{escape(section.anchor)}" data-section="{escape(section.identity)}">{section.html}</section>'


def stored_problem(problem: Finding) -> dict[str, object]:
    """A problem as it is kept, so that importing the same again says it again."""
    return {
        "file": problem.file,
        "line": problem.line,
        "what": problem.what,
        "what_to_do": problem.what_to_do,
        "params": dict(problem.params),
    }

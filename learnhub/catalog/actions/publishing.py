"""Makes a version that readers get out of what an author wrote in the browser."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from learnhub.catalog.actions.files import LessonFile
from learnhub.catalog.actions.versions import Draft, save_version
from learnhub.catalog.models import Course, Lesson, LessonDraft
from learnhub.catalog.rules.front_matter import LessonFields
from learnhub.catalog.rules.sections import Change, SectionCut, cut_sections
from learnhub.catalog.rules.weights import nominal_minutes
from learnhub.kernel.errors import Invalid
from learnhub.kernel.ids import digest, token
from learnhub.platform.db import session
from learnhub.platform.markdown import MarkdownRefused, Problem, Rendered, render


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft with its rendered sections, waiting to be stored."""

    draft: LessonDraft
    course: Course
    sections: Sequence[SectionCut]
    minutes: int


def prepare(course: Course, drafts: Sequence[LessonDraft]) -> list[Publication]:
    """Render drafts before the transaction that publishes them begins; raises Invalid."""
    return [_prepared(course, draft) for draft in drafts]


def render_words(source: str, *, language: str, title: str) -> Rendered:
    """Render what somebody wrote; raises Invalid, in words for its author, where it cannot be shown."""
    try:
        return render(source, language=language, title=title)
    except MarkdownRefused as refused:
        params = {name: str(value) for name, value in refused.params.items()}
        raise Invalid(refused.what, fields=None, **params) from refused


def preview(source: str, *, language: str, title: str) -> tuple[str, list[Problem], MarkdownRefused | None]:
    """A text as readers would see it with what is wrong with it, or why it cannot be shown."""
    try:
        made = render(source, language=language, title=title)
    except MarkdownRefused as refused:
        return "", [], refused
    return made.html, list(made.problems), None


def _prepared(course: Course, draft: LessonDraft) -> Publication:
    # Pictures and files are addresses of this site, so nothing has to be resolved.
    body = render_words(draft.source, language=course.language, title=draft.title)
    sections = cut_sections(body.html, language=course.language)
    return Publication(draft, course, sections, nominal_minutes(sum(section.chars for section in sections)))


def publish(made: Publication, *, now: datetime) -> None:
    """Store a draft as the version that readers get, by the same way as an import; the draft itself is done."""
    draft = made.draft
    lesson = session().get(Lesson, draft.lesson_id) if draft.lesson_id else None
    if lesson is None:
        lesson = _new_lesson(made.course)
    lesson.retired_at = None
    file = _file_of(draft, lesson, made.course)
    save_version(
        Draft(lesson, file, _content_hash(file), made.sections, made.minutes, None, []), file=file, now=now
    )  # fmt: skip
    session().delete(draft)


def _new_lesson(course: Course) -> Lesson:
    last = session().scalar(sa.select(sa.func.max(Lesson.position)).where(Lesson.course_id == course.id)) or 0
    lesson = Lesson(course_id=course.id, key=f"{token(9)}.md", language=course.language, position=last + 1)
    session().add(lesson)
    session().flush()
    return lesson


def _file_of(draft: LessonDraft, lesson: Lesson, course: Course) -> LessonFile:
    """The draft as the import would have read it from a file."""
    place = f"{course.key}/{lesson.key}"
    return LessonFile(
        key=lesson.key,
        path=Path(place),
        shown=place,
        position=lesson.position,
        language=lesson.language,
        title=draft.title,
        body=draft.source,
        fields=LessonFields(
            title=draft.title,
            summary=draft.summary,
            version_note=draft.version_note,
            # The first version of a lesson is new whatever its author says.
            change=Change(draft.change.value) if draft.lesson_id else None,
        ),
        gift=draft.gift,
    )


def _content_hash(file: LessonFile) -> str:
    return digest(json.dumps([repr(file.fields), file.title, file.body, file.gift], ensure_ascii=False))

"""Brings a folder into the catalogue: courses first, then lesson by lesson, then what is no longer there."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.actions.files import CourseFile, Folder, LessonFile
from learnhub.catalog.actions.references import Library, Reading
from learnhub.catalog.actions.reviewing import take_file_review
from learnhub.catalog.actions.versions import Draft, note_picture, save_version, stored_problem
from learnhub.catalog.events import CourseDescribed, CoursesImported, Finding, ImportProblem
from learnhub.catalog.models import Category, Course, Lesson, LessonVersion
from learnhub.catalog.rules.sections import cut_sections
from learnhub.catalog.rules.weights import nominal_minutes
from learnhub.kernel.ids import digest
from learnhub.kernel.text import shorten
from learnhub.platform.bus import announce
from learnhub.platform.db import session
from learnhub.platform.markdown import MarkdownRefused, render

_NAMES = {"audience": 300, "authors": 300}


@dataclass(frozen=True)
class Known:
    """A lesson as it stood before this import."""

    lesson: Lesson
    content_hash: str | None
    problems: list[Any] | None = None


@dataclass(frozen=True)
class Introduction:
    """The rendered words that open a course, waiting to be stored."""

    course: Course
    content_hash: str
    html: str
    reading: Reading
    problems: list[Finding]


@dataclass
class Import:
    """One import under way; every method that writes is called inside its own transaction."""

    folder: Folder
    media: Path
    now: datetime
    new: int = 0
    changed: int = 0
    retired: int = 0
    problems: list[Finding] = field(default_factory=list)
    _courses: dict[Path, Course] = field(default_factory=dict)
    _known: dict[Path, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.library = Library(self.folder.root, self.media, _addresses_outside(self.folder.root))
        self.problems += self.folder.problems

    def register(self, file: CourseFile) -> None:
        """Give a course and each of its lessons an address, so that lessons can point at each other."""
        course = _course_of(file) or _new_course(file, self.now)
        course.origin, course.retired_at = str(file.folder), None
        if file.fields is not None:
            _describe(course, file)
        session().add(course)
        session().flush()
        self._courses[file.folder] = course
        self._register_lessons(course, file)
        self.library.addresses[file.folder / "course.md"] = f"/catalog/courses/{course.id}"
        self.problems += file.problems
        if file.fields is not None:
            line, said = file.fields.final_test_line or 1, file.fields.final_test
            announce(CourseDescribed(course.id, said, file.shown, line, self.problems))

    def _register_lessons(self, course: Course, file: CourseFile) -> None:
        rows = session().execute(
            sa.select(Lesson, LessonVersion.content_hash, LessonVersion.problems)
            .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
            .where(Lesson.course_id == course.id)
        )
        before = {row.Lesson.key: Known(row.Lesson, row.content_hash, row.problems) for row in rows}
        for each in file.lessons:
            known = before.get(each.key) or self._add_lesson(course, each)
            if known is not None:
                self._known[each.path] = known
                self.library.addresses[each.path] = f"/reading/lessons/{known.lesson.id}"
        for each in file.lessons:
            if each.path in self._known and not each.broken:
                self._place(self._known[each.path].lesson, each, file)

    def _add_lesson(self, course: Course, file: LessonFile) -> Known | None:
        if file.broken:
            return None
        lesson = Lesson(course_id=course.id, key=file.key, language=file.language, position=file.position)
        session().add(lesson)
        session().flush()
        return Known(lesson, None)

    def _place(self, lesson: Lesson, file: LessonFile, course: CourseFile) -> None:
        original = self._known.get(course.folder / file.original) if file.original else None
        lesson.original_id = original.lesson.id if original else None
        lesson.position, lesson.language = file.position, file.language

    def introduction(self, file: CourseFile) -> Introduction | None:
        """Render the words that open a course, once its lessons have addresses; None where nothing is to be written."""
        course = self._courses[file.folder]
        if file.fields is None:
            return None
        reading = Reading(self.library, file.folder, file.folder)
        references = reading.leads(file.intro)
        content_hash = digest(json.dumps([file.digest, file.language, references], ensure_ascii=False))
        if content_hash == course.content_hash:
            self.problems += _findings(course.problems, file.shown)
            return None
        reading = Reading(self.library, file.folder, file.folder)
        try:
            rendered = render(file.intro, language=course.language, resolve=reading.resolve, title=course.title)
        except MarkdownRefused as refused:
            return Introduction(course, content_hash, "", reading, [_refusal(file.shown, file.intro_line, refused)])
        found = reading.report(rendered.problems, shown=file.shown, first_line=file.intro_line, text=file.intro)
        return Introduction(course, content_hash, rendered.html, reading, found)

    def introduce(self, made: Introduction) -> None:
        """Store what `introduction` made."""
        course = made.course
        course.intro_html, course.content_hash, course.imported_at = made.html, made.content_hash, self.now
        course.problems = [stored_problem(problem) for problem in made.problems]
        _note_pictures(made.reading)
        self.problems += made.problems

    def draft(self, file: LessonFile) -> Draft | None:
        """Render a lesson whose content differs from the stored one; None where there is nothing to write."""
        if file.broken:
            self.problems += file.problems
            return None
        known = self._known[file.path]
        reading = self._reading(file)
        # Signs are escaped in question files; the pictures of questions belong to the version like the lesson's.
        references = [*reading.leads(file.body), *reading.leads(file.gift.replace("\\", ""))]
        content_hash = _content_hash(file, references)
        if content_hash == known.content_hash:
            self.problems += _findings(known.problems, file.shown)
            return Draft.unchanged(known.lesson) if known.lesson.retired_at else None
        return self._rendered(file, known, content_hash)

    def _reading(self, file: LessonFile) -> Reading:
        top = file.path.parents[len(PurePosixPath(file.key).parents) - 1]
        return Reading(self.library, file.path.parent, top)

    def _rendered(self, file: LessonFile, known: Known, content_hash: str) -> Draft | None:
        reading = self._reading(file)
        try:
            body = render(file.body, language=file.language, resolve=reading.resolve, title=file.title)
        except MarkdownRefused as refused:
            self.problems += [*file.problems, _refusal(file.shown, file.body_line, refused)]
            return None
        sections = cut_sections(body.html, language=file.language)
        minutes = file.fields.minutes or nominal_minutes(sum(section.chars for section in sections))
        found = reading.report(body.problems, shown=file.shown, first_line=file.body_line, text=file.body)
        problems = [*file.problems, *found]
        return Draft(known.lesson, file, content_hash, sections, minutes, reading, problems)

    def save(self, draft: Draft) -> None:
        """Store what `draft` made: a new version, or a lesson that came back."""
        draft.lesson.retired_at = None
        if draft.file is None or draft.reading is None:
            self.changed += 1
            return
        first = draft.lesson.current_version_id is None
        _note_pictures(draft.reading)
        save_version(draft, file=draft.file, now=self.now)
        self.problems += draft.problems
        self.new, self.changed = self.new + first, self.changed + (not first)

    def retire(self) -> None:
        """Retire what this folder no longer holds: lessons of its courses, and courses that lay in it."""
        if not self.folder.complete:
            return
        for file in self.folder.courses:
            kept = {lesson.key for lesson in file.lessons}
            self._retire_lessons(self._courses[file.folder], kept)
        held = {course.id for course in self._courses.values()}
        for course in session().scalars(sa.select(Course).where(Course.retired_at.is_(None))):
            if course.id not in held and Path(course.origin).is_relative_to(self.folder.root):
                course.retired_at = self.now
                self._retire_lessons(course, set())

    def settle_reviews(self) -> None:
        """Take over the reviews that the files name, and note which reviews no longer hold."""
        for file in self.folder.courses:
            if file.fields is not None:
                by, on = file.fields.reviewed_by, file.fields.reviewed_on
                take_file_review(self._courses[file.folder], by, on, now=self.now)

    def ask_for_notes(self) -> list[Finding]:
        """What authors may like to know of the imported courses, from whoever knows more about them."""
        notes: list[Finding] = []
        announce(CoursesImported(tuple(course.id for course in self._courses.values()), notes))
        return notes

    def _retire_lessons(self, course: Course, kept: set[str]) -> None:
        standing = session().scalars(
            sa.select(Lesson).where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        )
        for lesson in standing:
            if lesson.key not in kept:
                lesson.retired_at = self.now
                self.retired += 1
            elif lesson.current_version_id is None:  # its text was refused, so there is nothing to list
                lesson.retired_at = self.now


def _note_pictures(reading: Reading) -> None:
    for picture in reading.pictures.values():
        note_picture(picture)


def _course_of(file: CourseFile) -> Course | None:
    """The course that this folder was before: the same place, or the same name where the place moved.

    A folder of the same name elsewhere is another course as long as the first one is still there under another
    title.
    """
    here = session().scalar(sa.select(Course).where(Course.origin == str(file.folder)).order_by(Course.id))
    if here is not None:
        return here
    named = session().scalar(sa.select(Course).where(Course.key == _key(file)))
    moved = named is not None and (named.title == file.title or not Path(named.origin).is_dir())
    return named if moved else None


def _key(file: CourseFile) -> str:
    return shorten(file.name, 280)


def _new_course(file: CourseFile, now: datetime) -> Course:
    key = _key(file)
    taken = session().scalar(sa.select(Course.id).where(Course.key == key)) is not None
    if taken:
        key = f"{key}~{digest(str(file.folder))[:12]}"
    return Course(key=key, title=file.title, language=file.language, content_hash="", imported_at=now)


def _describe(course: Course, file: CourseFile) -> None:
    fields = file.fields
    if fields is None:
        return
    course.title, course.language, course.summary = file.title, file.language, fields.summary
    course.category = Category(fields.category.value) if fields.category else Category.PROFESSIONAL
    course.audience = shorten("; ".join(fields.audience), _NAMES["audience"])
    course.authors = shorten("; ".join(fields.authors), _NAMES["authors"])
    course.licence, course.version_note = fields.licence, fields.version_note
    course.final_test = dict(fields.final_test) if fields.final_test else None


def _content_hash(file: LessonFile, references: list[tuple[str, str]]) -> str:
    """Everything that a version is made of: fields, text, questions, and what its references lead to."""
    parts = [repr(file.fields), file.title, file.language, file.body, file.gift, references]
    if file.gift_is_bank:
        parts.append("bank")
    return digest(json.dumps(parts, ensure_ascii=False))


def _refusal(shown: str, line: int, refused: MarkdownRefused) -> ImportProblem:
    params = {name: str(value) for name, value in refused.params.items()}
    return ImportProblem(shown, line, refused.what, refused.what_to_do, params)


def _findings(stored: list[Any] | None, shown: str) -> list[ImportProblem]:
    """What was said before; the files are named as seen from the folder that is imported now."""
    folder = PurePosixPath(shown).parent
    return [ImportProblem(**{**each, "file": str(folder / PurePosixPath(each["file"]).name)}) for each in stored or ()]


def _addresses_outside(root: Path) -> dict[Path, str]:
    """Where the lessons and courses that lie elsewhere can be reached, by the file that they were imported from."""
    known: dict[Path, str] = {}
    courses = session().execute(sa.select(Course.id, Course.origin).where(Course.retired_at.is_(None)))
    for course_id, origin in courses:
        known[Path(origin, "course.md")] = f"/catalog/courses/{course_id}"
    lessons = session().execute(
        sa.select(Lesson.id, Course.origin, Lesson.key)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None))
    )
    for lesson_id, origin, key in lessons:
        known[Path(origin, key)] = f"/reading/lessons/{lesson_id}"
    return {path: address for path, address in known.items() if not path.is_relative_to(root)}

"""Looks at a folder and says which courses and lessons it holds, in which order and language; writes nothing."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from learnhub.catalog.actions.fields import read_fields
from learnhub.catalog.events import Finding, ImportProblem
from learnhub.catalog.rules.front_matter import (
    CourseFields,
    LessonFields,
    check_course,
    check_lesson,
    key_lines,
    split_front_matter,
)
from learnhub.catalog.rules.languages import likely_language
from learnhub.catalog.rules.ordering import Grouped, group_translations, natural_key, title_from_name, title_of
from learnhub.catalog.rules.problems import FileProblem
from learnhub.kernel.errors import Invalid
from learnhub.kernel.ids import digest
from learnhub.kernel.text import one_line, shorten
from learnhub.platform.markdown import LARGEST_BYTES, TOO_LARGE, TOO_LARGE_TODO

COURSE = "course.md"
LONGEST_KEY = 300
_MARKDOWN = (".md", ".markdown")
_LONGEST_TITLE = 300
_LONGEST_PARAM = 200

NO_FOLDER = "There is no folder %(path)s."
NOTHING_THERE = "There is no lesson in %(path)s: no Markdown file was found."
NOT_READABLE = "The file cannot be read."
NOT_READABLE_TODO = "Check who may read it."
NOT_UTF8 = "The text is not written in UTF-8."
NOT_UTF8_TODO = "Save it as UTF-8; until then the lesson stays as it was."
IS_GB18030 = "The text is written in GB 18030 and was read as such."
IS_GB18030_TODO = "Save it as UTF-8, so that every program reads it alike."
BAD_NAME = "The name of the file or of its folder is not written in UTF-8."
BAD_NAME_TODO = "Rename it; until then it is left out."
FOLDER_CLOSED = "The folder cannot be read."
FOLDER_CLOSED_TODO = "Check who may read it; until then nothing of this import is retired."
EMPTY = "The file holds no text."
EMPTY_TODO = "Write the lesson, or remove the file."
LONG_PATH = "The path is longer than 300 characters."
LONG_PATH_TODO = "Give the file or its folders shorter names."
BANK_UNUSED = "The lesson has a check of its own, so this bank is not asked."
BANK_UNUSED_TODO = "Put the questions into one of the two files and remove the other."
NO_LESSON = "No lesson stands beside these questions."
NO_LESSON_TODO = "Give the file the same name as its lesson, but for the ending."


@dataclass
class LessonFile:
    """One Markdown file as a lesson; `shown` is its path in reports, `original` the key of what it translates."""

    key: str
    path: Path
    shown: str
    position: int
    language: str = ""
    original: str | None = None
    title: str = ""
    body: str = ""
    body_line: int = 1
    fields: LessonFields = field(default_factory=LessonFields)
    gift: str = ""
    gift_is_bank: bool = False
    problems: list[Finding] = field(default_factory=list)
    broken: bool = False


@dataclass
class CourseFile:
    """One course; `fields` is None where they could not be read, so that an older state is kept."""

    name: str
    folder: Path
    shown: str
    title: str
    language: str
    fields: CourseFields | None
    intro: str = ""
    intro_line: int = 1
    digest: str = ""
    lessons: list[LessonFile] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Folder:
    """What a folder holds."""

    root: Path
    courses: list[CourseFile]
    problems: list[Finding] = field(default_factory=list)
    complete: bool = True

    @property
    def lessons(self) -> int:
        return sum(len(course.lessons) for course in self.courses)


def read_folder(path: Path) -> Folder:
    """A folder of courses, one course, or a plain folder of Markdown, which is one course; raises Invalid."""
    root = path.resolve()
    if not root.is_dir():
        raise Invalid(NO_FOLDER, path=str(path))
    problems: list[Finding] = []
    files = list(_files(root, problems))
    described = [file.parent for file in files if file.name == COURSE] or [root]
    owner = {folder: [file for file in files if _nearest(file, described) == folder] for folder in described}
    courses = [_course(folder, owner[folder], root) for folder in sorted(described, key=lambda f: natural_key(str(f)))]
    complete = all(problem.what != FOLDER_CLOSED for problem in problems)
    found = Folder(root, [course for course in courses if course.lessons], problems, complete)
    if not found.courses:
        raise Invalid(NOTHING_THERE, path=str(path))
    return found


def _files(root: Path, problems: list[Finding]) -> Iterator[Path]:
    """Markdown and question files below a folder; hidden ones and links that lead out of it are left alone."""

    def closed(error: OSError) -> None:
        shown = _shown(Path(error.filename or root), root)
        problems.append(ImportProblem(shown, 1, FOLDER_CLOSED, FOLDER_CLOSED_TODO))

    for folder, below, names in os.walk(root, onerror=closed):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            wanted = file.suffix.lower() in (*_MARKDOWN, ".gift") and not name.startswith(".")
            if not wanted or not file.is_file() or not file.resolve().is_relative_to(root):
                continue
            if _is_text(str(file)):
                yield file
            else:
                problems.append(ImportProblem(_shown(file, root), 1, BAD_NAME, BAD_NAME_TODO))


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _nearest(file: Path, folders: list[Path]) -> Path | None:
    return max((f for f in folders if file.is_relative_to(f)), key=lambda f: len(f.parts), default=None)


def _course(folder: Path, files: list[Path], root: Path) -> CourseFile:
    course = _described(folder, root) if folder / COURSE in files else None
    keys = [f.relative_to(folder).as_posix() for f in files if f.suffix.lower() in _MARKDOWN and f.name != COURSE]
    lessons = [_read_lesson(folder, root, *place, course) for place in _places(keys)]
    if course is None:
        course = _plain(folder, lessons)
    course.lessons = lessons
    _settle_languages(course)
    beside = {(file.parent, file.stem) for file in files if file.suffix.lower() in _MARKDOWN}
    lonely = [f for f in files if f.suffix.lower() == ".gift" and not _names(f) & beside]
    course.problems += [ImportProblem(_shown(f, root), 1, NO_LESSON, NO_LESSON_TODO) for f in lonely]
    return course


def _names(questions: Path) -> set[tuple[Path, str]]:
    """Where the lesson of a question file may stand, as folder and stem."""
    return {(questions.parent, questions.stem), (questions.parent, questions.stem.removesuffix(".bank"))}


def _places(keys: list[str]) -> Iterator[tuple[str, str | None, str | None, int]]:
    """Key, language as its name says it, key of the original, and place of every file; translations follow."""
    position = 0
    for group in group_translations(keys):
        for key, language, original in _members(group):
            position += 1
            yield key, language, original, position


def _members(group: Grouped) -> Iterator[tuple[str, str | None, str | None]]:
    yield group.path, group.language, None
    for language, key in sorted(group.translations.items()):
        yield key, language, group.path


def _shown(file: Path, root: Path) -> str:
    shown = file.relative_to(root).as_posix()
    return shown.encode("utf-8", "replace").decode() if not _is_text(shown) else shown


def _text(file: Path, remarks: list[FileProblem] | None = None) -> str | FileProblem:
    """The words of a file, or why there are none; `remarks` gets what its author should know."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            return FileProblem(1, TOO_LARGE, TOO_LARGE_TODO)
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError:
        return FileProblem(1, NOT_READABLE, NOT_READABLE_TODO)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        chinese = _gb18030(data)
        if chinese is None:
            return FileProblem(line, NOT_UTF8, NOT_UTF8_TODO)
        text = chinese
        if remarks is not None:
            remarks.append(FileProblem(line, IS_GB18030, IS_GB18030_TODO))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _gb18030(data: bytes) -> str | None:
    """The text of an older Chinese file; None where the bytes only happen to pass for one."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [character for character in text if not character.isascii()]
    # Western letters read as GB 18030 give rare characters; real Chinese is nearly all in the old common set.
    common = sum(bool(character.encode("gb2312", "ignore")) for character in foreign)
    return text if common * 10 >= len(foreign) * 9 else None


def _found(shown: str, problem: FileProblem) -> ImportProblem:
    params = {name: shorten(one_line(value), _LONGEST_PARAM) for name, value in problem.params.items()}
    return ImportProblem(shown, problem.line, problem.what, problem.what_to_do, params)


def _described(folder: Path, root: Path) -> CourseFile:
    """A course that says about itself what it is."""
    file = folder / COURSE
    course = CourseFile(folder.name, folder, _shown(file, root), title_from_name(folder.name), "", None)
    remarks: list[FileProblem] = []
    text = _text(file, remarks)
    if isinstance(text, FileProblem):
        course.problems.append(_found(course.shown, text))
        return course
    split = split_front_matter(text)
    values, broken = read_fields(split.fields)
    problems = [*remarks, *split.problems, *([broken] if broken else [])]
    course.digest, course.intro, course.intro_line = digest(text), split.body, split.body_line
    if broken is None:
        course.fields, wrong = check_course(values, key_lines(split.fields))
        problems += wrong
        course.title = _title(course.fields.title or title_of(split.body, f"{folder.name}/README.md"), folder.name)
    course.problems += [_found(course.shown, problem) for problem in problems]
    return course


def _plain(folder: Path, lessons: list[LessonFile]) -> CourseFile:
    """A folder that says nothing: named after the first page at its top, or after itself."""
    opening = next((each.title for each in lessons if "/" not in each.key and each.key[:6].lower() == "readme"), "")
    name = folder.name or "courses"
    title = _title(opening, title_from_name(name))
    return CourseFile(name, folder, "", title, "", CourseFields(title=title), digest=digest(title))


def _title(written: str, otherwise: str) -> str:
    """A title that can be seen: one that holds nothing but invisible characters is none."""
    title = shorten(one_line(written), _LONGEST_TITLE)
    return title if any(character.isprintable() and not character.isspace() for character in title) else otherwise


def _read_lesson(
    folder: Path, root: Path, key: str, language: str | None, original: str | None, position: int,
    course: CourseFile | None,
) -> LessonFile:  # fmt: skip
    path = folder / key
    lesson = LessonFile(key, path, _shown(path, root), position, language or "", original)
    remarks: list[FileProblem] = []
    text = _text(path, remarks)
    if len(key) > LONGEST_KEY:
        text = FileProblem(1, LONG_PATH, LONG_PATH_TODO)
    elif isinstance(text, str) and not text.strip():
        text = FileProblem(1, EMPTY, EMPTY_TODO)
    if isinstance(text, FileProblem):
        lesson.broken = True
        lesson.problems.append(_found(lesson.shown, text))
        return lesson
    lesson.problems += [_found(lesson.shown, remark) for remark in remarks]
    _read_text(lesson, text)
    if not lesson.broken and not lesson.body.strip():
        lesson.broken = True
        lesson.problems.append(ImportProblem(lesson.shown, lesson.body_line, EMPTY, EMPTY_TODO))
    spoken = course.language or (course.fields.language if course.fields else "") if course else ""
    lesson.language = lesson.fields.language or lesson.language or spoken or likely_language(lesson.body)
    _read_gift(lesson, root)
    return lesson


def _read_text(lesson: LessonFile, text: str) -> None:
    split = split_front_matter(text)
    values, broken = read_fields(split.fields)
    problems = [*split.problems, *([broken] if broken else [])]
    lesson.body, lesson.body_line, lesson.broken = split.body, split.body_line, broken is not None
    if broken is None:
        lesson.fields, wrong = check_lesson(values, key_lines(split.fields))
        problems += wrong
    lesson.problems += [_found(lesson.shown, problem) for problem in problems]
    lesson.title = _title(lesson.fields.title or title_of(lesson.body, lesson.key), PurePosixPath(lesson.key).stem)


def _read_gift(lesson: LessonFile, root: Path) -> None:
    """The questions of a lesson: those of its check, or else those of its bank."""
    check, bank = lesson.path.with_suffix(".gift"), lesson.path.with_suffix(".bank.gift")
    # A lesson that is itself called “… .bank” keeps its check.
    has_bank = _lies_in(bank, root) and not any(bank.with_suffix(ending).exists() for ending in _MARKDOWN)
    has_check = _lies_in(check, root)
    if has_check and has_bank:
        lesson.problems.append(ImportProblem(_shown(bank, root), 1, BANK_UNUSED, BANK_UNUSED_TODO))
    if not has_check and not has_bank:
        return
    file = check if has_check else bank
    remarks: list[FileProblem] = []
    text = _text(file, remarks)
    lesson.problems += [_found(_shown(file, root), remark) for remark in remarks]
    if isinstance(text, FileProblem):
        lesson.problems.append(_found(_shown(file, root), text))
    else:
        lesson.gift, lesson.gift_is_bank = text, not has_check


def _lies_in(file: Path, root: Path) -> bool:
    return file.is_file() and file.resolve().is_relative_to(root)


def _settle_languages(course: CourseFile) -> None:
    """A course that does not say speaks the language of most of its originals."""
    spoken = Counter(lesson.language for lesson in course.lessons if lesson.original is None and lesson.language)
    most = spoken.most_common(1)
    named = course.fields.language if course.fields else None
    course.language = named or (most[0][0] if most else "zh-CN")
    for lesson in course.lessons:
        lesson.language = lesson.language or course.language

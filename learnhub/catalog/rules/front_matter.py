"""What the lines between the two rules at the top of a file may say, and what is wrong with them.

Reading the YAML is the caller's work; these checks take the values and the line of each key.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from learnhub.catalog.rules.languages import normal_language
from learnhub.catalog.rules.problems import FileProblem
from learnhub.catalog.rules.sections import Change
from learnhub.kernel.hours import class_hours
from learnhub.kernel.text import one_line

UNKNOWN_KEY = "The key “%(key)s” is not known."
UNKNOWN_KEY_TODO = "Remove it, or use one of: %(keys)s."
SIMILAR_KEY_TODO = "Perhaps “%(similar)s” is meant."
NOT_TEXT = "“%(key)s” is not a text."
NOT_TEXT_TODO = "Write words on one line; put them in quotes when they look like a number, a date or yes or no."
TOO_LONG = "“%(key)s” is longer than %(most)s characters."
TOO_LONG_TODO = "Shorten it; details belong in the text."
NOT_A_LANGUAGE = "“%(value)s” is no language that is known here."
NOT_A_LANGUAGE_TODO = "Write a code such as zh-CN or en."
NOT_A_CATEGORY = "“%(value)s” is no category."
NOT_A_CATEGORY_TODO = "Write theory, party-spirit or professional."
NOT_A_CHANGE = "“%(value)s” is no kind of change."
NOT_A_CHANGE_TODO = "Write minor or material."
NOT_A_DATE = "“%(value)s” is not a date."
NOT_A_DATE_TODO = "Write it as 2026-11-23."
NOT_MINUTES = "“%(value)s” is not a number of minutes."
NOT_MINUTES_TODO = "Write a whole number from 1 to 600."
NOT_CLASS_HOURS = "“%(value)s” is not a number of class-hours."
NOT_CLASS_HOURS_TODO = "Write a multiple of 0.25 from 0 to 40, such as 0.5."
NOT_A_LIST = "“%(key)s” is not a list of names."
NOT_A_LIST_TODO = "Write one name, or several with a dash before each on its own line."
NOT_FIELDS = "The lines at the top are not fields."
NOT_FIELDS_TODO = "Write “name: value” on each line between the two rules, or take them away."
NOT_A_GROUP = "“%(key)s” is not a group of fields."
NOT_A_GROUP_TODO = "Write “%(key)s:” alone on its line, and below it one field a line, indented by two blanks."
NOT_CLOSED = "The fields at the top have no end."
NOT_CLOSED_TODO = "Put a line of three dashes behind the last field."

_RULE = re.compile(r"---[ \t]*")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)[ \t]*:")
_MOST = {"title": 200, "summary": 1000, "licence": 200, "version_note": 500, "reviewed_by": 200}
_LONGEST_MINUTES = 600
_MOST_HOURS = Decimal(40)


class Category(StrEnum):
    """What a course is about."""

    THEORY = "theory"
    PARTY_SPIRIT = "party-spirit"
    PROFESSIONAL = "professional"


@dataclass(frozen=True)
class CourseFields:
    """What a course says about itself; None or empty where it says nothing that can be used."""

    title: str = ""
    summary: str = ""
    language: str | None = None
    category: Category | None = None
    audience: tuple[str, ...] = ()
    licence: str = ""
    version_note: str = ""
    authors: tuple[str, ...] = ()
    reviewed_by: str = ""
    reviewed_on: date | None = None
    final_test: Mapping[str, object] | None = None
    final_test_line: int = 0


@dataclass(frozen=True)
class LessonFields:
    """What a lesson says about itself; None or empty where it says nothing that can be used."""

    title: str = ""
    summary: str = ""
    language: str | None = None
    minutes: int | None = None
    class_hours: Decimal | None = None
    version_note: str = ""
    change: Change | None = None


COURSE_KEYS = tuple(name for name in CourseFields.__dataclass_fields__ if not name.endswith("_line"))
LESSON_KEYS = tuple(LessonFields.__dataclass_fields__)


@dataclass(frozen=True)
class Split:
    """A file in its two halves; the body starts on line `body_line` of the file."""

    fields: str
    body: str
    body_line: int
    problems: tuple[FileProblem, ...] = ()


def split_front_matter(text: str) -> Split:
    """Part the fields from the body. Fields without an end are left in the body and reported."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or not _RULE.fullmatch(lines[0].rstrip("\r\n")):
        return Split("", "".join(lines), 1)
    for number, line in enumerate(lines[1:], 1):
        if _RULE.fullmatch(line.rstrip("\r\n")):
            return Split("".join(lines[1:number]), "".join(lines[number + 1 :]), number + 2)
    # A lesson may open with a thematic break, so only something that looks like a field is a problem.
    meant = len(lines) > 1 and _KEY.match(lines[1]) is not None
    problems = (FileProblem(1, NOT_CLOSED, NOT_CLOSED_TODO),) if meant else ()
    return Split("", "".join(lines), 1, problems)


def key_lines(fields: str) -> dict[str, int]:
    """The line in the file of each key at the left margin; the fields begin on line 2."""
    found = ((number, _KEY.match(line)) for number, line in enumerate(fields.splitlines(), 2))
    return {key[1]: number for number, key in found if key}


class _Checks:
    """Takes values out one by one and notes what cannot be used."""

    def __init__(self, values: object, lines: Mapping[str, int], keys: Sequence[str]) -> None:
        self.lines = lines
        self.problems: list[FileProblem] = []
        self.values: Mapping[str, object] = {}
        if isinstance(values, Mapping):
            self.values = {str(key): value for key, value in values.items()}
            self._check_keys(keys)
        elif values is not None:
            self.problems.append(FileProblem(2, NOT_FIELDS, NOT_FIELDS_TODO))

    def _check_keys(self, keys: Sequence[str]) -> None:
        for key in self.values:
            if key in keys:
                continue
            similar = difflib.get_close_matches(key.lower().replace("-", "_"), keys, 1)
            if similar:
                self.note(key, UNKNOWN_KEY, SIMILAR_KEY_TODO, key=key, similar=similar[0])
            else:
                self.note(key, UNKNOWN_KEY, UNKNOWN_KEY_TODO, key=key, keys=", ".join(keys))

    def note(self, at_key: str, what: str, what_to_do: str, **params: str) -> None:
        self.problems.append(FileProblem(self.lines.get(at_key, 2), what, what_to_do, params))

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.note(key, NOT_TEXT, NOT_TEXT_TODO, key=key)
            return ""
        words = one_line(str(value))
        if len(words) > _MOST.get(key, 200):
            self.note(key, TOO_LONG, TOO_LONG_TODO, key=key, most=str(_MOST.get(key, 200)))
            return ""
        return words

    def names(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        given = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(name, str) for name in given):
            self.note(key, NOT_A_LIST, NOT_A_LIST_TODO, key=key)
            return ()
        return tuple(name for name in (one_line(str(each)) for each in given) if name)

    def language(self) -> str | None:
        value = self.values.get("language")
        code = normal_language(value) if isinstance(value, str) else None
        if value is not None and code is None:
            # YAML reads Norwegian's "no" as a truth value; the message shows what was made of it.
            self.note("language", NOT_A_LANGUAGE, NOT_A_LANGUAGE_TODO, value=str(value))
        return code

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value).strip(), "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            self.note(key, NOT_A_DATE, NOT_A_DATE_TODO, value=str(value))
            return None

    def minutes(self) -> int | None:
        value = self.values.get("minutes")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LONGEST_MINUTES:
            self.note("minutes", NOT_MINUTES, NOT_MINUTES_TODO, value=str(value))
            return None
        return value

    def hours(self) -> Decimal | None:
        value = self.values.get("class_hours")
        if value is None:
            return None
        try:
            hours = class_hours(str(value))
        except ValueError:
            hours = Decimal(-1)
        if not 0 <= hours <= _MOST_HOURS:
            self.note("class_hours", NOT_CLASS_HOURS, NOT_CLASS_HOURS_TODO, value=str(value))
            return None
        return hours


def check_course(values: object, lines: Mapping[str, int]) -> tuple[CourseFields, list[FileProblem]]:
    """The usable fields of a course, and a problem for each that is not."""
    checks = _Checks(values, lines, COURSE_KEYS)
    fields = CourseFields(
        title=checks.text("title"),
        summary=checks.text("summary"),
        language=checks.language(),
        category=_category(checks),
        audience=checks.names("audience"),
        licence=checks.text("licence"),
        version_note=checks.text("version_note"),
        authors=checks.names("authors"),
        reviewed_by=checks.text("reviewed_by"),
        reviewed_on=checks.day("reviewed_on"),
        final_test=_group(checks, "final_test"),
        final_test_line=lines.get("final_test", 0),
    )
    return fields, sorted(checks.problems, key=lambda problem: problem.line)


def check_lesson(values: object, lines: Mapping[str, int]) -> tuple[LessonFields, list[FileProblem]]:
    """The usable fields of a lesson, and a problem for each that is not."""
    checks = _Checks(values, lines, LESSON_KEYS)
    fields = LessonFields(
        title=checks.text("title"),
        summary=checks.text("summary"),
        language=checks.language(),
        minutes=checks.minutes(),
        class_hours=checks.hours(),
        version_note=checks.text("version_note"),
        change=_change(checks),
    )
    return fields, sorted(checks.problems, key=lambda problem: problem.line)


def _group(checks: _Checks, key: str) -> Mapping[str, object] | None:
    value = checks.values.get(key)
    if isinstance(value, Mapping):
        return {str(name): each for name, each in value.items()}
    if value is not None:
        checks.note(key, NOT_A_GROUP, NOT_A_GROUP_TODO, key=key)
    return None


def _category(checks: _Checks) -> Category | None:
    value = checks.values.get("category")
    if value is None:
        return None
    if value in list(Category):
        return Category(str(value))
    checks.note("category", NOT_A_CATEGORY, NOT_A_CATEGORY_TODO, value=str(value))
    return None


def _change(checks: _Checks) -> Change | None:
    value = checks.values.get("change")
    if value is None:
        return None
    if value in (Change.MINOR.value, Change.MATERIAL.value):
        return Change(str(value))
    checks.note("change", NOT_A_CHANGE, NOT_A_CHANGE_TODO, value=str(value))
    return None

"""Which sections of which lessons have questions: for those who write and look after courses."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from learnhub.catalog.models import Lesson, LessonVersion, Section
from learnhub.catalog.queries import CourseAbout
from learnhub.platform.db import session
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.rules.coverage import names_of, questions_by_section


class Kind(StrEnum):
    """What the questions of a lesson are for."""

    CHECK = "check"
    BANK = "bank"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section and how many questions are bound to it; `title` is "" where it stands under no heading."""

    title: str
    anchor: str
    questions: int


@dataclass(frozen=True, slots=True)
class LessonCoverage:
    """A lesson with its sections; `unbound` questions name none of them."""

    lesson_id: int
    course_id: int
    title: str
    language: str
    source_path: str
    kind: Kind
    questions: int
    unbound: int
    sections: tuple[SectionCount, ...]

    @property
    def without(self) -> tuple[SectionCount, ...]:
        return tuple(section for section in self.sections if not section.questions)

    def only_without(self) -> "LessonCoverage":
        """The same lesson, showing only the sections that have no question."""
        return replace(self, sections=self.without)


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """A course with all its lessons, as the page about its questions shows it."""

    course_id: int
    title: str
    lessons: list[LessonCoverage]

    @property
    def sections(self) -> int:
        return sum(len(lesson.sections) for lesson in self.lessons)

    @property
    def without(self) -> int:
        return sum(len(lesson.without) for lesson in self.lessons)

    @property
    def gaps(self) -> list[LessonCoverage]:
        """The lessons in which a section has no question, with only those sections."""
        return [lesson.only_without() for lesson in self.lessons if lesson.without]


def coverage_page(course: CourseAbout) -> CoveragePage:
    """Every lesson of a course with its sections and their questions; a fixed number of statements."""
    return CoveragePage(course.id, course.title, coverage_of([course.id]))


def coverage_of(course_ids: Collection[int]) -> list[LessonCoverage]:
    """The same for the lessons of several courses, in their order."""
    lessons = session().execute(
        sa.select(
            Lesson.id, Lesson.course_id, LessonVersion.id.label("version_id"), LessonVersion.title,
            LessonVersion.language, LessonVersion.source_path,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(_readable(course_ids))
        .order_by(Lesson.course_id, Lesson.position, Lesson.id)
    ).all()  # fmt: skip
    sections, bound, recalls = _sections(course_ids), _bound(course_ids), _recalls(course_ids)
    texts = _texts(course_ids)
    found = []
    for row in lessons:
        names = names_of(sections[row.version_id], texts.get(row.id, ""), lesson_title=row.title)
        counts = questions_by_section(names, bound[row.id])
        known = {name for each in names for name in each.names}
        kind = Kind.NONE if not bound[row.id] else Kind.BANK if recalls.get(row.id) else Kind.CHECK
        found.append(
            LessonCoverage(
                row.id, row.course_id, row.title, row.language, row.source_path, kind, len(bound[row.id]),
                sum(name not in known for name in bound[row.id]),
                tuple(SectionCount(each.title, each.anchor, n) for each, n in zip(names, counts, strict=True)),
            )
        )  # fmt: skip
    return found


def _readable(course_ids: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.and_(Lesson.course_id.in_(course_ids), Lesson.retired_at.is_(None))


def _sections(course_ids: Collection[int]) -> Mapping[int, Sequence[tuple[str, str]]]:
    rows = session().execute(
        sa.select(Section.lesson_version_id, Section.title, Section.anchor)
        .join(Lesson, Lesson.current_version_id == Section.lesson_version_id)
        .where(_readable(course_ids))
        .order_by(Section.lesson_version_id, Section.position)
    )
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for version_id, title, anchor in rows:
        found[version_id].append((title, anchor))
    return found


def _bound(course_ids: Collection[int]) -> Mapping[int, Sequence[str | None]]:
    """What each question names, by lesson."""
    rows = session().execute(
        sa.select(Question.lesson_id, QuestionVersion.section)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .join(Lesson, Lesson.id == Question.lesson_id)
        .where(_readable(course_ids), Question.retired_at.is_(None))
    )
    found: defaultdict[int, list[str | None]] = defaultdict(list)
    for lesson_id, section in rows:
        found[lesson_id].append(section)
    return found


def _recalls(course_ids: Collection[int]) -> Mapping[int, bool]:
    rows = session().execute(
        sa.select(Quiz.lesson_id, Quiz.recall).join(Lesson, Lesson.id == Quiz.lesson_id).where(_readable(course_ids))
    )
    return {row.lesson_id: row.recall for row in rows}


def _texts(course_ids: Collection[int]) -> Mapping[int, str]:
    """The text of each lesson that has questions; the others need none, and may be many."""
    asked = sa.exists().where(Question.lesson_id == Lesson.id, Question.retired_at.is_(None))
    rows = session().execute(
        sa.select(Lesson.id, LessonVersion.html)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(_readable(course_ids), asked)
    )
    return dict(rows.tuples().all())

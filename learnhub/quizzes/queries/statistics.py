"""What the pages of statistics show: figures that a job has stored, read as they are."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.platform.db import fetch, session
from learnhub.platform.jobs import Job, JobState
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.models.statistics import StoredStatistics
from learnhub.quizzes.rules.statistics_flags import FEWEST_SHOWN, SURE_FROM, FlagKind

JOB = "quizzes.statistics"
_GRAVITY = {kind.value: place for place, kind in enumerate(FlagKind)}


@dataclass(frozen=True, slots=True)
class About:
    """Which quiz it is: the check of a lesson, or the final test of a course (then without a lesson)."""

    quiz_id: int
    lesson_id: int | None
    course_id: int
    course_title: str
    title: str
    language: str
    pass_percent: int


@dataclass(frozen=True, slots=True)
class StatisticsLine:
    """One quiz in the list; without a date nothing was worked out yet."""

    about: About
    computed_at: datetime | None
    people: int
    findings: int
    mean_percent: Decimal | None
    consistency: Decimal | None

    @property
    def shown(self) -> bool:
        return self.people >= FEWEST_SHOWN

    @property
    def sure(self) -> bool:
        return self.people >= SURE_FROM


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question version in the table of its quiz: figures as they are written, a dash where there is none."""

    figures: dict[str, Any]
    label: str
    sure: bool
    hidden: bool
    flags: list[dict[str, Any]]
    right: str
    separates: str
    interval: str
    efficiency: str
    weight: str
    seconds: float | None

    @classmethod
    def of(cls, found: dict[str, Any]) -> "QuestionLine":
        """The line of stored figures."""
        facility, interval, pace = found["facility"], found["interval"], found["pace"]
        return cls(
            found, found["label"], found["people"] >= SURE_FROM, facility is None, found["flags"],
            written(None if facility is None else facility * 100), written(found["index"]),
            f"{written(interval['low'])} … {written(interval['high'])}" if interval else "",
            written(found["efficiency"]), written(found["weight"], 1), pace["seconds"][1] if pace else None,
        )  # fmt: skip


@dataclass(frozen=True)
class StatisticsPage:
    """Everything about one quiz; what was worked out is read only by those who look into it."""

    about: About
    computed_at: datetime | None
    people: int
    under_way: bool

    @property
    def shown(self) -> bool:
        return self.people >= FEWEST_SHOWN

    @property
    def as_of(self) -> tuple[Any, ...]:
        """What everything that is made of the figures rests on: they stand until they are worked out again."""
        return self.about, self.computed_at, self.people

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The stored document, empty where too few have finished the quiz."""
        return next((row.document for row in fetch(_DOCUMENT, quiz_id=self.about.quiz_id)), {})

    @property
    def sure(self) -> bool:
        return self.people >= SURE_FROM

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Those with findings first, the gravest at the top, then the hardest."""
        return sorted(
            self.figures.get("questions", ()),
            key=lambda each: (
                min((_GRAVITY[flag["kind"]] for flag in each["flags"]), default=len(_GRAVITY)),
                each["facility"] is None,
                each["facility"] or 0,
                each["version_id"],
            ),
        )

    @property
    def lines(self) -> list[QuestionLine]:
        """The same as the table shows them: a template that puts figures into words takes twice as long."""
        return [QuestionLine.of(each) for each in self.questions]

    def question(self, version_id: int) -> dict[str, Any] | None:
        """The figures of one question version."""
        return next((each for each in self.figures.get("questions", ()) if each["version_id"] == version_id), None)

    def versions_of(self, question_id: int) -> list[dict[str, Any]]:
        """The figures of all versions of a question, the newest first."""
        found = [each for each in self.figures.get("questions", ()) if each["question_id"] == question_id]
        return sorted(found, key=lambda each: -int(each["number"]))


@dataclass(frozen=True, slots=True)
class Worded:
    """A question version as its page shows it."""

    rendered: dict[str, Any]
    section: str | None
    lesson_id: int | None


_ABOUT = (
    sa.select(
        Quiz.id,
        Quiz.lesson_id,
        sa.func.coalesce(Quiz.course_id, Lesson.course_id).label("course_id"),
        Course.title.label("course_title"),
        sa.func.coalesce(LessonVersion.title, Course.title).label("title"),
        sa.func.coalesce(LessonVersion.language, Course.language).label("language"),
        Quiz.pass_percent,
    )
    .outerjoin(Lesson, Lesson.id == Quiz.lesson_id)
    .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
    .join(Course, Course.id == sa.func.coalesce(Quiz.course_id, Lesson.course_id))
)
# Whether somebody has asked for the figures and the job has not done them yet.
_ASKED_FOR = sa.exists().where(
    Job.unique_key == sa.bindparam("unique_key"), Job.state.in_((JobState.QUEUED, JobState.RUNNING))
)
_PAGE = (
    _ABOUT.add_columns(StoredStatistics.computed_at, StoredStatistics.people, _ASKED_FOR.label("asked_for"))
    .outerjoin(StoredStatistics, StoredStatistics.quiz_id == Quiz.id)
    .where(Quiz.id == sa.bindparam("quiz_id"))
)
_DOCUMENT = sa.select(StoredStatistics.document).where(StoredStatistics.quiz_id == sa.bindparam("quiz_id"))


def written(figure: float | None, places: int = 0) -> str:
    """A figure with a true minus sign; a dash where there is none."""
    return "–" if figure is None else f"{figure:.{places}f}".replace("-", "−")


def statistics_lines() -> list[StatisticsLine]:
    """All quizzes that anybody has finished, those with findings first; one statement for any number."""
    rows = session().execute(
        _ABOUT.add_columns(
            StoredStatistics.computed_at, StoredStatistics.people, StoredStatistics.findings,
            StoredStatistics.mean_percent, StoredStatistics.consistency,
        )
        .join(StoredStatistics, StoredStatistics.quiz_id == Quiz.id)
        .order_by(StoredStatistics.findings.desc(), Course.title, Lesson.position, Quiz.id)
    )  # fmt: skip
    return [StatisticsLine(About(*row[:7]), *row[7:]) for row in rows]


def statistics_page(quiz_id: int) -> StatisticsPage | None:
    """The quiz and when its figures were worked out, in one statement; None where there is no such quiz."""
    row = next(iter(fetch(_PAGE, quiz_id=quiz_id, unique_key=f"{JOB}:{quiz_id}")), None)
    if row is None:
        return None
    *about, computed_at, people, under_way = row
    return StatisticsPage(About(*about), computed_at, people or 0, bool(under_way))


def worded(version_id: int) -> Worded:
    """The words of a question version."""
    row = session().execute(
        sa.select(QuestionVersion.rendered, QuestionVersion.section, Question.lesson_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id == version_id)
    ).one()  # fmt: skip
    return Worded(*row)

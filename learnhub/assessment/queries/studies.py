"""What summaries are made of, for any number of people at once: ledgers, completions, courses, earlier quarters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion
from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Snapshot, Summary
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.credits.models import Completion, CreditEntry, CreditHead
from learnhub.credits.queries import CompletedLesson
from learnhub.credits.rules import GENESIS
from learnhub.kernel.clock import local_date, midnight
from learnhub.kernel.periods import Period
from learnhub.platform.db import session
from learnhub.requirements.models import RequirementRule


@dataclass(frozen=True, slots=True)
class StudiedCourse:
    """A course with its lessons, each as the ids of its translations."""

    title: str
    lessons: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class Frozen:
    """The earlier quarters of a person that were frozen, and the entries that stand in them."""

    shown: set[int] = field(default_factory=set)
    periods: set[Period] = field(default_factory=set)


def ledgers_of(person_ids: Sequence[int]) -> dict[int, list[CreditEntry]]:
    """The whole ledger of each person."""
    found: dict[int, list[CreditEntry]] = {person: [] for person in person_ids}
    for entry in session().scalars(sa.select(CreditEntry).where(CreditEntry.person_id.in_(person_ids))):
        found[entry.person_id].append(entry)
    return found


def heads_of(person_ids: Sequence[int]) -> dict[int, str]:
    """The end of each person's ledger; the start of every chain where nothing was entered yet."""
    rows = session().execute(
        sa.select(CreditHead.person_id, CreditHead.hash).where(CreditHead.person_id.in_(person_ids))
    )
    return {**dict.fromkeys(person_ids, GENESIS), **{row.person_id: row.hash for row in rows}}


def studied_by(person_ids: Sequence[int]) -> dict[int, list[CompletedLesson]]:
    """What each person completed or has begun, newest first."""
    found: dict[int, list[CompletedLesson]] = {person: [] for person in person_ids}
    rows = session().execute(
        sa.select(
            Completion, LessonVersion.number, LessonVersion.title, Lesson.id, Lesson.language, Course.id, Course.title
        )
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Completion.person_id.in_(person_ids))
        .order_by(Completion.completed_at.desc(), Completion.id.desc())
    )
    for done, number, title, lesson_id, language, course_id, course in rows:
        found[done.person_id].append(
            CompletedLesson(
                done.id, lesson_id, done.lesson_version_id, number, title, course_id, course, language,
                done.read_at, done.recall_at, done.completed_at, done.declared,
            )
        )  # fmt: skip
    return found


def articles_by(person_ids: Sequence[int], period: Period) -> dict[int, list[rules.ArticleLine]]:
    """The articles of each author that were first released in a period and stand, under the title that readers have."""
    found: dict[int, list[rules.ArticleLine]] = {person: [] for person in person_ids}
    rows = session().execute(
        sa.select(Article.author_id, Article.id, Article.released_at, ArticleVersion.title)
        .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
        .where(
            Article.author_id.in_(person_ids), Article.withdrawn_at.is_(None),
            Article.released_at >= midnight(period.start),
            Article.released_at < midnight(period.end + timedelta(days=1)),
        )
    )  # fmt: skip
    for author, article_id, at, title in rows:
        found[author].append(rules.ArticleLine(article_id, title, local_date(at)))
    return found


def rule_ids() -> dict[tuple[str, date], int]:
    rows = session().execute(sa.select(RequirementRule.id, RequirementRule.key, RequirementRule.effective_from))
    return {(row.key, row.effective_from): row.id for row in rows}


def courses_in(studied: Mapping[int, Iterable[CompletedLesson]]) -> dict[int, StudiedCourse]:
    """The courses in which something was completed, with their lessons; translations of one lesson together."""
    touched = {each.course_id for lines in studied.values() for each in lines if each.completed_at is not None}
    if not touched:
        return {}
    rows = session().execute(
        sa.select(Lesson.id, Lesson.original_id, Course.id.label("course_id"), Course.title)
        .join(Course, Course.id == Lesson.course_id)
        .where(Course.id.in_(touched), Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None))
    )
    titles: dict[int, str] = {}
    lessons: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        titles[row.course_id] = row.title
        lessons[row.course_id][row.original_id or row.id].append(row.id)
    return {
        course: StudiedCourse(title, tuple(map(tuple, lessons[course].values()))) for course, title in titles.items()
    }


def frozen_before(person_ids: Sequence[int], period: Period) -> dict[int, Frozen]:
    """Of each person the earlier quarters that were frozen, and the entries that stand in them."""
    found = {person: Frozen() for person in person_ids}
    rows = session().execute(
        sa.select(Summary.person_id, Snapshot.document, Cycle.starts_on, Cycle.ends_on)
        .join(Summary, Summary.id == Snapshot.summary_id)
        .join(Cycle, Cycle.id == Summary.cycle_id)
        .where(Summary.person_id.in_(person_ids), Cycle.ends_on < period.start)
    )
    for person, document, starts_on, ends_on in rows:
        found[person].shown |= rules.entry_ids(document)
        found[person].periods.add(Period(starts_on, ends_on))
    return found

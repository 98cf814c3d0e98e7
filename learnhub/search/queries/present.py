"""Looks at what changed a moment ago itself: what was retired or withdrawn is not shown until the index knows it."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article
from learnhub.catalog.models import Course, Lesson
from learnhub.platform.db import session
from learnhub.quizzes.models import Question
from learnhub.search.rules.labels import article_label, course_label, question_labels

_COURSES = sa.select(Course.id, Course.is_reviewed).where(Course.retired_at.is_(None))
_LESSONS = (
    sa.select(Lesson.id, Course.is_reviewed)
    .join(Course, Course.id == Lesson.course_id)
    .where(Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None), Course.retired_at.is_(None))
)
_ARTICLES = sa.select(Article.id, Article.level, Article.unit_id).where(
    Article.released_version_id.is_not(None), Article.withdrawn_at.is_(None), Article.removed_at.is_(None)
)
# A question of the bank belongs to no lesson, and what is not there is not retired.
_QUESTIONS = (
    sa.select(Question.id, Question.owner_id, Question.unit_id)
    .outerjoin(Lesson, Lesson.id == Question.lesson_id)
    .outerjoin(Course, Course.id == Lesson.course_id)
    .where(Question.retired_at.is_(None), Lesson.retired_at.is_(None), Course.retired_at.is_(None))
)


def _of_course(row: Any) -> frozenset[str]:
    return frozenset((course_label(is_reviewed=row.is_reviewed),))


def _of_article(row: Any) -> frozenset[str]:
    return frozenset((article_label(row.level, row.unit_id),))


def _of_question(row: Any) -> frozenset[str]:
    return question_labels(row.owner_id, row.unit_id)


_PRESENT: dict[str, tuple[sa.Select[Any], Any, Callable[[Any], frozenset[str]]]] = {
    "course": (_COURSES, Course.id, _of_course),
    "lesson": (_LESSONS, Lesson.id, _of_course),
    "file": (_LESSONS, Lesson.id, _of_course),
    "article": (_ARTICLES, Article.id, _of_article),
    "attachment": (_ARTICLES, Article.id, _of_article),
    "question": (_QUESTIONS, Question.id, _of_question),
}


def still_present(kind: str, idents: Sequence[int], access: frozenset[str]) -> set[int]:
    """Which of these things somebody with these labels may see at this moment."""
    if kind not in _PRESENT:
        return set()
    select, ident, labels = _PRESENT[kind]
    return {row.id for row in session().execute(select.where(ident.in_(idents))) if labels(row) & access}

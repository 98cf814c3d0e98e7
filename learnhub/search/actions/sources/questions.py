"""Questions as documents, for those who keep them: a reader who found one would know a check before taking it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.kernel.text import one_line, shorten
from learnhub.platform.db import session
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.search.actions.sources.shape import Entry, Part, Source, is_changed
from learnhub.search.rules.labels import question_labels
from learnhub.search.rules.plain import plain

LONGEST_TITLE = 80
# A question of a lesson's file goes with its lesson; one of the bank belongs to none.
_ASKED = (Question.retired_at.is_(None), Lesson.retired_at.is_(None), Course.retired_at.is_(None))


def _everything() -> Iterable[int]:
    asked = sa.select(Question.id).outerjoin(Lesson, Lesson.id == Question.lesson_id)
    return session().scalars(
        asked.outerjoin(Course, Course.id == Lesson.course_id).where(*_ASKED).order_by(Question.id)
    )


def _collect(idents: Sequence[int]) -> Iterator[Entry]:
    rows = session().execute(
        sa.select(
            Question.id, Question.owner_id, Question.unit_id, QuestionVersion.rendered, LessonVersion.title,
            LessonVersion.language, Course.category, Lesson.course_id,
        )
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .outerjoin(Lesson, Lesson.id == Question.lesson_id)
        .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .outerjoin(Course, Course.id == Lesson.course_id)
        .where(Question.id.in_(idents), *_ASKED)
    )  # fmt: skip
    for row in rows:
        texts = [text for html in _strings(row.rendered) if (text := plain(html))]
        if texts:
            yield Entry(
                ident=row.id,
                title=shorten(one_line(texts[0]), LONGEST_TITLE),
                place=f"/quizzes/bank/questions/{row.id}",
                labels=question_labels(row.owner_id, row.unit_id),
                parts=[Part("\n".join(texts))],
                beside=row.title or "",
                language=row.language or "",
                category=row.category.value if row.category else "",
                course=str(row.course_id or ""),
            )


def _strings(rendered: Any) -> Iterator[str]:
    """Every piece of text of a rendered question, the question itself first; the shape differs from kind to kind."""
    if isinstance(rendered, str):
        yield rendered
    elif isinstance(rendered, dict):
        for name in sorted(rendered, key=lambda name: name != "stem"):
            yield from _strings(rendered[name])
    elif isinstance(rendered, list):
        for each in rendered:
            yield from _strings(each)


def _of_lesson(lesson: Lesson) -> Iterable[int]:
    """A question is shown with the title of its lesson, and goes when that goes."""
    return session().scalars(sa.select(Question.id).where(Question.lesson_id == lesson.id)).all()


def _of_course(course: Course) -> Iterable[int]:
    if not is_changed(course, "category", "retired_at"):
        return ()
    lessons = sa.select(Lesson.id).where(Lesson.course_id == course.id)
    return session().scalars(sa.select(Question.id).where(Question.lesson_id.in_(lessons))).all()


QUESTIONS = Source(
    "question",
    _everything,
    _collect,
    {
        Course: _of_course,
        Lesson: _of_lesson,
        Question: lambda question: (question.id,),
        QuestionVersion: lambda version: (version.question_id,),
    },
)

"""Courses as documents: title, summary and introduction."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from learnhub.catalog.models import Course
from learnhub.platform.db import session
from learnhub.search.actions.sources.shape import Entry, Part, Source
from learnhub.search.rules.labels import course_label
from learnhub.search.rules.plain import plain


def _everything() -> Iterable[int]:
    return session().scalars(sa.select(Course.id).where(Course.retired_at.is_(None)).order_by(Course.id)).all()


def _collect(idents: Sequence[int]) -> Iterator[Entry]:
    found = sa.select(Course).where(Course.id.in_(idents), Course.retired_at.is_(None))
    for course in session().scalars(found):
        about = "\n".join(words for words in (course.summary, course.audience, course.authors) if words)
        yield Entry(
            ident=course.id,
            title=course.title,
            place=f"/catalog/courses/{course.id}",
            labels=frozenset((course_label(is_reviewed=course.is_reviewed),)),
            parts=[Part(text) for text in (about, plain(course.intro_html)) if text],
            language=course.language,
            category=course.category.value,
            course=str(course.id),
        )


COURSES = Source("course", _everything, _collect, {Course: lambda course: (course.id,)})

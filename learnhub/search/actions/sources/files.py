"""Files that lessons link to, by their words; they are read here, in the worker, and never while somebody waits."""

import re
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.platform.db import session
from learnhub.platform.extraction import words_of_kept
from learnhub.search.actions.sources.lessons import LESSONS
from learnhub.search.actions.sources.shape import Entry, Source, parts_of
from learnhub.search.rules.labels import course_label
from learnhub.search.rules.plain import plain

_LINK = re.compile(r'<a\b[^>]*\bhref="(/catalog/media/([0-9a-f]{64})\.(docx|xlsx|pdf))"[^>]*>(.*?)</a>', re.S)
_OFFERED = (
    Lesson.retired_at.is_(None),
    Course.retired_at.is_(None),
    LessonVersion.html.contains('href="/catalog/media/'),
)


def _everything() -> Iterable[int]:
    offered = sa.select(Lesson.id).join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
    return session().scalars(offered.join(Course, Course.id == Lesson.course_id).where(*_OFFERED)).all()


def _collect(idents: Sequence[int]) -> Iterator[Entry]:
    rows = session().execute(
        sa.select(
            Lesson.id, LessonVersion.html, LessonVersion.title, LessonVersion.language, Course.category,
            Course.is_reviewed, Lesson.course_id,
        )
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.id.in_(idents), *_OFFERED)
    )  # fmt: skip
    for row in rows:
        for place, digest, ending, words in dict.fromkeys(_LINK.findall(row.html)):
            yield Entry(
                ident=row.id,
                name=digest[:24],
                title=plain(words) or row.title,
                place=place,
                labels=frozenset((course_label(is_reviewed=row.is_reviewed),)),
                parts=list(parts_of(words_of_kept(digest, ending))),
                beside=row.title,
                language=row.language,
                category=row.category.value,
                course=str(row.course_id),
            )


FILES = Source("file", _everything, _collect, LESSONS.touched)

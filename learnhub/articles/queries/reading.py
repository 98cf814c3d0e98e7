"""The page of one article: the released text with everything around it, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from learnhub.articles.models import (
    Article,
    ArticleFile,
    ArticleTag,
    ArticleVersion,
    Bookmark,
    CoAuthor,
    Follow,
    Thanks,
    Topic,
)
from learnhub.articles.rules.citation import citation
from learnhub.articles.rules.marks import Text, cut
from learnhub.articles.rules.states import CoAuthorState, FileUse, Kind, Level, Scan, State
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.kernel import clock
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person, Unit
from learnhub.platform.db import fetch, session

# A contents list helps only where there is something to skip.
LONG_FROM_HEADINGS = 3


class Facts(NamedTuple):
    """What stands around the text; the title is that of the released version, of a draft its own."""

    id: int
    title: str
    summary: str
    kind: Kind
    level: Level
    language: str
    licence: str
    state: State
    author_id: int
    author: str
    unit_id: int | None
    unit: str | None
    topic_id: int | None
    topic: str | None
    course_id: int | None
    course: str | None
    lesson_id: int | None
    lesson: str | None
    released_version_id: int | None
    content_hash: str | None
    minutes: int | None
    released_at: datetime | None
    corrected_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    removed_at: datetime | None
    thanks: int
    comments: int


class Attachment(NamedTuple):
    """A file beside the text."""

    id: int
    name: str
    size: int


class Mine(NamedTuple):
    """What the reader did with it."""

    thanked: bool
    bookmarked: bool
    followed: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything but the comments."""

    about: Facts
    text: Text
    tags: tuple[str, ...]
    co_authors: tuple[tuple[int, str], ...]
    attachments: tuple[Attachment, ...]
    mine: Mine

    @property
    def long(self) -> bool:
        """Whether a list of contents helps."""
        return len(self.text.headings) >= LONG_FROM_HEADINGS

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who wrote it, the author first."""
        return (self.about.author, *(name for _, name in self.co_authors))

    @property
    def writers(self) -> frozenset[int]:
        """Those of them who write on it."""
        return frozenset((self.about.author_id, *(ident for ident, _ in self.co_authors)))

    def cited(self, read: date, address: str) -> str:
        """The line that names it elsewhere."""
        about = self.about
        return citation(
            language=about.language, authors=self.authors, title=about.title, unit=about.unit or "",
            released=local_date(about.released_at or clock.now()), read=read, address=address,
        )  # fmt: skip


def article_page(about: Facts, reader_id: int) -> ArticlePage:
    """The released article and what the reader did with it."""
    mine = fetch(_MINE, article=about.id, reader=reader_id, topic=about.topic_id or 0)[0]
    around = fetch(_AROUND, article=about.id)
    along = sorted((row for row in around if row.what == _CO_AUTHOR), key=lambda row: (row.at, row.id))
    return ArticlePage(
        about,
        text_of(about.released_version_id or 0, about.content_hash or ""),
        tuple(sorted(row.name for row in around if row.what == _TAG)),
        tuple((row.id, row.name) for row in along),
        tuple(sorted(Attachment(row.id, row.name, row.size) for row in around if row.what == _FILE)),
        Mine(*(bool(each) for each in mine)),
    )


def facts_of(article_id: int) -> Facts | None:
    """What stands around the text of an article, released or not."""
    found = fetch(_FACTS, article=article_id)
    return Facts(*found[0]) if found else None


@lru_cache(maxsize=128)
def text_of(version_id: int, _content_hash: str) -> Text:
    """The kept body of a version, cut; versions never change, so it is worked out once."""
    row = session().execute(
        sa.select(ArticleVersion.html, ArticleVersion.blocks).where(ArticleVersion.id == version_id)
    ).one()  # fmt: skip
    return cut(row.html, row.blocks)


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(value), sa.Integer)


_FACTS = (
    sa.select(
        Article.id, sa.func.coalesce(ArticleVersion.title, Article.title).label("title"),
        sa.func.coalesce(ArticleVersion.summary, Article.summary).label("summary"), Article.kind, Article.level,
        Article.language, Article.licence, Article.state, Article.author_id, Person.name.label("author"),
        Article.unit_id, Unit.name.label("unit"), Article.topic_id, Topic.name.label("topic"), Article.course_id,
        Course.title.label("course"), Article.lesson_id, LessonVersion.title.label("lesson"),
        Article.released_version_id, ArticleVersion.content_hash, ArticleVersion.minutes, Article.released_at,
        Article.corrected_at, Article.withdrawn_at, Article.withdrawn_why,
        Article.removed_at, Article.thanks, Article.comments,
    )
    .join(Person, Person.id == Article.author_id)
    .outerjoin(ArticleVersion, ArticleVersion.id == Article.released_version_id)
    .outerjoin(Unit, Unit.id == Article.unit_id)
    .outerjoin(Topic, Topic.id == Article.topic_id)
    .outerjoin(Course, Course.id == Article.course_id)
    .outerjoin(Lesson, Lesson.id == Article.lesson_id)
    .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
    .where(Article.id == sa.bindparam("article"))
)  # fmt: skip
_CO_AUTHOR, _TAG, _FILE = 1, 2, 3
_OF_IT: Any = sa.bindparam("article")
# One statement instead of three; the first names the columns and their types.
_AROUND: Any = sa.union_all(
    sa.select(
        _number(_CO_AUTHOR).label("what"), Person.id, Person.name, _number(0).label("size"),
        CoAuthor.asked_at.label("at"),
    )
    .join(CoAuthor, CoAuthor.person_id == Person.id)
    .where(CoAuthor.article_id == _OF_IT, CoAuthor.state == CoAuthorState.ACCEPTED),
    sa.select(_number(_TAG), _number(0), ArticleTag.name, _number(0), sa.null()).where(ArticleTag.article_id == _OF_IT),
    sa.select(_number(_FILE), ArticleFile.id, ArticleFile.name, ArticleFile.size, sa.null()).where(
        ArticleFile.article_id == _OF_IT,
        ArticleFile.use == FileUse.ATTACHMENT,
        ArticleFile.is_released,
        sa.or_(ArticleFile.scan == Scan.OFF, ArticleFile.scan == Scan.CLEAN),  # a list would not be prepared
    ),
)  # fmt: skip
_MINE = sa.select(
    sa.exists().where(
        Thanks.article_id == sa.bindparam("article"), Thanks.person_id == sa.bindparam("reader")
    ).label("thanked"),
    sa.exists().where(
        Bookmark.article_id == sa.bindparam("article"), Bookmark.person_id == sa.bindparam("reader")
    ).label("bookmarked"),
    sa.exists().where(
        Follow.topic_id == sa.bindparam("topic"), Follow.person_id == sa.bindparam("reader")
    ).label("followed"),
)  # fmt: skip

"""What the similarity check of an article found, in words and side by side, as far as the viewer may read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Similarity
from learnhub.articles.rules.similarity.plain import plain
from learnhub.articles.rules.states import CheckState
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.kernel.text import shorten
from learnhub.people.queries import person_line
from learnhub.platform.db import session

MOST_PASSAGES = 20
LONGEST_PASSAGE = 1200
MaySee = Callable[[Article, int], bool]
# From which percentage on which words are said.
STEPS = ((60, "most"), (30, "large"), (10, "part"), (0.01, "little"))


@dataclass(frozen=True, slots=True)
class Summary:
    """What `articles/similarity_box.html` shows; `state` is `none`, `checking`, `failed`, `clear` or `found`."""

    article_id: int
    state: str
    version: int = 0
    percent: Decimal = Decimal(0)
    quoted: Decimal = Decimal(0)
    much: str = ""
    sources: int = 0
    compared: int = 0
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same passage in both texts."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text that shares passages; without a title and pairs where the viewer may not read it."""

    kind: str
    percent: Decimal
    apart: bool
    passages: int
    unit: str = ""
    title: str = ""
    author: str = ""
    same_author: bool = False
    article_id: int = 0
    lesson_id: int = 0
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarityPage:
    """The whole page."""

    summary: Summary
    sources: tuple[Source, ...] = ()
    quotations: tuple[tuple[str, str], ...] = field(default=())


def similarity_of(article_id: int) -> Summary:
    """How the latest check of an article ended: one statement."""
    found = _latest(article_id)
    return Summary(article_id, "none") if found is None else _summary(article_id, *found)


def similarity_page(article: Article, *, may_see: MaySee, offered: sa.ColumnElement[bool]) -> SimilarityPage:
    """Everything that the latest check found; the statements do not grow with what it found.

    `may_see` says whether a version of an article may be shown, `offered` are the courses that the viewer may see.
    """
    found = _latest(article.id)
    if found is None:
        return SimilarityPage(Summary(article.id, "none"))
    row, number = found
    summary = _summary(article.id, row, number)
    if row.state is not CheckState.DONE:
        return SimilarityPage(summary)
    text = plain(session().get_one(ArticleVersion, row.version_id).html).text
    quotations = tuple((shorten(text[start:end].strip(), 300), why) for start, end, why in row.excluded)
    sources = [*_articles(row, article, may_see, text), *_lessons(row, offered, text)]
    sources.sort(key=lambda source: (source.apart, -source.percent))
    return SimilarityPage(summary, tuple(sources), quotations)


def _latest(article_id: int) -> tuple[Similarity, int] | None:
    query = (
        sa.select(Similarity, ArticleVersion.number)
        .join(ArticleVersion, ArticleVersion.id == Similarity.version_id)
        .where(ArticleVersion.article_id == article_id)
        .order_by(ArticleVersion.number.desc())
        .limit(1)
    )
    found = session().execute(query).first()
    return None if found is None else (found[0], found[1])


def _summary(article_id: int, row: Similarity, number: int) -> Summary:
    if row.state is not CheckState.DONE:
        return Summary(article_id, row.state.value, number, checked_at=row.checked_at)
    much = next((word for step, word in STEPS if row.percent >= step), "")
    return Summary(
        article_id, "found" if row.matches else "clear", number, row.percent, row.quoted, much,
        sum(not match["apart"] for match in row.matches), row.compared, row.checked_at,
    )  # fmt: skip


def _of(row: Similarity, kind: str) -> dict[int, dict[str, Any]]:
    return {match["text_id"]: match for match in row.matches if match["kind"] == kind}


def _articles(row: Similarity, article: Article, may_see: MaySee, text: str) -> Iterable[Source]:
    """The matching articles; whoever may not read one learns how much, and of which unit it is."""
    matches = _of(row, "article")
    if not matches:
        return
    rows = session().execute(
        sa.select(Article, ArticleVersion)
        .join(ArticleVersion, ArticleVersion.article_id == Article.id)
        .where(ArticleVersion.id.in_(matches))
    ).all()  # fmt: skip
    lines = person_line({found.author_id for found, _ in rows})
    for found, version in rows:
        match, line = matches[version.id], lines.get(found.author_id)
        facts = {"unit": (line.unit_name or "") if line else "", "same_author": found.author_id == article.author_id}
        if may_see(found, version.id):
            facts |= {"title": version.title, "author": line.name if line else "", "article_id": found.id}
            facts["pairs"] = _pairs(match, text, version.html)
        yield _source(match, facts)


def _lessons(row: Similarity, offered: sa.ColumnElement[bool], text: str) -> Iterable[Source]:
    matches = _of(row, "lesson")
    if not matches:
        return
    rows = session().execute(
        sa.select(LessonVersion, offered)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(LessonVersion.id.in_(matches))
    ).all()  # fmt: skip
    for version, may_read in rows:
        match, facts = matches[version.id], dict[str, Any]()
        if may_read:
            facts = {"title": version.title, "lesson_id": version.lesson_id}
            facts["pairs"] = _pairs(match, text, version.html)
        yield _source(match, facts)


def _source(match: dict[str, Any], facts: dict[str, Any]) -> Source:
    percent = Decimal(str(match["percent"]))
    return Source(match["kind"], percent, match["apart"], len(match["passages"]), **facts)


def _pairs(match: dict[str, Any], text: str, html: str) -> tuple[Pair, ...]:
    other = plain(html).text
    return tuple(
        Pair(_cut(text, *passage["here"]), _cut(other, *passage["there"]))
        for passage in match["passages"][:MOST_PASSAGES]
    )


def _cut(text: str, start: int, end: int) -> str:
    return shorten(text[start:end].strip(), LONGEST_PASSAGE)

"""Released articles as documents, section by section, and the files that are attached to them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleFile, ArticleVersion, Topic
from learnhub.articles.rules.states import FileUse, Scan
from learnhub.people.models import Person
from learnhub.platform import storage
from learnhub.platform.db import session
from learnhub.platform.extraction import words_of
from learnhub.search.actions.sources.shape import Entry, Part, Source, is_changed, parts_of
from learnhub.search.rules.labels import article_label
from learnhub.search.rules.plain import headed

READABLE = ("docx", "xlsx", "pdf")
_RELEASED = (Article.released_version_id.is_not(None), Article.withdrawn_at.is_(None), Article.removed_at.is_(None))
_ABOUT = (
    sa.select(
        Article.id, Article.level, Article.unit_id, Article.course_id, ArticleVersion.title, ArticleVersion.summary,
        ArticleVersion.html, Article.language, Person.name.label("author"), Topic.name.label("topic"), Topic.category,
    )
    .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
    .join(Person, Person.id == Article.author_id)
    .outerjoin(Topic, Topic.id == Article.topic_id)
    .where(*_RELEASED)
)  # fmt: skip


def _everything() -> Iterable[int]:
    return session().scalars(sa.select(Article.id).where(*_RELEASED).order_by(Article.id)).all()


def _collect(idents: Sequence[int]) -> Iterator[Entry]:
    for row in session().execute(_ABOUT.where(Article.id.in_(idents))):
        summary = [Part(row.summary)] if row.summary else []
        yield Entry(
            ident=row.id,
            title=row.title,
            place=f"/articles/{row.id}",
            parts=[*summary, *(Part(each.text, each.title, each.anchor) for each in headed(row.html))],
            beside=" · ".join(words for words in (row.author, row.topic) if words),
            **_shared(row),
        )


def _collect_files(idents: Sequence[int]) -> Iterator[Entry]:
    articles = {row.id: row for row in session().execute(_ABOUT.where(Article.id.in_(idents)))}
    for file in session().scalars(_attached().where(ArticleFile.article_id.in_(sorted(articles)))):
        row, place = articles[file.article_id], f"/articles/{file.article_id}/files/{file.id}/"
        if place not in row.html:
            continue  # added to a correction that is not released
        yield Entry(
            ident=row.id,
            name=file.digest[:24],
            title=file.name,
            place=place + quote(file.name, safe=""),
            parts=list(parts_of(words_of(storage.path_of(file.digest), file.extension))),
            beside=row.title,
            **_shared(row),
        )


def _shared(row: Any) -> dict[str, Any]:
    """What an article and its files are filtered by."""
    return {
        "labels": frozenset((article_label(row.level, row.unit_id),)),
        "language": row.language,
        "category": row.category.value if row.category else "",
        "course": str(row.course_id or ""),
    }


def _attached() -> sa.Select[tuple[ArticleFile]]:
    """What readers can be given; a file that is scanned or has a virus is nobody's to find."""
    return (
        sa.select(ArticleFile)
        .where(
            ArticleFile.use == FileUse.ATTACHMENT,
            ArticleFile.is_released,
            ArticleFile.scan.in_((Scan.OFF, Scan.CLEAN)),
            ArticleFile.extension.in_(READABLE),
        )
        .order_by(ArticleFile.article_id, ArticleFile.id)
    )


def _of_topic(topic: Topic) -> Iterable[int]:
    if not is_changed(topic, "name", "category"):
        return ()
    return session().scalars(sa.select(Article.id).where(Article.topic_id == topic.id, *_RELEASED)).all()


def _of_author(person: Person) -> Iterable[int]:
    if not is_changed(person, "name"):
        return ()
    return session().scalars(sa.select(Article.id).where(Article.author_id == person.id, *_RELEASED)).all()


def _of_article(article: Article) -> Iterable[int]:
    """Autosaves write the article too, and change nothing that readers see."""
    shown = (
        "released_version_id",
        "withdrawn_at",
        "removed_at",
        "level",
        "unit_id",
        "topic_id",
        "language",
        "course_id",
    )
    return (article.id,) if is_changed(article, *shown) else ()


ARTICLES = Source("article", _everything, _collect, {Article: _of_article, Topic: _of_topic, Person: _of_author})
ATTACHMENTS = Source(
    "attachment",
    _everything,
    _collect_files,
    {Article: _of_article, ArticleFile: lambda file: (file.article_id,), Topic: _of_topic},
)

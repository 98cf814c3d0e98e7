"""Reads of what a text is filed under: of the draft as it is now, and what one version changes of another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleFile, ArticleTag, Topic
from learnhub.articles.rules.facts import Facts
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: what was said before and no more, and what is new."""

    name: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def draft_facts(article: Article) -> Facts:
    """What the author chose; before the first release and until a correction chooses otherwise, what all see."""
    if article.draft_facts is not None:
        return Facts.of(article.draft_facts)
    return Facts(article.kind, article.topic_id, article.language, article.licence, tags_of(article.id))


def draft_language(article: Article) -> str:
    """The language of the draft alone."""
    return article.language if article.draft_facts is None else str(article.draft_facts["language"])


def facts_now(article: Article) -> dict[str, Any]:
    """What a version keeps of the draft beside its words."""
    present = sa.select(ArticleFile.id).where(ArticleFile.article_id == article.id, ArticleFile.removed_at.is_(None))
    files = session().scalars(present.order_by(ArticleFile.id)).all()
    return {**draft_facts(article).kept(), "files": list(files)}


def tags_of(article_id: int) -> tuple[str, ...]:
    """The words an article is filed under."""
    query = sa.select(ArticleTag.name).where(ArticleTag.article_id == article_id).order_by(ArticleTag.name)
    return tuple(session().scalars(query))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What two versions say differently beside their words; topics and files by their names."""
    return tuple(_changes(before, after))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in ("kind", "topic_id", "language", "licence"):
        if before[name] != after[name]:
            yield Change(name, (_word(name, before[name]),), (_word(name, after[name]),))
    names: dict[Any, str] = _file_names({*before["files"], *after["files"]})
    for name in ("tags", "files"):
        gone = tuple(names.get(each, str(each)) for each in before[name] if each not in after[name])
        new = tuple(names.get(each, str(each)) for each in after[name] if each not in before[name])
        if gone or new:
            yield Change(name, gone, new)


def _word(name: str, value: Any) -> str:
    if name == "topic_id" and value is not None:
        return session().get_one(Topic, value).name
    return str(value or "")


def _file_names(ids: set[int]) -> dict[int, str]:
    query = sa.select(ArticleFile.id, ArticleFile.name).where(ArticleFile.id.in_(ids))
    return dict(session().execute(query).tuples().all()) if ids else {}

"""The shelf: released articles that somebody may read, filtered, counted and cut into pages.

Rows come from the database, a page at a time, by statements that are built once for each set of filters. What the
filters would show is counted in memory, from one small table of counts that is made anew when an article is released,
withdrawn or filed elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleTag, ArticleVersion, Topic
from learnhub.articles.rules.states import Kind, Level
from learnhub.kernel.clock import SHANGHAI, local_date
from learnhub.people.models import Person, Unit
from learnhub.people.queries import unit_names
from learnhub.platform.db import fetch
from learnhub.platform.pagination import Page, page_number
from learnhub.platform.stamps import remembered

SIZE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the shelf somebody asks for; empty values ask for everything."""

    kind: Kind | None = None
    topic_id: int | None = None
    unit_id: int | None = None
    language: str = ""
    year: int | None = None
    tag: str = ""
    author_id: int | None = None
    by_title: bool = False
    page: str = ""

    @property
    def anything(self) -> bool:
        """Whether it is narrowed at all."""
        return replace(self, page="", by_title=False) != Wanted()

    @property
    def counted(self) -> bool:
        """Whether the counts of the filters tell what they would show."""
        return not self.tag and self.author_id is None


class ShelfRow(NamedTuple):
    """One article on the shelf."""

    id: int
    title: str
    summary: str
    kind: Kind
    language: str
    author_id: int
    author: str
    unit: str | None
    topic_id: int | None
    topic: str | None
    minutes: int
    comments: int
    released_at: datetime
    corrected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles each choice of each filter would show, the other filters staying as they are."""

    total: int = 0
    kinds: Mapping[Kind, int] = field(default_factory=dict, hash=False)
    topics: Mapping[int, int] = field(default_factory=dict, hash=False)
    units: Mapping[int, int] = field(default_factory=dict, hash=False)
    languages: Mapping[str, int] = field(default_factory=dict, hash=False)
    years: Mapping[int, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """Everything the shelf shows; `topics` and `units` are (id, name, how many)."""

    page: Page[ShelfRow]
    counts: Counts
    topics: tuple[tuple[int, str, int], ...]
    units: tuple[tuple[int, str, int], ...]


class _Cell(NamedTuple):
    level: Level
    unit_id: int | None
    kind: Kind
    topic_id: int | None
    language: str
    year: int


def shelf_page(units: tuple[int, ...], wanted: Wanted) -> ShelfPage:
    """One page of the shelf for somebody who reads the articles of these units; statements are constant."""
    counts = counts_of(units, wanted)
    total = counts.total if wanted.counted else _total(units, wanted)
    number = page_number(wanted.page, total, SIZE)
    names = {row.id: row.name for row in fetch(_TOPICS)}
    topics = sorted(((names[each], each) for each in counts.topics if each in names), key=lambda one: one[0])
    places = unit_names(tuple(sorted(counts.units)))
    return ShelfPage(
        Page(_rows(units, wanted, number), number, total, SIZE),
        counts,
        tuple((ident, name, counts.topics[ident]) for name, ident in topics),
        tuple((ident, name, counts.units[ident]) for ident, name in sorted(places.items(), key=lambda one: one[1])),
    )


def counts_of(units: tuple[int, ...], wanted: Wanted) -> Counts:
    """What each filter would show; empty where a tag or an author narrows the shelf."""
    if not wanted.counted:
        return Counts()
    return _counts(units, wanted.kind, wanted.topic_id, wanted.unit_id, wanted.language, wanted.year)


@remembered("articles", size=512)
def _counts(
    units: tuple[int, ...],
    kind: Kind | None,
    topic_id: int | None,
    unit_id: int | None,
    language: str,
    year: int | None,
) -> Counts:
    asked: dict[str, Any] = {
        "kind": kind, "topic_id": topic_id, "unit_id": unit_id, "language": language or None, "year": year
    }  # fmt: skip
    chosen = {name: value for name, value in asked.items() if value is not None}
    found: dict[str, Counter[Any]] = {name: Counter() for name in asked}
    total, reached = 0, frozenset(units)
    for cell, count in _cells():
        if cell.level is not Level.COUNTY and cell.unit_id not in reached:
            continue
        missed = [name for name, value in chosen.items() if getattr(cell, name) != value]
        if len(missed) > 1:
            continue
        if not missed:
            total += count
        for name in missed or asked:
            value = getattr(cell, name)
            if value is not None:
                found[name][value] += count
    return Counts(total, *(MappingProxyType(dict(found[name])) for name in asked))  # in the order of the fields


@remembered("articles", size=2)
def _cells() -> tuple[tuple[_Cell, int], ...]:
    """How many released articles there are of each level, unit, kind, topic, language and year."""
    rows = fetch(_FACTS)
    made = Counter(
        _Cell(row.level, row.unit_id, row.kind, row.topic_id, row.language, local_date(row.released_at).year)
        for row in rows
    )
    return tuple(made.items())


def _rows(units: tuple[int, ...], wanted: Wanted, number: int) -> list[ShelfRow]:
    statement = _statement(_used(wanted), wanted.by_title, counting=False)
    rows = fetch(statement, skip=(number - 1) * SIZE, **_values(units, wanted))
    return [ShelfRow(*row) for row in rows]


def _total(units: tuple[int, ...], wanted: Wanted) -> int:
    rows = fetch(_statement(_used(wanted), False, counting=True), **_values(units, wanted))
    return int(rows[0][0])


def _used(wanted: Wanted) -> frozenset[str]:
    return frozenset(name for name in _FILTERS if getattr(wanted, name))


def _values(units: tuple[int, ...], wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {"units": units or (0,)}
    for name in _used(wanted) - {"year"}:
        values[name] = getattr(wanted, name)
    if wanted.year:
        values["since"] = datetime(wanted.year, 1, 1, tzinfo=SHANGHAI)
        values["until"] = datetime(wanted.year + 1, 1, 1, tzinfo=SHANGHAI)
    return values


_SHOWN = (Article.released_version_id.is_not(None), Article.withdrawn_at.is_(None))
_FACTS = sa.select(
    Article.level, Article.unit_id, Article.kind, Article.topic_id, Article.language, Article.released_at
).where(*_SHOWN)  # fmt: skip
_TOPICS = sa.select(Topic.id, Topic.name)
_FILTERS: Mapping[str, Callable[[], sa.ColumnElement[bool]]] = {
    "kind": lambda: Article.kind == sa.bindparam("kind", type_=Article.kind.type),
    "topic_id": lambda: Article.topic_id == sa.bindparam("topic_id"),
    "unit_id": lambda: Article.unit_id == sa.bindparam("unit_id"),
    "language": lambda: Article.language == sa.bindparam("language"),
    "year": lambda: sa.and_(
        Article.released_at >= sa.bindparam("since", type_=Article.released_at.type),
        Article.released_at < sa.bindparam("until", type_=Article.released_at.type),
    ),
    "tag": lambda: Article.id.in_(sa.select(ArticleTag.article_id).where(ArticleTag.name == sa.bindparam("tag"))),
    "author_id": lambda: Article.author_id == sa.bindparam("author_id"),
}


@lru_cache(maxsize=512)
def _statement(used: frozenset[str], by_title: bool, *, counting: bool) -> sa.Select[Any]:
    """The statement for one set of filters; there are few sets, and building one costs more than running it."""
    reached = sa.or_(Article.level == Level.COUNTY, Article.unit_id.in_(sa.bindparam("units", expanding=True)))
    wanted = (*_SHOWN, reached, *(_FILTERS[name]() for name in sorted(used)))
    if counting:
        return sa.select(sa.func.count()).select_from(Article).where(*wanted)
    order = (Article.title, Article.id) if by_title else (Article.released_at.desc(), Article.id.desc())
    first = (
        sa.select(Article.id).where(*wanted).order_by(*order).limit(SIZE).offset(sa.bindparam("skip")).subquery("first")
    )
    return (
        sa.select(
            Article.id, ArticleVersion.title, ArticleVersion.summary, Article.kind, Article.language,
            Article.author_id, Person.name.label("author"), Unit.name.label("unit"), Article.topic_id,
            Topic.name.label("topic"), ArticleVersion.minutes,
            Article.comments, Article.released_at, Article.corrected_at,
        )
        .join(first, first.c.id == Article.id)
        .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
        .join(Person, Person.id == Article.author_id)
        .outerjoin(Unit, Unit.id == Article.unit_id)
        .outerjoin(Topic, Topic.id == Article.topic_id)
        .order_by(*order)
    )  # fmt: skip

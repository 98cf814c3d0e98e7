"""The shelf: released articles that somebody may read, filtered, counted and cut into pages.

What is on the shelf, in which order, and how many articles each filter would show, is kept in memory and made anew when
an article is released, withdrawn or filed elsewhere: numbers only, no words. The rows of a page come from the database
by their numbers, so that the last page costs no more than the first.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleTag, ArticleVersion, Topic
from learnhub.articles.rules.states import Kind, Level
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person, Unit
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
    """What articles that are filtered alike have in common."""

    level: Level
    unit_id: int | None
    kind: Kind
    topic_id: int | None
    language: str
    year: int


@dataclass(frozen=True, slots=True)
class _Shelf:
    """All that is on the shelf, the newest first: (article, author, number of its cell), and how many are in a cell."""

    cells: tuple[_Cell, ...]
    counts: tuple[int, ...]
    articles: tuple[tuple[int, int, int], ...]


def shelf_page(units: tuple[int, ...], wanted: Wanted) -> ShelfPage:
    """One page of the shelf for somebody who reads the articles of these units; statements are constant."""
    counts = counts_of(units, wanted)
    order = _order(units, replace(wanted, page="", tag=""))
    if wanted.tag:
        tagged = {row.article_id for row in fetch(_TAGGED, tag=wanted.tag)}
        order = tuple(ident for ident in order if ident in tagged)
    number = page_number(wanted.page, len(order), SIZE)
    rows = _rows(units, order[(number - 1) * SIZE : number * SIZE])
    return ShelfPage(
        Page(rows, number, len(order), SIZE), counts, _named(_TOPICS, counts.topics), _named(_UNITS, counts.units)
    )


def counts_of(units: tuple[int, ...], wanted: Wanted) -> Counts:
    """What each filter would show; empty where a tag or an author narrows the shelf."""
    return _counts(units, replace(wanted, page="", by_title=False)) if wanted.counted else Counts()


@remembered("articles", size=512)
def _counts(units: tuple[int, ...], wanted: Wanted) -> Counts:
    shelf, reached = _shelf(), frozenset(units)
    found: dict[str, Counter[Any]] = {name: Counter() for name in _FILTERS}
    total = 0
    for cell, count in zip(shelf.cells, shelf.counts, strict=True):
        missed = _missed(cell, wanted) if _is_open(cell, reached) else _FILTERS
        if len(missed) > 1:
            continue
        total += 0 if missed else count
        for name in missed or _FILTERS:
            if (value := getattr(cell, name)) is not None:
                found[name][value] += count
    return Counts(total, *(MappingProxyType(dict(found[name])) for name in _FILTERS))  # in the order of the fields


@remembered("articles", size=64)
def _order(units: tuple[int, ...], wanted: Wanted) -> tuple[int, ...]:
    """The numbers of the articles that fit, in the order of the list."""
    shelf, reached, author = _shelf(), frozenset(units), wanted.author_id
    fit = {n for n, cell in enumerate(shelf.cells) if _is_open(cell, reached) and not _missed(cell, wanted)}
    order = (ident for ident, by, cell in shelf.articles if cell in fit and (author is None or by == author))
    if not wanted.by_title:
        return tuple(order)
    wanted_ids = set(order)
    return tuple(ident for ident in _titles() if ident in wanted_ids)


@remembered("articles", size=1)
def _shelf() -> _Shelf:
    numbers: dict[_Cell, int] = {}
    articles = []
    for row in fetch(_FACTS):
        year = local_date(row.released_at).year
        cell = _Cell(row.level, row.unit_id, row.kind, row.topic_id, row.language, year)
        articles.append((row.id, row.author_id, numbers.setdefault(cell, len(numbers))))
    counts = Counter(cell for _id, _author, cell in articles)
    return _Shelf(tuple(numbers), tuple(counts[number] for number in numbers.values()), tuple(articles))


@remembered("articles", size=1)
def _titles() -> tuple[int, ...]:
    return tuple(row.id for row in fetch(_BY_TITLE))


def _is_open(cell: _Cell, units: frozenset[int]) -> bool:
    return cell.level is Level.COUNTY or cell.unit_id in units


def _missed(cell: _Cell, wanted: Wanted) -> tuple[str, ...]:
    """The filters that articles of this cell do not pass."""
    return tuple(
        name for name in _FILTERS if (value := getattr(wanted, name)) and getattr(cell, name) != value
    )  # fmt: skip


def _rows(units: tuple[int, ...], idents: tuple[int, ...]) -> list[ShelfRow]:
    """The rows of a page; whether they may be read is asked again, of what the database says now."""
    if not idents:
        return []
    found = {row.id: ShelfRow(*row) for row in fetch(_ROWS, ids=idents, units=units or (0,))}
    return [found[ident] for ident in idents if ident in found]


def _named(names: sa.Select[Any], counts: Mapping[int, int]) -> tuple[tuple[int, str, int], ...]:
    """The choices of a filter by their names."""
    rows = fetch(names, ids=tuple(sorted(counts))) if counts else ()
    return tuple((row.id, row.name, counts[row.id]) for row in sorted(rows, key=lambda row: str(row.name)))


# The filters that are counted, as `Wanted` and the cells call them, in the order of the fields of `Counts`.
_FILTERS = ("kind", "topic_id", "unit_id", "language", "year")
_SHOWN = (Article.released_version_id.is_not(None), Article.withdrawn_at.is_(None))
_FACTS: sa.Select[Any] = (
    sa.select(
        Article.id, Article.author_id, Article.level, Article.unit_id, Article.kind, Article.topic_id,
        Article.language, Article.released_at,
    )
    .where(*_SHOWN)
    .order_by(Article.released_at.desc(), Article.id.desc())
)  # fmt: skip
_BY_TITLE: sa.Select[Any] = (
    sa.select(Article.id)
    .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
    .where(*_SHOWN)
    .order_by(ArticleVersion.title, Article.id)
)
_TAGGED: sa.Select[Any] = sa.select(ArticleTag.article_id).where(ArticleTag.name == sa.bindparam("tag"))
_TOPICS: sa.Select[Any] = sa.select(Topic.id, Topic.name).where(Topic.id.in_(sa.bindparam("ids", expanding=True)))
_UNITS: sa.Select[Any] = sa.select(Unit.id, Unit.name).where(Unit.id.in_(sa.bindparam("ids", expanding=True)))
_ROWS: sa.Select[Any] = (
    sa.select(
        Article.id, ArticleVersion.title, ArticleVersion.summary, Article.kind, Article.language,
        Article.author_id, Person.name.label("author"), Unit.name.label("unit"), Article.topic_id,
        Topic.name.label("topic"), ArticleVersion.minutes,
        Article.comments, Article.released_at, Article.corrected_at,
    )
    .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
    .join(Person, Person.id == Article.author_id)
    .outerjoin(Unit, Unit.id == Article.unit_id)
    .outerjoin(Topic, Topic.id == Article.topic_id)
    .where(
        Article.id.in_(sa.bindparam("ids", expanding=True)), *_SHOWN,
        sa.or_(Article.level == Level.COUNTY, Article.unit_id.in_(sa.bindparam("units", expanding=True))),
    )
)  # fmt: skip

"""What the pages of collections show: the list, the chapters with their state, who wrote them, and their books."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Binding, CoAuthor, Collection, CollectionItem, Topic
from learnhub.articles.rules.collections import COMPILERS, Progress, fits, parts_shown, progress_of
from learnhub.articles.rules.states import BindingFormat, CoAuthorState, Kind
from learnhub.kernel.errors import NotFound
from learnhub.kernel.ids import digest
from learnhub.people.queries import granted, person_line, unit_names, unit_path
from learnhub.platform.db import session
from learnhub.platform.pagination import Page, page_number

NOT_IN_IT = "This article is not in the collection."
FOUND_AT_ONCE = 20
LISTED = 24


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection in the list."""

    id: int
    title: str
    subtitle: str
    language: str
    unit_name: str
    editor_id: int
    articles: int
    progress: Progress
    at: datetime


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote, and the unit."""

    name: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article in a collection, in the version that was bound in; `fate` is shown, withdrawn or narrowed."""

    article_id: int
    version_id: int
    position: int
    heading: str
    title: str
    summary: str
    language: str
    minutes: int
    writers: tuple[Writer, ...]
    fate: str
    newer_version_id: int | None

    @property
    def byline(self) -> str:
        """Who wrote it, with the units."""
        return "　".join(f"{each.name}（{each.unit_name}）" if each.unit_name else each.name for each in self.writers)


@dataclass(frozen=True, slots=True)
class Shown:
    """A chapter that readers see, and the heading of the part that opens with it."""

    part: str
    chapter: Chapter


def may_edit_next(collection: Collection, on: date) -> list[int]:
    """Who may take a collection over: whoever compiles for its unit, but not its editor, nor who released it."""
    upwards = [unit.id for unit in unit_path(collection.unit_id)] if collection.unit_id else []
    holders = {person for role in COMPILERS for people in granted(role, on, upwards).values() for person in people}
    return sorted(holders - {collection.editor_id, collection.released_by_id})


def collections_page(condition: sa.ColumnElement[bool], asked: str | None) -> Page[CollectionRow]:
    """One page of collections, the newest first."""
    total = session().scalar(sa.select(sa.func.count()).select_from(Collection).where(condition)) or 0
    number = page_number(asked, total, LISTED)
    return Page(_rows(condition, LISTED, (number - 1) * LISTED), number, total, LISTED)


def collections_at_work(condition: sa.ColumnElement[bool]) -> list[CollectionRow]:
    """Those that are being compiled, the one changed last first."""
    return _rows(sa.and_(condition, Collection.released_at.is_(None), Collection.withdrawn_at.is_(None)), 100, 0)


def _rows(condition: sa.ColumnElement[bool], most: int, skipped: int) -> list[CollectionRow]:
    bound = (
        sa.select(sa.func.count())
        .select_from(CollectionItem)
        .join(Article, Article.id == CollectionItem.article_id)
        .where(CollectionItem.collection_id == Collection.id, Article.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    moment = sa.func.coalesce(Collection.released_at, Collection.changed_at)
    query = sa.select(Collection, bound).where(condition).order_by(moment.desc(), Collection.id.desc())
    found = session().execute(query.limit(most).offset(skipped)).all()
    units = unit_names({each.unit_id for each, _count in found if each.unit_id})
    return [
        CollectionRow(
            id=each.id, title=each.title, subtitle=each.subtitle, language=each.language,
            unit_name=units.get(each.unit_id or 0, ""), editor_id=each.editor_id, articles=count,
            progress=progress_of(each), at=each.released_at or each.changed_at,
        )
        for each, count in found
    ]  # fmt: skip


def chapters_of(collection: Collection) -> tuple[Chapter, ...]:
    """Every article that was taken in, in order, whatever became of it since: four statements."""
    version = ArticleVersion
    query = (
        sa.select(
            CollectionItem.version_id, CollectionItem.position, CollectionItem.part, Article, version.title,
            version.summary, version.minutes,
        )
        .join(Article, Article.id == CollectionItem.article_id)
        .join(version, version.id == CollectionItem.version_id)
        .where(CollectionItem.collection_id == collection.id)
        .order_by(CollectionItem.position, CollectionItem.article_id)
        .options(sa.orm.defer(Article.draft_source))
    )  # fmt: skip
    found = session().execute(query).all()
    writers = writers_of([row.Article for row in found])
    return tuple(
        Chapter(
            article_id=row.Article.id, version_id=row.version_id, position=number, heading=row.part, title=row.title,
            summary=row.summary, language=row.Article.language, minutes=row.minutes, writers=writers[row.Article.id],
            fate=_fate(collection, row.Article), newer_version_id=_newer(row.Article, row.version_id),
        )
        for number, row in enumerate(found, 1)
    )  # fmt: skip


def _fate(collection: Collection, article: Article) -> str:
    if article.withdrawn_at is not None or article.released_version_id is None or article.removed_at is not None:
        return "withdrawn"
    fit = fits(
        level=collection.level, unit_id=collection.unit_id, article_level=article.level, article_unit_id=article.unit_id
    )  # fmt: skip
    return "shown" if fit else "narrowed"


def _newer(article: Article, version_id: int) -> int | None:
    released = article.released_version_id
    return released if released is not None and article.withdrawn_at is None and released != version_id else None


def writers_of(articles: Sequence[Article]) -> dict[int, tuple[Writer, ...]]:
    """Who wrote each article: its author first, then those who wrote along."""
    ids = [each.id for each in articles]
    along: dict[int, list[int]] = {each.id: [each.author_id] for each in articles}
    accepted = sa.select(CoAuthor.article_id, CoAuthor.person_id).where(
        CoAuthor.article_id.in_(ids), CoAuthor.state == CoAuthorState.ACCEPTED
    )
    for article_id, person_id in session().execute(accepted.order_by(CoAuthor.answered_at, CoAuthor.person_id)):
        along[article_id].append(person_id)
    people = person_line({person for persons in along.values() for person in persons})
    return {
        article_id: tuple(Writer(people[each].name, people[each].unit_name or "") for each in persons if each in people)
        for article_id, persons in along.items()
    }


def shown_of(chapters: Iterable[Chapter]) -> tuple[Shown, ...]:
    """The chapters that readers see, with the parts they open."""
    every = list(chapters)
    parts = parts_shown((each.heading, each.fate == "shown") for each in every)
    shown = (each for each in every if each.fate == "shown")
    return tuple(Shown(part, each) for part, each in zip(parts, shown, strict=True))


def contributors_of(shown: Iterable[Shown]) -> tuple[Writer, ...]:
    """Everybody who wrote, each once, in the order of the chapters."""
    return tuple(dict.fromkeys(writer for each in shown for writer in each.chapter.writers))


def content_hash(shown: Iterable[Shown]) -> str:
    """What stands for the articles that a book is made of."""
    return digest(" ".join(f"{each.chapter.article_id}:{each.chapter.version_id}" for each in shown))


def chapter_of(shown: Sequence[Shown], article_id: int) -> int:
    """The place of an article among the chapters; NotFound where readers do not see it there."""
    found = next((place for place, each in enumerate(shown) if each.chapter.article_id == article_id), None)
    if found is None:
        raise NotFound(NOT_IN_IT)
    return found


def body_of(version_id: int) -> str:
    """The body of a version."""
    return session().scalars(sa.select(ArticleVersion.html).where(ArticleVersion.id == version_id)).one()


def books_of(collection: Collection, shown: Sequence[Shown]) -> dict[BindingFormat, Binding | None]:
    """The book of each format as the collection stands now; None where nobody asked for it yet."""
    present = sa.select(Binding).where(
        Binding.collection_id == collection.id, Binding.revision == collection.revision,
        Binding.content_hash == content_hash(shown),
    )  # fmt: skip
    found = {each.format: each for each in session().scalars(present)}
    return {form: found.get(form) for form in BindingFormat}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the editor looks for among the released articles."""

    text: str = ""
    topic_id: int | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A released article that may be taken in."""

    article_id: int
    title: str
    language: str
    kind: Kind
    byline: str


def candidates(collection: Collection, allowed: sa.ColumnElement[bool], wanted: Wanted) -> tuple[list[Candidate], int]:
    """The released articles that fit the search and are not in it yet, the newest first, and how many there are."""
    taken = sa.select(CollectionItem.article_id).where(CollectionItem.collection_id == collection.id)
    conditions = [allowed, Article.id.not_in(taken)]
    if wanted.text:
        conditions.append(ArticleVersion.title.icontains(wanted.text, autoescape=True))
    if wanted.topic_id is not None:
        conditions.append(Article.topic_id == wanted.topic_id)
    if wanted.kind is not None:
        conditions.append(Article.kind == wanted.kind)
    source = sa.select(Article, ArticleVersion.title).join(
        ArticleVersion, ArticleVersion.id == Article.released_version_id
    )
    query = source.where(*conditions).options(sa.orm.defer(Article.draft_source))
    total = session().scalar(sa.select(sa.func.count()).select_from(query.with_only_columns(Article.id).subquery()))
    newest = query.order_by(Article.released_at.desc(), Article.id.desc()).limit(FOUND_AT_ONCE)
    found = session().execute(newest).all()
    writers = writers_of([article for article, _title in found])
    return [
        Candidate(article.id, title, article.language, article.kind, _names(writers[article.id]))
        for article, title in found
    ], total or 0


def _names(writers: Sequence[Writer]) -> str:
    return "　".join(each.name for each in writers)


def topics() -> list[tuple[int, str]]:
    """The topics to filter by."""
    query = sa.select(Topic.id, Topic.name).where(Topic.retired_at.is_(None)).order_by(Topic.name)
    return [(ident, name) for ident, name in session().execute(query)]


def articles_that_fit(ids: Iterable[int], allowed: sa.ColumnElement[bool]) -> dict[int, int]:
    """The released version of each of these articles that may be taken in."""
    query = sa.select(Article.id, Article.released_version_id).where(Article.id.in_(list(ids)), allowed)
    return {article_id: version_id for article_id, version_id in session().execute(query) if version_id is not None}


def unit_of(collection: Collection) -> str:
    """The name of the unit that compiles it."""
    return unit_names([collection.unit_id]).get(collection.unit_id, "") if collection.unit_id else ""

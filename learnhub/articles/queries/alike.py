"""What colleagues wrote about the same, looked up by the pairs of characters of a title while it is typed."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, SimilarText, TitleGram
from learnhub.articles.rules.similarity.titles import least, told_most
from learnhub.articles.rules.states import Level, State
from learnhub.people.models import Person, Unit
from learnhub.platform.db import fetch

MOST = 5
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """An article about the same; `title` and `author` are empty where only that it exists may be known."""

    article_id: int
    title: str
    author: str
    unit: str


def alike(
    title: str, *, viewer_id: int, unit_id: int | None, units: Collection[int], own_id: int = 0
) -> tuple[Alike, ...]:
    """The articles of others that are about the same, the most alike first, in two statements.

    They are those that are released to the `units` of the viewer, and, without their titles, those that colleagues of
    the own unit handed in: no draft, and nothing of another unit that is not released yet.
    """
    asked = told_most(title[:LONGEST_TITLE], _how_common)
    if not asked:
        return ()
    rows = fetch(
        _ALIKE, grams=asked, least=least(asked), viewer=viewer_id, own=own_id, unit=unit_id or 0,
        units=tuple(sorted(units)) or (0,),
    )  # fmt: skip
    found: dict[int, Alike] = {}
    for row in rows:
        open_ = row.released_version_id is not None
        found[row.id] = Alike(
            row.id, row.title if open_ else "", row.author if open_ else "", row.unit or "" if open_ else ""
        )
    return tuple(found.values())[:MOST]


def _how_common(grams: tuple[str, ...]) -> dict[str, int]:
    """In how many titles each of these stands."""
    return {row.gram: row.titles for row in fetch(_COMMON, grams=grams)} if grams else {}


_COMMON = (
    sa.select(TitleGram.gram, sa.func.count().label("titles"))
    .where(TitleGram.gram.in_(sa.bindparam("grams", expanding=True)))
    .group_by(TitleGram.gram)
)
_common = sa.func.count().label("common")
_shared = (
    sa.select(TitleGram.compared_id, _common)
    .where(TitleGram.gram.in_(sa.bindparam("grams", expanding=True)))
    .group_by(TitleGram.compared_id)
    .having(_common >= sa.bindparam("least"))
    .order_by(_common.desc(), TitleGram.compared_id.desc())
    .limit(200)
    .subquery()
)
_released = sa.and_(
    Article.released_version_id.is_not(None),
    sa.or_(Article.level == Level.COUNTY, Article.unit_id.in_(sa.bindparam("units", expanding=True))),
)
_nearby = sa.and_(
    Article.state == State.SUBMITTED,
    Article.released_version_id.is_(None),
    Article.unit_id == sa.bindparam("unit"),
)
_ALIKE = (
    sa.select(
        Article.id,
        Article.released_version_id,
        ArticleVersion.title,
        Person.name.label("author"),
        Unit.name.label("unit"),
    )
    .select_from(_shared)
    .join(SimilarText, SimilarText.id == _shared.c.compared_id)  # only those of articles have titles here
    .join(ArticleVersion, ArticleVersion.id == SimilarText.text_id)
    .join(Article, Article.id == ArticleVersion.article_id)
    .join(Person, Person.id == Article.author_id)
    .outerjoin(Unit, Unit.id == Article.unit_id)
    .where(
        sa.or_(_released, _nearby),
        # A correction that waits has a title that its readers do not know yet.
        sa.or_(Article.released_version_id.is_(None), Article.released_version_id == SimilarText.text_id),
        Article.withdrawn_at.is_(None),
        Article.removed_at.is_(None),
        Article.author_id != sa.bindparam("viewer"),
        Article.id != sa.bindparam("own"),
    )
    .order_by(_shared.c.common.desc(), sa.func.length(ArticleVersion.title), Article.id.desc())
    .limit(MOST)
)

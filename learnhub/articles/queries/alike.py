"""What colleagues wrote about the same, looked up by the pairs of characters of a title while it is typed."""

from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, SimilarText, TitleGram
from learnhub.articles.rules.similarity.titles import enough, grams
from learnhub.articles.rules.states import State
from learnhub.people.queries import person_line
from learnhub.platform.db import session

MOST = 5
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """An article about the same; `title` and `author` are empty where only that it exists may be known."""

    article_id: int
    title: str
    author: str
    unit: str


def alike(title: str, known: sa.ColumnElement[bool], *, viewer_id: int, own_id: int = 0) -> tuple[Alike, ...]:
    """The articles of others that are about the same, the most alike first; two statements.

    `known` are the articles that the viewer may know of, as a condition.
    """
    asked = grams(title[:LONGEST_TITLE])
    if not asked:
        return ()
    common = sa.func.count().label("common")
    shared = (
        sa.select(TitleGram.compared_id, common)
        .where(TitleGram.gram.in_(asked))
        .group_by(TitleGram.compared_id)
        .having(common >= _least(asked))
        .subquery()
    )
    rows = session().execute(
        sa.select(Article.id, Article.author_id, Article.state, Article.released_version_id, ArticleVersion.title)
        .select_from(shared)
        .join(SimilarText, sa.and_(SimilarText.id == shared.c.compared_id, SimilarText.kind == "article"))
        .join(ArticleVersion, ArticleVersion.id == SimilarText.text_id)
        .join(Article, Article.id == ArticleVersion.article_id)
        .where(known, Article.author_id != viewer_id, Article.id != own_id)
        .order_by(shared.c.common.desc(), sa.func.length(ArticleVersion.title), Article.id.desc())
        .limit(MOST * 2)
    ).all()  # fmt: skip
    lines = person_line([row.author_id for row in rows]) if rows else {}
    found: dict[int, Alike] = {}
    for row in rows:
        line = lines.get(row.author_id)
        open_ = row.released_version_id is not None or row.state is not State.SUBMITTED
        found[row.id] = Alike(
            row.id,
            row.title if open_ else "",
            line.name if line and open_ else "",
            line.unit_name or "" if line else "",
        )
    return tuple(found.values())[:MOST]


def _least(asked: tuple[str, ...]) -> int:
    """How many of these a title must hold."""
    return next(common for common in range(1, len(asked) + 1) if enough(common, asked))

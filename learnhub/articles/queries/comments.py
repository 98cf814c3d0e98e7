"""Comments on an article: found again in the text as it stands now, in threads, fifty a page."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from learnhub.articles.models import Comment
from learnhub.articles.queries.reading import text_of
from learnhub.articles.rules.anchors import Placed, place
from learnhub.people.models import Person
from learnhub.platform.db import fetch
from learnhub.platform.markdown import trusted
from learnhub.platform.pagination import Page, page_number
from learnhub.platform.stamps import current, remembered

SIZE = 50
_WHOLE = Placed(None, False)


class Line(NamedTuple):
    """One comment without its words: `block` is the paragraph of its thread now, `changed` says it reads otherwise."""

    id: int
    parent_id: int | None
    by_id: int
    at: datetime
    removed: bool
    block: int | None
    changed: bool


class Threads(NamedTuple):
    """All comments on an article in the order of their threads, and how many there are at each paragraph."""

    lines: tuple[Line, ...]
    counts: Mapping[int, int]


class CommentRow(NamedTuple):
    """What one comment says, and who says it."""

    id: int
    parent_id: int | None
    quote: str
    by_id: int
    by: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_by_id: int | None
    removed_why: str
    html: str


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """A page of comments; `counts` are the comments at each paragraph, answers with them."""

    page: Page[Line]
    counts: Mapping[int, int]
    at: int | None


def comments_page(
    article_id: int, version_id: int, content_hash: str, *, at: int | None, asked: str | None, find: int | None = None
) -> CommentsPage:
    """The comments in the order of their threads; `at` keeps those at one paragraph, `find` opens the page of one."""
    lines, counts = _threads(article_id, version_id, content_hash)
    if at is not None:
        lines = tuple([each for each in lines if each.block == at])
    if find is not None and asked is None:
        asked = next((str(place // SIZE + 1) for place, each in enumerate(lines) if each.id == find), None)
    number = page_number(asked, len(lines), SIZE)
    return CommentsPage(Page(lines[(number - 1) * SIZE : number * SIZE], number, len(lines), SIZE), counts, at)


def comments_said(ids: tuple[int, ...]) -> dict[int, CommentRow]:
    """What these comments say."""
    found = fetch(_ROWS, ids=ids) if ids else ()
    return {row.id: CommentRow(*row)._replace(html=trusted(row.html)) for row in found}


def comments_as_of() -> Hashable:
    """Another value as soon as a comment, or the name of somebody who wrote one, may be another."""
    return current(Comment.__stamp__), current(Person.__stamp__)


@remembered(Comment.__stamp__, size=64)
def _threads(article_id: int, version_id: int, content_hash: str) -> Threads:
    """Worked out once for each text until somebody comments again."""
    light = fetch(_LIGHT, article=article_id, version=version_id)
    placed = {each.id: _placed(each, version_id, content_hash) for each in light if each.parent_id is None}
    answers: dict[int, list[Any]] = {}
    for each in light:
        if each.parent_id is not None:
            answers.setdefault(each.parent_id, []).append(each)
    lines = tuple(
        Line(one.id, one.parent_id, one.by_id, one.at, bool(one.removed), found.block, found.changed)
        for head, found in ((each, placed[each.id]) for each in light if each.parent_id is None)
        for one in (head, *answers.get(head.id, ()))
    )
    counts = Counter(each.block for each in lines if each.block is not None and not each.removed)
    return Threads(lines, counts)


def _placed(each: Any, version_id: int, content_hash: str) -> Placed:
    if each.block is None:
        return _WHOLE
    if each.quote is None:  # a comment on the text as it stands
        return Placed(each.block, False)
    return _found_again(each.block, each.block_hash, each.quote, version_id, content_hash)


@lru_cache(maxsize=4096)
def _found_again(block: int, block_hash: str, quote: str, version_id: int, content_hash: str) -> Placed:
    return place(block, block_hash, quote, text_of(version_id, content_hash).blocks)


_LIGHT: sa.Select[Any] = (
    sa.select(
        Comment.id, Comment.parent_id, Comment.by_id, Comment.at, Comment.block,
        *(
            sa.case((Comment.version_id != sa.bindparam("version"), column)).label(column.name)
            for column in (Comment.block_hash, Comment.quote)
        ),
        sa.case((Comment.removed_at.is_(None), 0), else_=1).label("removed"),
    )
    .where(Comment.article_id == sa.bindparam("article"))
    .order_by(Comment.at, Comment.id)
)  # fmt: skip
_ROWS: sa.Select[Any] = (
    sa.select(
        Comment.id, Comment.parent_id, Comment.quote, Comment.by_id, Person.name, Comment.at, Comment.edited_at,
        Comment.removed_at, Comment.removed_by_id, Comment.removed_why, Comment.html,
    )
    .join(Person, Person.id == Comment.by_id)
    .where(Comment.id.in_(sa.bindparam("ids", expanding=True)))
)  # fmt: skip

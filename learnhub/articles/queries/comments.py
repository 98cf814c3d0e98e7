"""Comments on an article: found again in the text as it stands now, in threads, fifty a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
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

SIZE = 50


_WHOLE = Placed(None, False)


class CommentRow(NamedTuple):
    """One comment with its author, without its words."""

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


class Shown(NamedTuple):
    """A comment on a page: `block` is its paragraph now, `changed` says that the words there were others.

    `goes_on` says that it answers a thread that began on the page before.
    """

    row: CommentRow
    html: str
    block: int | None
    about_paragraph: bool
    changed: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """A page of comments; `counts` are the comments at each paragraph, answers with them."""

    page: Page[Shown]
    counts: Mapping[int, int]
    at: int | None


def comments_page(
    article_id: int, version_id: int, content_hash: str, *, at: int | None, asked: str | None, find: int | None = None
) -> CommentsPage:
    """The comments in the order of their threads; `at` keeps those at one paragraph, `find` opens the page of one."""
    light = fetch(_LIGHT, article=article_id, version=version_id)
    heads = [each for each in light if each.parent_id is None]
    placed = {each.id: _placed(each, version_id, content_hash) for each in heads}
    counts = Counter(placed[each.parent_id or each.id].block for each in light if not each.removed)
    order = _threads(light, {each.id for each in heads if at is None or placed[each.id].block == at})
    if find is not None and asked is None and find in order:
        asked = str(order.index(find) // SIZE + 1)
    number = page_number(asked, len(order), SIZE)
    wanted = order[(number - 1) * SIZE : number * SIZE]
    found = fetch(_ROWS, ids=tuple(wanted)) if wanted else ()
    rows = {row.id: (CommentRow(*row[:-1]), trusted(row.html)) for row in found}
    shown = [_shown(*rows[each], placed, first=position == 0) for position, each in enumerate(wanted) if each in rows]
    return CommentsPage(
        Page(shown, number, len(order), SIZE), {key: n for key, n in counts.items() if key is not None}, at
    )


def _threads(light: Sequence[Any], heads: set[int]) -> list[int]:
    answers: dict[int, list[int]] = {}
    for each in light:
        if each.parent_id is not None:
            answers.setdefault(each.parent_id, []).append(each.id)
    return [one for each in light if each.id in heads for one in (each.id, *answers.get(each.id, ()))]


def _shown(row: CommentRow, html: str, placed: Mapping[int, Placed], *, first: bool) -> Shown:
    found = placed.get(row.parent_id or row.id, _WHOLE)
    own = row.parent_id is None
    return Shown(row, html, found.block, own and bool(row.quote), own and found.changed, first and not own)


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
        Comment.id, Comment.parent_id, Comment.block,
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

"""The comments of one page, rendered once for everybody whose page shows the same of them."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from learnhub.articles.queries import comments as queries
from learnhub.articles.queries.comments import CommentsPage, Line
from learnhub.articles.queries.reading import Facts
from learnhub.kernel import ids
from learnhub.platform.db import in_transaction
from learnhub.platform.forms import csrf_token
from learnhub.platform.i18n import html_lang

MOST, LONGEST = 64, 300_000
# They hold the places of a request's token and of the form of an answer; no comment can name what nobody knows.
_TOKEN, _ANSWER = ids.token(), ids.token()
_KEPT: dict[Hashable, str] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees the comments and from where; `answer_to` is the comment that is being answered."""

    person_id: int
    moderates: bool
    editable_since: datetime
    here_url: str
    answer_to: int | None

    def tool(self, line: Line) -> str:
        """What one may do with a comment besides answering it."""
        if line.removed:
            return ""
        if line.by_id == self.person_id:
            return "edit" if line.at > self.editable_since else "own"
        return "moderate" if self.moderates else ""


def comment_list(about: Facts, found: CommentsPage, seen: Seen) -> tuple[str, str]:
    """The comments up to where the form of an answer belongs, and those after it; none after where it belongs nowhere.

    What is kept rests on what is shown and on what may be done with it, never on who asks: everybody who may do the
    same gets the same.
    """
    lines = tuple(found.page.rows)
    tools = tuple([seen.tool(each) for each in lines])
    answer_to = seen.answer_to if any(each.id == seen.answer_to for each in lines) else None
    shown = (lines, tools, about.author_id, about.language, seen.here_url, found.at, answer_to)
    key = (queries.comments_as_of(), html_lang(), shown)
    known = _KEPT.get(key)
    if known is None:
        known = _rendered(lines, tools, about, seen.here_url, found.at, answer_to)
        _keep(key, known)
    before, _mark, after = known.replace(_TOKEN, csrf_token()).partition(_ANSWER)
    return before, after


def _rendered(
    lines: tuple[Line, ...], tools: tuple[str, ...], about: Facts, here_url: str, at: int | None, answer_to: int | None
) -> str:
    said = queries.comments_said(tuple(each.id for each in lines))
    rows = [(line, said[line.id], tool) for line, tool in zip(lines, tools, strict=True) if line.id in said]
    macros = current_app.jinja_env.get_or_select_template("articles/article_kept.html").module
    made: str = macros.comment_rows(  # type: ignore[attr-defined]
        rows, about.author_id, about.language, here_url, at, answer_to, _TOKEN, _ANSWER
    )
    return made


def _keep(key: Hashable, made: str) -> None:
    """Some tens of megabytes at the most; what a transaction shows may never become true."""
    if len(made) > LONGEST or in_transaction():
        return
    if len(_KEPT) >= MOST:
        _KEPT.clear()
    _KEPT[key] = made

"""Reads of imports: the recent ones of a person, and what was not kept, in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleImport
from learnhub.articles.rules.states import ImportState, State
from learnhub.kernel.actor import Actor
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext, lazy_gettext

RECENT = 10
MOST_DRAFTS = 100
# What a document holds that an article cannot, or that came along in another shape.
LOST = {
    "textbox": lazy_gettext("Text box: its words stand after the paragraph, or are missing"),
    "equation": lazy_gettext("Equation: write it as a formula between dollar signs"),
    "inserted": lazy_gettext("Tracked insertion: taken in as if it were accepted"),
    "deleted": lazy_gettext("Tracked deletion: left out as if it were accepted"),
    "comment": lazy_gettext("Comment in the margin: left out"),
    "merged": lazy_gettext("Merged cells: the words stand in the first of them, the others are empty"),
    "nested": lazy_gettext("Table inside a table: its words stand in the cell, one below the other"),
    "numbering": lazy_gettext("Numbers such as 一、 or (a): plain numbers in lists, none in front of headings"),
    "hidden": lazy_gettext("Hidden text: taken in and seen by everybody; delete it if it is not meant to be"),
    "ruby": lazy_gettext("Reading above characters: left out, the characters stay"),
    "contents": lazy_gettext("Table of contents: taken in as text; delete it, the article makes its own"),
    "object": lazy_gettext("Embedded object: left out"),
    "shape": lazy_gettext("Drawn shape: left out; insert it as a picture"),
    "chart": lazy_gettext("Chart: left out; insert it as a picture"),
    "diagram": lazy_gettext("Diagram: left out; insert it as a picture"),
    "picture_outside": lazy_gettext("Picture at another address: left out; insert the picture itself"),
    "picture_gone": lazy_gettext("Picture that is not in the file: left out"),
    "picture_kind": lazy_gettext("Picture of a kind that browsers do not show: left out; save it as PNG"),
    "picture_too_large": lazy_gettext("Picture of more than 40 million pixels: left out; scale it down"),
    "picture_too_many": lazy_gettext("More files than an article holds: left out"),
    "looks": lazy_gettext("Fonts, sizes, colours and underlining: articles all look alike"),
    "header": lazy_gettext("Headers and footers of the pages: left out"),
    "link_gone": lazy_gettext("Link to a file that is not in the zip"),
    "file_kind": lazy_gettext("File of a kind that is not taken: left out"),
    "file_too_large": lazy_gettext("File of more than 15 MB: left out"),
    "not_linked": lazy_gettext("File that the text does not lead to: left out"),
    "packed_inside": lazy_gettext("Zip inside the zip: not opened"),
}
KEPT = {
    "headings": lazy_gettext("Headings"),
    "lists": lazy_gettext("Lists"),
    "tables": lazy_gettext("Tables"),
    "pictures": lazy_gettext("Pictures"),
    "footnotes": lazy_gettext("Footnotes"),
    "links": lazy_gettext("Links"),
}


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A document in a list."""

    id: int
    file_name: str
    state: ImportState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LossLine:
    """Something that was not kept, or not as it was, and where."""

    what: str
    place: str
    words: str
    count: int


def recent(by: int) -> Sequence[ImportLine]:
    """The latest documents that a person brought."""
    columns = (ArticleImport.id, ArticleImport.file_name, ArticleImport.state, ArticleImport.created_at)
    query = sa.select(*columns).where(ArticleImport.by_id == by).order_by(ArticleImport.id.desc()).limit(RECENT)
    return [ImportLine(*row) for row in session().execute(query)]


def losses_of(report: dict[str, Any]) -> list[LossLine]:
    """What was not kept; what applies to the whole document stands last."""
    lines = [
        LossLine(str(LOST.get(each["what"], each["what"])), each["place"], each["words"], each["count"])
        for each in report.get("losses", ())
    ]
    return sorted(lines, key=lambda line: not (line.place or line.words))


def kept_of(report: dict[str, Any]) -> list[tuple[str, int]]:
    """How much of each was kept."""
    counts = report.get("kept", {})
    return [(str(words), counts[what]) for what, words in KEPT.items() if counts.get(what)]


def problem_of(report: dict[str, Any]) -> str:
    """Why a document was refused, in the viewer's language."""
    said = str(report.get("problem") or "")
    return gettext(said, **report["params"]) if said else ""


def drafts_of(actor: Actor) -> Sequence[tuple[int, str]]:
    """The drafts of which the actor is the author, the latest first: a document may go into one of them."""
    query = (
        sa.select(Article.id, Article.title)
        .where(Article.author_id == actor.id, Article.state == State.DRAFT, Article.removed_at.is_(None))
        .order_by(Article.draft_saved_at.desc(), Article.id.desc())
        .limit(MOST_DRAFTS)
    )
    return session().execute(query).tuples().all()

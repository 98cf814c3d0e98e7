"""What an author should look at before handing in, with the links that this site cannot follow."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions.rendering import Body, render_article
from learnhub.articles.models import Article, ArticleFile
from learnhub.articles.policies import visible_to
from learnhub.articles.queries.facts import draft_language
from learnhub.articles.rules.checking import SHORTEST_CHARS, Fault, Finding, Link, check_text, own_links
from learnhub.articles.rules.writing import title_fault
from learnhub.catalog.models import Course, Lesson
from learnhub.kernel.actor import Actor
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext
from learnhub.platform.markdown import MarkdownRefused

_IDS = re.compile(r'\sid="([^"]+)"')
PREFIX = "a-"
# Which page of this site an address names, with what it is filled with; None where there is none, "" where it does
# not matter which.
Match = Callable[[str], tuple[str, Mapping[str, Any]] | None]


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in the order of the text; `body` is None where the text cannot become a page at all."""

    findings: tuple[Finding, ...]
    body: Body | None


def checked(article: Article, actor: Actor, match: Match) -> Checked:
    """Look a draft over."""
    source = article.draft_source
    found = [Finding(Fault.NO_TITLE)] if title_fault(article.title) else []
    found += [] if article.summary.strip() else [Finding(Fault.NO_SUMMARY)]
    try:
        body = render_article(source, language=draft_language(article), title=article.title)
    except MarkdownRefused as refused:
        words = f"{gettext(refused.what, **refused.params)} {gettext(refused.what_to_do, **refused.params)}"
        return Checked((*found, Finding(Fault.UNREADABLE, 0, words)), None)
    if not source.strip():
        found.append(Finding(Fault.EMPTY))
    elif body.chars < SHORTEST_CHARS:
        found.append(Finding(Fault.SHORT, 0, str(body.chars)))
    links, anchors = own_links(source), set(_IDS.findall(body.html))
    in_text = [*check_text(source), *_dead(links, anchors, actor, match)]
    in_text += [
        Finding(Fault.RENDERING, problem.line, gettext(problem.what, **problem.params)) for problem in body.problems
    ]
    return Checked((*found, *sorted(in_text, key=lambda each: each.line)), body)


def _dead(links: tuple[Link, ...], anchors: set[str], actor: Actor, match: Match) -> list[Finding]:
    known: dict[str, bool] = {}
    for link in links:
        if link.address not in known:
            known[link.address] = _leads_somewhere(link.address, anchors, actor, match)
    return [Finding(Fault.DEAD_LINK, link.line, link.address) for link in links if not known[link.address]]


def _leads_somewhere(address: str, anchors: set[str], actor: Actor, match: Match) -> bool:
    if address.startswith("#"):
        return address == "#" or PREFIX + address[1:] in anchors
    found = match(address) if address.startswith("/") else None
    return found is not None and _is_there(*found, actor)


def _is_there(endpoint: str, values: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the thing that an address names exists; of other kinds of pages the address is enough."""
    queries = {
        "articles.show_article": lambda: sa.and_(Article.id == values["article_id"], visible_to(actor)),
        "catalog.show_course": lambda: sa.and_(Course.id == values["course_id"], Course.retired_at.is_(None)),
        "reading.show_lesson": lambda: sa.and_(Lesson.id == values["lesson_id"], Lesson.retired_at.is_(None)),
        "articles.show_file": lambda: sa.and_(
            ArticleFile.id == values["attachment_id"],
            ArticleFile.article_id == values["article_id"],
            ArticleFile.removed_at.is_(None),
        ),
    }
    wanted = queries.get(endpoint)
    return wanted is None or bool(session().scalar(sa.select(sa.literal(1)).where(wanted()).limit(1)))

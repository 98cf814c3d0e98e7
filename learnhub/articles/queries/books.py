"""Everything that a book is made of, read in one go: words, chapters with their bodies, and the pictures in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.articles.models import ArticleFile, ArticleVersion, Collection
from learnhub.articles.queries.collections import Shown, contributors_of
from learnhub.articles.rules.states import FileUse, Scan
from learnhub.kernel import clock
from learnhub.people.queries import unit_names
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import speaking
from learnhub.platform.templating import show_day

_PICTURE = re.compile(r'<img src="(/articles/(\d{1,9})/files/(\d{1,9})/[^"]*)"')


@dataclass(frozen=True, slots=True)
class Text:
    """A chapter with its body."""

    part: str
    title: str
    summary: str
    byline: str
    language: str
    html: str


@dataclass(frozen=True, slots=True)
class BookSource:
    """What a book of a collection holds; `pictures` are digests by the addresses that the bodies name."""

    collection_id: int
    language: str
    title: str
    subtitle: str
    publisher: str
    byline: str
    imprint: str
    colophon: str
    foreword: str
    texts: tuple[Text, ...]
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    pictures: dict[str, str]
    words: dict[str, str]


def book_source(collection: Collection, shown: Sequence[Shown]) -> BookSource:
    """Read a book, in the language of the collection."""
    bodies = _bodies([each.chapter.version_id for each in shown])
    texts = tuple(
        Text(
            part=each.part, title=each.chapter.title, summary=each.chapter.summary, byline=each.chapter.byline,
            language=each.chapter.language, html=bodies[each.chapter.version_id],
        )
        for each in shown
    )  # fmt: skip
    writers = contributors_of(shown)
    unit = unit_names([collection.unit_id] if collection.unit_id else []).get(collection.unit_id or 0, "")
    with speaking(collection.language):
        day = show_day(clock.now())
        return BookSource(
            collection_id=collection.id, language=collection.language, title=collection.title,
            subtitle=collection.subtitle, publisher=unit,
            byline=_("Compiled by %(unit)s", unit=unit) if unit else "", imprint=day,
            colophon=_("Made on %(day)s out of reviewed articles, revision %(number)s.",
                       day=day, number=collection.revision),
            foreword=collection.foreword_html, texts=texts, authors=tuple(dict.fromkeys(each.name for each in writers)),
            contributors=tuple(_("%(name)s, %(unit)s", name=each.name, unit=each.unit_name) if each.unit_name
                               else each.name for each in writers),
            pictures=_pictures([(each.chapter.article_id, text.html) for each, text in zip(shown, texts, strict=True)]),
            words={
                "foreword": _("Foreword"), "contents": _("Contents"), "contributors": _("Contributors"),
                "summary": _("Summary: "), "picture_left_out": _("Picture left out: "),
                "rows_left_out": _("{count} further rows are left out."),
            },
        )  # fmt: skip


def _bodies(version_ids: Sequence[int]) -> dict[int, str]:
    query = sa.select(ArticleVersion.id, ArticleVersion.html).where(ArticleVersion.id.in_(version_ids))
    return dict(session().execute(query).tuples().all())


def _pictures(bodies: Sequence[tuple[int, str]]) -> dict[str, str]:
    """The pictures that an article shows of its own; those of other articles its readers may not see."""
    named = {
        (int(article), int(file)): address
        for article_id, html in bodies
        for address, article, file in _PICTURE.findall(html)
        if int(article) == article_id
    }
    known = sa.select(ArticleFile.article_id, ArticleFile.id, ArticleFile.digest).where(
        ArticleFile.id.in_([file for _article, file in named]), ArticleFile.use == FileUse.PICTURE,
        ArticleFile.is_released, ArticleFile.scan.in_((Scan.OFF, Scan.CLEAN)),
    )  # fmt: skip
    return {
        named[article_id, file_id]: digest
        for article_id, file_id, digest in session().execute(known)
        if (article_id, file_id) in named
    }

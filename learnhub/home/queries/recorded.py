"""What is recorded about one person: the newest rows of every part for a page, all of them for a copy."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Collection, Topic
from learnhub.catalog.models import Course, LessonVersion
from learnhub.home.queries.part import Part
from learnhub.home.queries.parts import PARTS
from learnhub.home.queries.withheld import SECRET
from learnhub.kernel.clock import iso_ms
from learnhub.people.models import Person, Unit
from learnhub.people.queries.persons import rank_name
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext, lazy_gettext

SHOWN = 20
# What the audit log calls the things of somebody's record, in words.
THINGS = {
    "article": lazy_gettext("Article"),
    "collection": lazy_gettext("Collection"),
    "comment": lazy_gettext("Comment on an article"),
    "completion": lazy_gettext("Completion"),
    "course": lazy_gettext("Course"),
    "data": lazy_gettext("Your data"),
    "declaration": lazy_gettext("Declaration"),
    "dispute": lazy_gettext("Dispute"),
    "entry": lazy_gettext("Entry"),
    "objection": lazy_gettext("Objection"),
    "question": lazy_gettext("Question"),
    "quiz": lazy_gettext("Quiz"),
    "record": lazy_gettext("My record"),
    "review": lazy_gettext("Review"),
    "sitting": lazy_gettext("Sitting"),
    "summary": lazy_gettext("Quarterly summary"),
    "unit": lazy_gettext("Unit"),
}
_NUMBERED = re.compile(r"([a-z]+)[: ]([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Recorded:
    """The rows of a part: as many as are shown, how many there are, and the words of what they refer to."""

    part: Part
    rows: Sequence[Mapping[str, Any]]
    total: int
    words: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def cell(self, row: Mapping[str, Any], column: str) -> Any:
        """A value as a person reads it: names for numbers, words for keys; dates and times stay what they are."""
        value = row[column]
        if column == "message":
            return gettext(value, **row["params"])
        if column == "rank":
            return rank_name(value) or value
        if column == "thing":
            return self._thing(row)
        if column == "role":
            return gettext(value.value.replace("_", " ").capitalize())
        return self.words.get((_KIND_OF[column], value), value) if column in _KIND_OF else value

    def _thing(self, row: Mapping[str, Any]) -> str:
        """What an act was done on: by its name where it has one, else by its number."""
        kind, number = _numbered(row)
        if kind not in THINGS:
            return str(row["thing"])
        name = self.words.get((kind, number or 0))
        if name is not None:
            return str(THINGS[kind]) + gettext(": %(label)s", label=name)
        return f"{THINGS[kind]} {number}" if number else str(THINGS[kind])


def _numbered(row: Mapping[str, Any]) -> tuple[str, int | None]:
    """The kind and the number of what an act was done on; those of collections are recorded by the number alone."""
    thing = str(row["thing"])
    if thing.isascii() and thing.isdigit() and len(thing) < 10:
        return ("collection" if str(row.get("action")).startswith("articles.collection") else "", int(thing))
    found = _NUMBERED.fullmatch(thing)
    return (found[1], int(found[2])) if found else (thing, None)


_KIND_OF = {
    "lesson_version_id": "lesson",
    "unit_id": "unit",
    "actor_id": "person",
    "answered_by_id": "person",
    "article_id": "article",
    "topic_id": "topic",
}


def recorded(person_id: int) -> list[Recorded]:
    """The newest rows of every part with how many there are, one statement a part and one a kind of words."""
    found = [_read(part, person_id, limit=SHOWN) for part in PARTS]
    words = _words(found)
    return [Recorded(each.part, each.rows, each.total, words) for each in found]


def everything(person_id: int) -> list[Recorded]:
    """All rows of every part, for the export."""
    found = [_read(part, person_id, limit=None) for part in PARTS]
    words = _words(found)
    return [Recorded(each.part, each.rows, each.total, words) for each in found]


def as_json(parts: Iterable[Recorded]) -> dict[str, list[dict[str, Any]]]:
    """Plain JSON values by part: moments in UTC, class-hours as text."""
    return {
        each.part.key: [{name: _plain(value) for name, value in row.items()} for row in each.rows] for each in parts
    }


def _read(part: Part, person_id: int, *, limit: int | None) -> Recorded:
    columns = [
        column
        for column in part.table.c
        if f"{part.table.name}.{column.name}" not in SECRET and column.name not in part.without
    ]
    total = sa.func.count().over().label("total_of_all")
    query = sa.select(*columns, total).where(part.rows_of(person_id)).order_by(part.table.c[part.order].desc())
    rows = session().execute(query.limit(limit)).mappings().all()
    kept = [{name: value for name, value in row.items() if name != "total_of_all"} for row in rows]
    return Recorded(part, kept, rows[0]["total_of_all"] if rows else 0)


def _words(found: Sequence[Recorded]) -> dict[tuple[str, int], str]:
    """What the numbers of lessons, articles, units and people stand for."""
    wanted: dict[str, set[int]] = {kind: set() for kind in (*_KIND_OF.values(), "collection", "course")}
    for each in found:
        for row in each.rows:
            kind, number = _numbered(row) if "thing" in row else ("", None)
            if number is not None and kind in wanted:
                wanted[kind].add(number)
            for column, kind in _KIND_OF.items():
                if isinstance(row.get(column), int):
                    wanted[kind].add(row[column])
    sources = {
        "lesson": sa.select(LessonVersion.id, LessonVersion.title),
        "unit": sa.select(Unit.id, Unit.name),
        "person": sa.select(Person.id, Person.name),
        # The title that readers have: what a correction is going to be called is its author's.
        "article": sa.select(Article.id, sa.func.coalesce(ArticleVersion.title, Article.title)).outerjoin(
            ArticleVersion, ArticleVersion.id == Article.released_version_id
        ),
        "collection": sa.select(Collection.id, Collection.title),
        "course": sa.select(Course.id, Course.title),
        "topic": sa.select(Topic.id, Topic.name),
    }
    columns = {
        "lesson": LessonVersion.id,
        "unit": Unit.id,
        "person": Person.id,
        "article": Article.id,
        "collection": Collection.id,
        "course": Course.id,
        "topic": Topic.id,
    }
    return {
        (kind, ident): name
        for kind, query in sources.items()
        for ident, name in session().execute(query.where(columns[kind].in_(sorted(wanted[kind]))))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return iso_ms(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

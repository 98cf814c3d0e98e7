"""What is recorded about one person: the newest rows of every part for a page, all of them for a copy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, Topic
from learnhub.catalog.models import LessonVersion
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
    "completion": lazy_gettext("Completion"),
    "data": lazy_gettext("Your data"),
    "declaration": lazy_gettext("Declaration"),
    "dispute": lazy_gettext("Dispute"),
    "objection": lazy_gettext("Objection"),
    "record": lazy_gettext("My record"),
    "review": lazy_gettext("Review"),
    "sitting": lazy_gettext("Sitting"),
    "summary": lazy_gettext("Quarterly summary"),
}


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
            kind, _, number = value.partition(":")
            return f"{THINGS[kind]} {number}" if kind in THINGS else value
        if column == "role":
            return gettext(value.value.replace("_", " ").capitalize())
        return self.words.get((_KIND_OF[column], value), value) if column in _KIND_OF else value


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
    wanted: dict[str, set[int]] = {kind: set() for kind in _KIND_OF.values()}
    for each in found:
        for row in each.rows:
            for column, kind in _KIND_OF.items():
                if isinstance(row.get(column), int):
                    wanted[kind].add(row[column])
    sources = {
        "lesson": sa.select(LessonVersion.id, LessonVersion.title),
        "unit": sa.select(Unit.id, Unit.name),
        "person": sa.select(Person.id, Person.name),
        "article": sa.select(Article.id, Article.title),
        "topic": sa.select(Topic.id, Topic.name),
    }
    columns = {
        "lesson": LessonVersion.id,
        "unit": Unit.id,
        "person": Person.id,
        "article": Article.id,
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

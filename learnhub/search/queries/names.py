"""Titles and names by what was typed so far, in characters, pinyin or initials: for suggestions, out of memory.

All entries stand in two long strings, a line each: one as written, one as spoken. Looking through half a million
characters takes less than a statement, and what is not the asker's is left out before anything is counted or cut.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.people.models import Membership, Person, Unit
from learnhub.people.queries import in_force
from learnhub.platform.db import session
from learnhub.platform.stamps import current, remembered
from learnhub.search.models import SpokenTitle
from learnhub.search.rules.labels import article_label, course_label
from learnhub.search.rules.spelling import distance

MOST_CANDIDATES = 400
# A slip in fewer letters makes another name of it.
SHORTEST_MISSPELT = 5
MISSPELT = 3
_LETTERS = re.compile(r"[a-z]{1,32}")
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    "(?:a[io]?|ang?|e[ir]?|eng?|o|ou|ong|i|iao?|iang?|ie|ing?|iong|iu|u[aoei]?|uai|uang?|un|ve?|ng?|m)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A title or the name of a person; `note` tells two of the same words apart: the course, or the unit.

    People carry all their units of today and, as everywhere, the latest as the one that they belong to.
    A title is offered to whoever holds its `label`.
    """

    kind: str
    id: int
    words: str
    language: str = ""
    note: str = ""
    unit_ids: frozenset[int] = frozenset()
    unit_id: int | None = None
    closed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A name that matches; the lower the rank the better."""

    name: Name
    rank: tuple[int, int]


class Names:
    """Names in the order in which equal ones are offered."""

    def __init__(self, entries: Sequence[tuple[Name, str]]) -> None:
        self._names = tuple(name for name, _ in entries)
        self._written, self._written_at = _lines(folded(name.words) for name, _ in entries)
        self._spoken, self._spoken_at = _lines(spoken for _, spoken in entries)

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def find(self, typed: str, *, limit: int, allowed: Callable[[Name], bool]) -> list[Match]:
        """The best matches for what was typed among the names that are allowed."""
        wanted = folded(typed)
        if not wanted:
            return []
        found: dict[int, tuple[int, int]] = {}
        for line, rank in self._candidates(wanted, allowed):
            found[line] = min(rank, found.get(line, rank))
        best = sorted(found, key=lambda line: (found[line], line))[:limit]
        return [Match(self._names[line], found[line]) for line in best]

    def near(self, typed: str, *, limit: int, allowed: Callable[[Name], bool]) -> list[Match]:
        """Names that are spoken as the letters that were typed but for one slip; for what nobody is called."""
        letters = _letters(folded(typed))
        if letters is None or len(letters) < SHORTEST_MISSPELT:
            return []
        spoken = self._spoken.replace("'", "").split("\n")
        alike = (name for name, said in zip(self._names, spoken, strict=True) if distance(letters, said, 1) <= 1)
        return [Match(name, (MISSPELT, len(name.words))) for name in islice(filter(allowed, alike), limit)]

    def _candidates(self, wanted: str, allowed: Callable[[Name], bool]) -> Iterator[tuple[int, tuple[int, int]]]:
        """Lines with their rank: at the start, at the start of a word or syllable, anywhere; then the shorter."""
        left = MOST_CANDIDATES
        for text, starts, pattern, inside in self._ways(wanted):
            for hit in pattern.finditer(text):
                line = bisect_right(starts, hit.start()) - 1
                name = self._names[line]
                if not allowed(name):
                    continue
                before = hit.start() - starts[line]
                place = 0 if before == 0 else inside if text[hit.start() - 1].isalnum() else 1
                yield line, (place, len(name.words))
                left -= 1
                if left <= 0:
                    return

    def _ways(self, wanted: str) -> Iterator[tuple[str, Sequence[int], re.Pattern[str], int]]:
        yield self._written, self._written_at, re.compile(re.escape(wanted)), 2
        letters = _letters(wanted)
        if letters is not None:
            yield self._spoken, self._spoken_at, spoken_pattern(letters), 1


def folded(text: str) -> str:
    """Words as they are compared: full-width letters and capitals are as good as others, spaces are single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _letters(wanted: str) -> str | None:
    """What was typed as letters of pinyin; None where it holds anything else."""
    letters = wanted.replace(" ", "").replace("'", "")
    return letters if _LETTERS.fullmatch(letters) else None


@lru_cache(maxsize=1024)
def spoken_pattern(letters: str) -> re.Pattern[str]:
    """Finds letters in syllables that each begin with an apostrophe, from the start of one.

    After a letter either the next one of the syllable follows, or the next syllable: `gongwen`, `gw` and `gwen` all
    find 'gong'wen. Only syllables of Chinese are in a spoken line: letters that repeat could be read in very many ways.
    """
    return re.compile("'" + "(?:[a-z]{0,5}')?".join(letters))


def spoken_line(pinyin: str) -> str:
    """Syllables apart by spaces, as they are searched: 'gong'wen."""
    return "".join(f"'{syllable}" for syllable in pinyin.split() if _SYLLABLE.fullmatch(syllable))


def _lines(texts: "Iterator[str]") -> tuple[str, list[int]]:
    """One text a line, and where each begins."""
    lines, starts, place = [], [], 0
    for text in texts:
        lines.append(text)
        starts.append(place)
        place += len(text) + 1
    return "\n".join(lines), starts


def titles() -> Names:
    """The titles of courses, lessons and articles that can be read now, each with the label of those who may."""
    return _titles(current("catalog"), current("spoken"), current("articles"))


@remembered("catalog", size=2)
def course_titles(unreviewed: bool) -> Mapping[str, str]:
    """The title of each course that is not retired, by its number as it is written; reviewed ones alone, or all."""
    shown = sa.true() if unreviewed else Course.is_reviewed
    rows = session().execute(sa.select(Course.id, Course.title).where(Course.retired_at.is_(None), shown))
    return MappingProxyType({str(course_id): title for course_id, title in rows})


@lru_cache(maxsize=2)
def _titles(_catalog: str, _spoken: str, _articles: str) -> Names:
    spoken = dict(session().execute(sa.select(SpokenTitle.words, SpokenTitle.pinyin)).tuples().all())
    return Names([(name, spoken_line(spoken.get(name.words, ""))) for name in _courses() + _lessons() + _released()])


def _courses() -> list[Name]:
    rows = session().execute(
        sa.select(Course.id, Course.title, Course.language, Course.is_reviewed)
        .where(Course.retired_at.is_(None))
        .order_by(Course.position, Course.title, Course.id)
    )
    return [Name("course", row.id, row.title, row.language, label=_label(row)) for row in rows]


def _lessons() -> list[Name]:
    rows = session().execute(
        sa.select(Lesson.id, LessonVersion.title, Lesson.language, Course.title.label("course"), Course.is_reviewed)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.title, Course.id, Lesson.position, Lesson.id)
    )
    return [Name("lesson", row.id, row.title, row.language, row.course, label=_label(row)) for row in rows]


def _released() -> list[Name]:
    rows = session().execute(
        sa.select(
            Article.id, ArticleVersion.title, Article.language, Article.level, Article.unit_id,
            Person.name.label("author"),
        )
        .join(ArticleVersion, ArticleVersion.id == Article.released_version_id)
        .join(Person, Person.id == Article.author_id)
        .where(Article.withdrawn_at.is_(None), Article.removed_at.is_(None))
        .order_by(ArticleVersion.title, Article.id)
    )  # fmt: skip
    return [
        Name("article", row.id, row.title, row.language, row.author, label=article_label(row.level, row.unit_id))
        for row in rows
    ]


def _label(course: Any) -> str:
    return course_label(is_reviewed=course.is_reviewed)


@remembered("people", size=2)
def people(day: date) -> Names:
    """Everybody by name, with the units that they belong to on a day."""
    rows = session().execute(
        sa.select(
            Person.id, Person.name, Person.name_sort, Person.disabled_at, Unit.id.label("unit_id"),
            Unit.name.label("unit_name"),
        )
        .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .order_by(Person.name_sort, Person.id, Membership.from_on.desc())
    ).all()  # fmt: skip
    units: dict[int, set[int]] = {}
    for row in rows:
        units.setdefault(row.id, set()).update({row.unit_id} - {None})
    latest = {row.id: row for row in reversed(rows)}  # the first of each person is the latest
    return Names([
        (_person(row, frozenset(units[row.id])), spoken_line(row.name_sort))
        for row in sorted(latest.values(), key=lambda row: (row.name_sort, row.id))
    ])  # fmt: skip


def _person(row: Any, unit_ids: frozenset[int]) -> Name:
    closed = row.disabled_at is not None
    return Name("person", row.id, row.name, "", row.unit_name or "", unit_ids, row.unit_id, closed)

"""What the page of results shows: complete, with every address, so that a template only lays it out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from learnhub.platform.pagination import Page, page_number
from learnhub.search.queries.finding import Findings, Found, Notice, find
from learnhub.search.queries.names import Match, Name, course_titles, titles
from learnhub.search.queries.suggestions import people_found, people_misspelt
from learnhub.search.rules.labels import UNREVIEWED
from learnhub.search.rules.snippets import Snippet

SIZE = 10
LAST_PAGE = 500
PEOPLE_BESIDE = 3
MOST_PEOPLE = 200
SPELLINGS = 3
MOST_COURSES = 8
KINDS = ("course", "lesson", "article", "question", "file", "attachment", "person")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as the address says it; an unreadable filter is as if it were not there."""

    words: str
    kind: str = ""
    category: str = ""
    language: str = ""
    course: str = ""
    page: str = ""
    problem: object = None

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, as the address writes them."""
        every = {"kind": self.kind, "category": self.category, "language": self.language, "course": self.course}
        return {name: value for name, value in every.items() if value}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: what they may find, whose people, and where a name leads them, if anywhere."""

    id: int
    labels: frozenset[str]
    unit_ids: frozenset[int]
    language: str
    place_of: Callable[[Name], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was found; `section` is the title of its place that fits best, where it has places."""

    kind: str
    title: Snippet
    to: str
    language: str
    trail: str
    section: str
    section_to: str
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person who was found; `to` is None where the asker may open no page of theirs."""

    name: str
    unit: str
    to: str | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One way to narrow down what was found; the one that is chosen leads back out."""

    value: str
    count: int
    to: str
    current: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results with what it can be narrowed down by; `total` counts people, `page` counts the lines."""

    total: int
    page: Page[Line] | Page[PersonLine]
    lines: Sequence[Line]
    people: Sequence[PersonLine]
    people_total: int
    all_people: str
    kinds: Sequence[Narrowing]
    categories: Sequence[Narrowing]
    languages: Sequence[Narrowing]
    courses: Sequence[Narrowing]
    has_no_index: bool
    is_loose: bool
    is_spoken: bool
    spellings: Sequence[tuple[str, str]]


def results(asked: Asked, asker: Asker, *, at: str, root: str, day: date) -> Results:
    """What somebody finds; `at` is the address of the page of results, `root` where the site begins."""
    people = _people(asked, asker, day)
    if asked.kind == "person":
        return _people_only(asked, asker, people, at=at, day=day)
    found, number = _findings(asked, asker)
    spoken: list[Line] = []
    if not people and (found.total == 0 or found.notices - {Notice.NO_INDEX}):
        people, spoken = _people(asked, asker, day, misspelt=True), _spoken(asked, asker)
    if spoken:
        found = replace(found, total=len(spoken), found=(), counts={}, notices=found.notices & {Notice.NO_INDEX})
    beside = [] if asked.kind else people
    shown = beside[:PEOPLE_BESIDE] if number == 1 else []
    address = _Addresses(asked, at)
    counts = {**found.counts, "kind": {**found.counts.get("kind", {}), **({"person": len(people)} if people else {})}}
    return Results(
        total=found.total + len(beside),
        page=Page((), number, found.total, SIZE),
        lines=spoken or [_line(each, root) for each in found.found],
        people=_person_lines(shown, asker),
        people_total=len(beside),
        all_people=address.to(kind="person") if len(beside) > PEOPLE_BESIDE else "",
        kinds=address.narrowings("kind", counts),
        categories=address.narrowings("category", counts),
        languages=address.narrowings("language", counts),
        courses=_courses(address.narrowings("course", counts), asker),
        has_no_index=Notice.NO_INDEX in found.notices,
        is_loose=Notice.LOOSENED in found.notices,
        is_spoken=bool(spoken),
        spellings=[(word, address.of(word)) for word in _spellings(found)],
    )


def _people(asked: Asked, asker: Asker, day: date, *, misspelt: bool = False) -> list[Match]:
    """The people of that name, or of one a slip away, unless a filter leaves only texts."""
    if asked.category or asked.language or asked.course:
        return []
    look = people_misspelt if misspelt else people_found
    return look(asked.words, me=asker.id, units=asker.unit_ids, day=day, limit=MOST_PEOPLE)


def _spoken(asked: Asked, asker: Asker) -> list[Line]:
    """The titles that are spoken as it was typed, pinyin or initials; nobody needs a script to be offered them."""
    if asked.filters:
        return []
    found = titles().find(asked.words, limit=SIZE, allowed=lambda name: name.label in asker.labels)
    return [
        Line(name.kind, Snippet(name.words), asker.place_of(name) or "", name.language, name.note, "", "", Snippet(""))
        for name in (match.name for match in found)
    ]


def _people_only(asked: Asked, asker: Asker, people: Sequence[Match], *, at: str, day: date) -> Results:
    people = people or _people(asked, asker, day, misspelt=True)
    number = page_number(asked.page, len(people), SIZE)
    shown = _person_lines(people[(number - 1) * SIZE : number * SIZE], asker)
    texts = find(asked.words, access=asker.labels, limit=0)
    address = _Addresses(asked, at)
    counts = {"kind": {**texts.counts.get("kind", {}), "person": len(people)}}
    return Results(
        len(people), Page(shown, number, len(people), SIZE), (), shown, len(people), "",
        address.narrowings("kind", counts), (), (), (), Notice.NO_INDEX in texts.notices, False, False, (),
    )  # fmt: skip


def _findings(asked: Asked, asker: Asker) -> tuple[Findings, int]:
    """The asked-for page; behind the last one it is the last."""
    number = page_number(asked.page, LAST_PAGE * SIZE, SIZE)
    found = _ask(asked, asker, number)
    if not found.found and found.total and number > 1:
        number = page_number(asked.page, found.total, SIZE)
        found = _ask(asked, asker, number)
    return found, number


def _ask(asked: Asked, asker: Asker, number: int) -> Findings:
    filters = {name: value for name, value in asked.filters.items() if name != "kind"}
    kinds = (asked.kind,) if asked.kind else ()
    return find(
        asked.words, access=asker.labels, kinds=kinds, filters=filters, limit=SIZE, offset=(number - 1) * SIZE,
        language=asker.language,
    )  # fmt: skip


def _courses(every: Sequence[Narrowing], asker: Asker) -> list[Narrowing]:
    """The commonest courses by their titles, with the chosen one; what has no title any more is left out."""
    shown = [each for at, each in enumerate(every) if at < MOST_COURSES or each.current]
    known = course_titles(UNREVIEWED in asker.labels)
    return [replace(each, words=known[each.value]) for each in shown if each.value in known]


def _line(found: Found, root: str) -> Line:
    place = root + found.place
    return Line(
        found.kind, found.title, place.partition("#")[0], found.language, found.beside,
        found.section if "#" in place else "", place, found.snippet,
    )  # fmt: skip


def _person_lines(matches: Iterable[Match], asker: Asker) -> list[PersonLine]:
    return [
        PersonLine(match.name.words, match.name.note, asker.place_of(match.name), match.name.closed)
        for match in matches
    ]


def _spellings(found: Findings) -> list[str]:
    """The words that stand where a misspelt one was meant, as the texts write them, the commonest first."""
    if not found.respelt:
        return []
    texts = [text for each in found.found for text in (each.title, each.snippet)]
    words = Counter(text.text[start:end].casefold() for text in texts for start, end in text.marks)
    return [word for word, _ in words.most_common() if word.isascii()][:SPELLINGS]


class _Addresses:
    """Addresses of the same search with something changed."""

    def __init__(self, asked: Asked, at: str) -> None:
        self._asked, self._at = asked, at

    def of(self, words: str) -> str:
        """Another search."""
        return f"{self._at}?{urlencode({'q': words})}"

    def to(self, **changed: str) -> str:
        """The first page with filters changed; an empty one is taken away."""
        filters = {**self._asked.filters, **changed}
        kept = {name: value for name, value in filters.items() if value}
        return f"{self._at}?{urlencode({'q': self._asked.words, **kept})}"

    def narrowings(self, name: str, counts: Mapping[str, Mapping[str, int]]) -> list[Narrowing]:
        """The values of a facet, the commonest first; the chosen one also where it finds nothing."""
        chosen = self._asked.filters.get(name, "")
        values = {chosen: 0, **counts.get(name, {})} if chosen else counts.get(name, {})
        every = [
            Narrowing(value, count, self.to(**{name: "" if value == chosen else value}), value == chosen)
            for value, count in values.items()
        ]
        return sorted(every, key=lambda each: (-each.count, each.value))

"""Which sections of a lesson a question is bound to: by the words of a heading, wherever that heading ended up."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from learnhub.kernel.text import one_line

_SECTION = re.compile(r'<section id="([^"]*)" data-section=')
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PART = re.compile(r"(?:（\d+/\d+）| \(\d+/\d+\))\Z")


@dataclass(frozen=True, slots=True)
class SectionNames:
    """A section of a lesson as readers see it, and the headings by which questions may name it."""

    title: str
    anchor: str
    names: frozenset[str]


def names_of(titles: Iterable[tuple[str, str]], html: str, *, lesson_title: str) -> tuple[SectionNames, ...]:
    """The sections of a lesson, given as (title, anchor), with every heading that stands in them.

    Small pieces join their neighbours and large ones are cut, so a heading need not be a section's title. All parts of
    a section that was cut go by its heading; what stands under no heading goes by the title of the lesson.
    """
    inside = _headings(html)
    found = []
    for title, anchor in titles:
        names = {_PART.sub("", title), *inside.get(anchor, ())} - {""}
        found.append(SectionNames(title, anchor, frozenset(names or {lesson_title})))
    return tuple(found)


def anchors_of(sections: Sequence[SectionNames]) -> Mapping[str, str]:
    """Where a reader finds what a question names: the first section that goes by it."""
    found: dict[str, str] = {}
    for section in sections:
        for name in (section.title, *section.names):
            found.setdefault(name, section.anchor)
    return found


def questions_by_section(sections: Sequence[SectionNames], bound: Iterable[str | None]) -> tuple[int, ...]:
    """How many questions name each section, in the order of the sections; `bound` is what each question names."""
    counted = Counter(name for name in bound if name)
    return tuple(sum(counted[name] for name in section.names) for section in sections)


def _headings(html: str) -> dict[str, set[str]]:
    """The words of every heading, by the anchor of the section that holds it."""
    # A text without sections has one end and no start.
    starts = [(found.start(), found[1]) for found in _SECTION.finditer(html)]
    ends = [start for start, _ in starts[1:]] + [len(html)]
    return {
        unescape(anchor): {_words(found[2]) for found in _HEADING.finditer(html, start, end)}
        for (start, anchor), end in zip(starts, ends, strict=False)
    }


def _words(heading: str) -> str:
    return one_line(unescape(_TAG.sub("", heading)))

"""What changed between two versions of a lesson, section by section, and inside a changed one word by word."""

import html.parser
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "dt", "dd", "figcaption", "section"})
_SENTENCE = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;\n]+|[^。！？；.!?;\n]+")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-'’.][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
ALIKE = 0.5
# Beyond this the words of a passage are not compared one by one: it is shown as replaced.
MOST_WORDS = 1_500


class Fate(StrEnum):
    """What became of a section, or of a passage in it."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as text: its identity, its title and what it says, a line a paragraph."""

    identity: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that stayed, came or went."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of the new version, or one of the old that is gone; `passages` of a changed one are in order."""

    fate: Fate
    title: str
    identity: str
    passages: tuple[Passage, ...]


class _Texts(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "section" and "data-section" in values:
            self.found.append((values["data-section"], []))
        elif tag == "img":
            self._say(f"[{values.get('alt') or values.get('src', '')}]")
        elif tag == "math":
            self._say(values.get("alttext", ""))
        if tag in _BLOCKS:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, text: str) -> None:
        if self.found:
            self.found[-1][1].append(text)


def section_texts(body: str, titles: dict[str, str]) -> list[SectionText]:
    """The sections of a rendered lesson as plain text, in order."""
    reader = _Texts()
    reader.feed(body)
    reader.close()
    return [
        SectionText(identity, titles.get(identity, ""), _tidy("".join(said))) for identity, said in reader.found
    ]  # fmt: skip


def changes(old: Sequence[SectionText], new: Sequence[SectionText]) -> list[SectionChange]:
    """What became of every section: those of the new version in order, what is gone where it stood."""
    known = {section.identity for section in old}
    kept = {section.identity for section in new} & known
    free = [section for section in old if section.identity not in kept]
    pairs: dict[str, SectionText] = {}
    for section in new:
        partner = _partner(section, free) if section.identity not in kept else None
        if partner is not None:
            free.remove(partner)
            pairs[section.identity] = partner
    found = [_change(section, pairs.get(section.identity), kept) for section in new]
    gone = [
        SectionChange(Fate.REMOVED, section.title, section.identity, (Passage(Fate.REMOVED, section.text),))
        for section in free
    ]
    return found + gone


def passages(old: str, new: str) -> tuple[Passage, ...]:
    """The difference of two texts: sentences first, and words inside sentences that were replaced."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    found: list[Passage] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = "".join(before[i1:i2]), "".join(after[j1:j2])
        if what == "equal":
            found.append(Passage(Fate.SAME, came))
        elif what == "replace":
            found += _words(gone, came)
        else:
            found += _replaced(gone, came)
    return _merged(found)


def _change(section: SectionText, partner: SectionText | None, kept: set[str]) -> SectionChange:
    if section.identity in kept:
        return SectionChange(Fate.SAME, section.title, section.identity, ())
    if partner is None:
        return SectionChange(Fate.ADDED, section.title, section.identity, (Passage(Fate.ADDED, section.text),))
    return SectionChange(Fate.CHANGED, section.title, section.identity, passages(partner.text, section.text))


def _partner(section: SectionText, free: Sequence[SectionText]) -> SectionText | None:
    """The old section that this one came from: one of the same title, else the most alike."""
    for each in free:
        if section.title and each.title == section.title:
            return each
    rated = [(_likeness(each.text, section.text), number) for number, each in enumerate(free)]
    best, number = max(rated, default=(0.0, 0))
    return free[number] if best >= ALIKE else None


def _likeness(one: str, other: str) -> float:
    """How many of their runs of three characters two texts share, from 0 to 1: cheap enough for every pair."""
    mine, theirs = _runs(one), _runs(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _runs(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _words(gone: str, came: str) -> list[Passage]:
    before, after = _WORD.findall(gone), _WORD.findall(came)
    if max(len(before), len(after)) > MOST_WORDS:
        return _replaced(gone, came)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE / 2:
        return _replaced(gone, came)
    found: list[Passage] = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            found.append(Passage(Fate.SAME, "".join(after[j1:j2])))
        else:
            found += _replaced("".join(before[i1:i2]), "".join(after[j1:j2]))
    return found


def _replaced(gone: str, came: str) -> list[Passage]:
    both = (Passage(Fate.REMOVED, gone), Passage(Fate.ADDED, came))
    return [passage for passage in both if passage.text]


def _merged(found: Sequence[Passage]) -> tuple[Passage, ...]:
    merged: list[Passage] = []
    for passage in found:
        if merged and merged[-1].fate is passage.fate:
            merged[-1] = Passage(passage.fate, merged[-1].text + passage.text)
        else:
            merged.append(passage)
    return tuple(merged)


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)

"""The rules of the question bank: which status follows which, who may say so, and what a tag means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from learnhub.kernel.text import one_line

LONGEST_TAG = 100
MOST_TAGS = 20


class Status(StrEnum):
    """How far a question of the bank is: being written, released by somebody else, or no longer asked."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RETIRED = "retired"


class TagKind(StrEnum):
    """What a tag says of a question: what it is about, on which clause of a regulation it rests, how hard it is."""

    TOPIC = "topic"
    CLAUSE = "clause"
    LEVEL = "level"


class Level(StrEnum):
    """How hard a question is; a draw can be balanced by it."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class SourceFormat(StrEnum):
    """How the text that a version was made from is written."""

    GIFT = "gift"
    MOODLE_XML = "moodle-xml"
    AIKEN = "aiken"
    PLAIN_TEXT = "plain-text"
    QTI = "qti"
    XLSX = "xlsx"


class Refusal(StrEnum):
    """Why a status cannot be set."""

    OWN = "own"
    LATER = "later"
    SAME = "same"
    FILE = "file"


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """One tag: its kind and its name."""

    kind: TagKind
    name: str

    @property
    def text(self) -> str:
        """As question files write it; `tag_of` is the way back."""
        return self.name if self.kind is TagKind.TOPIC else f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides on a change of status: how it is now, and who has a hand in the question."""

    status: Status
    usable: bool
    in_file: bool
    authors: frozenset[int]


_PREFIXES = {
    "topic": TagKind.TOPIC,
    "clause": TagKind.CLAUSE,
    "level": TagKind.LEVEL,
    "difficulty": TagKind.LEVEL,
    "主题": TagKind.TOPIC,
    "知识点": TagKind.TOPIC,
    "条款": TagKind.CLAUSE,
    "依据": TagKind.CLAUSE,
    "难度": TagKind.LEVEL,
    "level of difficulty": TagKind.LEVEL,
}
_LEVELS = {
    **{level.value: level for level in Level},
    **{"易": Level.EASY, "容易": Level.EASY, "简单": Level.EASY, "基础": Level.EASY, "1": Level.EASY},
    **{"中": Level.MEDIUM, "中等": Level.MEDIUM, "一般": Level.MEDIUM, "2": Level.MEDIUM},
    **{"难": Level.HARD, "较难": Level.HARD, "困难": Level.HARD, "提高": Level.HARD, "3": Level.HARD},
}
_PREFIXED = re.compile(r"([^:：]{1,20})\s*[:：]\s*(\S.*)", re.DOTALL)


def may_become(standing: Standing, status: Status, *, by: int) -> Refusal | None:
    """Why this person may not give a question this status, or None; that they may touch it at all is known."""
    if standing.status is status:
        return Refusal.SAME
    if status is Status.RETIRED:
        return None
    if standing.in_file:
        return Refusal.FILE if status is Status.DRAFT else None
    if status is Status.REVIEWED:
        if not standing.usable:
            return Refusal.LATER
        if by in standing.authors:
            return Refusal.OWN
    return None


def tag_of(text: str) -> Tag | None:
    """A tag as files and forms write it: `条款：……`, `level: hard`, or a plain topic; None where it says nothing."""
    written = one_line(text)
    match = _PREFIXED.fullmatch(written)
    kind = _PREFIXES.get(match.group(1).strip().casefold()) if match else None
    name = match.group(2).strip() if match and kind else written
    if kind is TagKind.LEVEL:
        level = level_of(name)
        return Tag(kind, level.value) if level else None
    return Tag(kind or TagKind.TOPIC, name[:LONGEST_TAG]) if name else None


def tags_of(texts: Iterable[str]) -> tuple[Tag, ...]:
    """The tags of a question, each once and at most one level, in the order of their kinds."""
    found = dict.fromkeys(tag for text in texts if (tag := tag_of(text)))
    levels = [tag for tag in found if tag.kind is TagKind.LEVEL]
    return tuple(sorted(tag for tag in list(found)[:MOST_TAGS] if tag not in levels[1:]))


def level_of(text: str) -> Level | None:
    """A level by its key or by a usual Chinese word or number for it."""
    return _LEVELS.get(text.strip().casefold())


def names_in(text: str) -> tuple[str, ...]:
    """Topics written in one line, parted by commas, semicolons or the Chinese enumeration comma."""
    return _names(re.split(r"[,，;；、|\n]", text))


def clauses_in(text: str) -> tuple[str, ...]:
    """Clauses, one a line or parted by semicolons: the other marks belong to how clauses are cited."""
    return _names(re.split(r"[;；\n]", text))


def _names(parts: Iterable[str]) -> tuple[str, ...]:
    names = (one_line(part)[:LONGEST_TAG] for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TAGS]


def path_of(text: str) -> tuple[str, ...]:
    """A category as files write it, from the top down: `$course$/top/法规/条例` is 法规 › 条例."""
    marks = ("$course$", "$system$", "$module$", "$cat1$", "top", "")
    parts = [one_line(part)[:LONGEST_TAG] for part in re.split(r"(?<!/)/(?!/)", text)]
    while parts and parts[0] in marks:
        parts.pop(0)
    return tuple(part.replace("//", "/") for part in parts if part)[:8]

"""What an author should look at before handing in: found in the Markdown, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

SHORTEST_CHARS = 300
MOST_COLUMNS = 8
MOST_FINDINGS = 200

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*))?$")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)[^`]+\1(?!`)")
_ADDRESS = re.compile(r"\(\s{0,9}<?([^)\s>]{0,2000})")
_DEFINED = re.compile(r" {0,3}\[[^\]^][^\]]*\]:\s*<?(\S+?)>?(?:\s|$)")
_DIVIDES = frozenset(" \t|:-")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class Fault(StrEnum):
    """What an author should look at."""

    NO_TITLE = "no_title"
    NO_SUMMARY = "no_summary"
    EMPTY = "empty"
    SHORT = "short"
    UNREADABLE = "unreadable"
    DEAD_LINK = "dead_link"
    NO_ADDRESS = "no_address"
    NO_ALT = "no_alt"
    HEADING_JUMP = "heading_jump"
    EMPTY_HEADING = "empty_heading"
    WIDE_TABLE = "wide_table"
    RENDERING = "rendering"


@dataclass(frozen=True, slots=True)
class Finding:
    """A place to look at; line 0 is none of the text. `words` are those that the text has there."""

    fault: Fault
    line: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture with an address of this site, or inside the text (`#…`)."""

    line: int
    address: str


@dataclass(frozen=True, slots=True)
class _Target:
    picture: bool
    words: str
    address: str


def own_links(source: str) -> tuple[Link, ...]:
    """Every address in the text that this site has to answer for."""
    found = []
    for number, line in _lines(source):
        addresses = [target.address for target in _targets(line)]
        if defined := _DEFINED.match(line):
            addresses.append(defined[1])
        found += [Link(number, unquote(each)) for each in addresses if each and not _SCHEME.match(each)]
    return tuple(found[:MOST_FINDINGS])


def check_text(source: str) -> tuple[Finding, ...]:
    """What the text itself shows: pictures without words, headings out of order, tables too wide for a page."""
    found: list[Finding] = []
    above = 0
    for number, line in _lines(source):
        if heading := _HEADING.match(line):
            level, words = len(heading[1]), (heading[2] or "").rstrip("# \t")
            if not words:
                found.append(Finding(Fault.EMPTY_HEADING, number))
            elif above and level > above + 1:
                found.append(Finding(Fault.HEADING_JUMP, number, words))
            above = level if words else above
        found += _targets_found(number, line)
        if (columns := _columns(line)) > MOST_COLUMNS:
            found.append(Finding(Fault.WIDE_TABLE, number, str(columns)))
    return tuple(found[:MOST_FINDINGS])


def _columns(line: str) -> int:
    """How many columns the line under the heads of a table has; 0 for any other line."""
    divides = "|" in line and "-" in line and _DIVIDES.issuperset(line)
    return line.strip().strip("|").count("|") + 1 if divides else 0


def _targets_found(number: int, line: str) -> Iterator[Finding]:
    for target in _targets(line):
        if target.picture and not target.words.strip():
            yield Finding(Fault.NO_ALT, number, target.address.rsplit("/", 1)[-1])
        if not target.address:
            yield Finding(Fault.NO_ADDRESS, number, target.words)


def _targets(line: str) -> Iterator[_Target]:
    """The links and pictures of a line; by counting brackets, because a pattern for them takes for ever on some."""
    opened: list[tuple[int, bool]] = []
    escaped = False
    for place, sign in enumerate(line):
        if escaped or sign == "\\":
            escaped = not escaped
        elif sign == "[":
            opened.append((place, line[place - 1 : place] == "!"))
        elif sign == "]" and opened:
            start, picture = opened.pop()
            if address := _ADDRESS.match(line, place + 1):
                yield _Target(picture, line[start + 1 : place], address[1])


def _lines(source: str) -> Iterator[tuple[int, str]]:
    """The lines of prose with their numbers from 1; code is none, and inside a line it is blanked out."""
    fence = ""
    for number, line in enumerate(source.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif len(line) <= 20_000:  # a longer one is no prose, and looking for pairs in it takes long
            yield number, _CODE.sub("", line)

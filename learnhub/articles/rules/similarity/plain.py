"""Turns the body of an article or a lesson into plain text, and marks in it what is somebody else's by its own word.

Quotations are no copying: block quotes, what stands between quotation marks from some length on, footnotes, and the
titles of laws and books. They stay in the text, so that a passage around them is seen as one, but they do not count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCK_NAMES = (
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
# What has no end tag, and so encloses nothing.
_EMPTY_NAMES = "area br col embed hr img input link meta source track wbr"
EMPTY = frozenset(_EMPTY_NAMES.split())
SHORTEST_QUOTE = 10
"""Characters from which on words in quotation marks are a quotation; “放管服” is a way of speaking."""
LONGEST_QUOTE = 1500
"""A quotation mark that nobody closed must not swallow the rest of the text."""
_MARKS = re.compile(
    rf"“[^“”\n]{{{SHORTEST_QUOTE},{LONGEST_QUOTE}}}”|「[^「」\n]{{{SHORTEST_QUOTE},{LONGEST_QUOTE}}}」"
    rf"|『[^『』\n]{{{SHORTEST_QUOTE},{LONGEST_QUOTE}}}』|\"[^\"\n]{{{SHORTEST_QUOTE},{LONGEST_QUOTE}}}\""
)
_TITLES = re.compile(r"《[^《》\n]{1,200}》")
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Left:
    """A span of the text that does not count, and why: `block`, `quote`, `footnote` or `title`."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Plain:
    """The words of a body, a block a line, and what in them does not count, in the order of the text."""

    text: str
    left: tuple[Left, ...]


def plain(html: str) -> Plain:
    """The words of a sanitised body."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Plain(reader.text(), tuple(_merged(reader.text(), reader.left())))


class _Reader(HTMLParser):
    """Collects text with one line break between blocks; notes where block quotes and footnotes begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[tuple[str, str, int]] = []
        self._left: list[Left] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on a line of its own."""
        if tag in BLOCKS:
            self._break()
        if tag not in EMPTY:
            self._open.append((tag, _why(tag, dict(attrs).get("class") or ""), self._length))

    def handle_endtag(self, tag: str) -> None:
        """Close the element, with whatever was left open inside it."""
        if tag in BLOCKS:
            self._break()
        if not any(name == tag for name, _, _ in self._open):
            return
        while self._open:
            name, why, start = self._open.pop()
            if why and self._length > start:
                self._left.append(Left(start, self._length, why))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Words; blanks and line breaks inside a block are one blank."""
        words = _BLANKS.sub(" ", data.replace("\n", " "))
        if not self._pieces or self._pieces[-1].endswith(("\n", " ")):
            words = words.lstrip(" ")
        if words:
            self._pieces.append(words)
            self._length += len(words)

    def text(self) -> str:
        """All that was read."""
        return "".join(self._pieces)

    def left(self) -> list[Left]:
        """What the elements set apart."""
        return self._left

    def _break(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")
            self._length += 1


def _why(tag: str, classes: str) -> str:
    if tag == "blockquote":
        return "block"
    return "footnote" if {"footnote", "footnotes", "footnote-ref"} & set(classes.split()) else ""


def _merged(text: str, found: list[Left]) -> Iterator[Left]:
    """What was set apart by elements and by marks, in order; a span inside another one is part of it."""
    found += [Left(match.start(), match.end(), "quote") for match in _MARKS.finditer(text)]
    found += [Left(match.start(), match.end(), "title") for match in _TITLES.finditer(text)]
    end = 0
    for each in sorted(found, key=lambda left: (left.start, -left.end)):
        if each.end > end:
            yield Left(max(each.start, end), each.end, each.why)
            end = each.end

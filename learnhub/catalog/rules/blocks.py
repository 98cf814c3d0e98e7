"""Reads a rendered body as a row of top-level blocks, each with its words, its weight and its place in the body."""

import html.parser
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from learnhub.catalog.rules.weights import DEFAULT_WEIGHTS, Weights, text_weight

_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Marks that lead to a footnote and back are no words of the text.
_NOT_READ = frozenset({"footnote-ref", "footnote-backref"})
_FORMULA_AS_TEXT = "formula-text"
_BREAKS = frozenset(
    "br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table td th tr ul".split()  # noqa: SIM905  short words read better in rows
)


class _Reading(IntEnum):
    """What the text inside an element counts as."""

    WEIGHED = 0
    WORDS_ONLY = 1
    SILENT = 2


@dataclass
class Block:
    """One top-level element with the text behind it up to the next; `start` and `end` are offsets in the body."""

    tag: str
    start: int
    end: int = 0
    level: int = 0
    anchor: str = ""
    weight: Decimal = Decimal(0)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words in reading order; formulas and pictures by their source and description."""
        return "".join(self.words)


class _Reader(html.parser.HTMLParser):
    def __init__(self, body: str, weights: Weights) -> None:
        super().__init__(convert_charrefs=True)
        self.weights = weights
        self.blocks: list[Block] = []
        self._line_starts = [0]
        for line in body.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self._open: list[tuple[str, _Reading]] = []
        self._pending: list[str] = []

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def _block(self, tag: str = "") -> Block:
        if not self.blocks:
            self.blocks.append(Block(tag, 0))
        return self.blocks[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if not self._open:
            self._begin(tag, attributes)
        if tag in _BREAKS:
            self._flush(" ")
        reading = max(self._special(tag, attributes), self._reading())
        if tag not in _VOID:
            self._open.append((tag, reading))

    def _reading(self) -> _Reading:
        return self._open[-1][1] if self._open else _Reading.WEIGHED

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._flush("")
        start = self._offset()
        if self.blocks:
            self.blocks[-1].end = start
        block = Block(tag, start if self.blocks else 0, anchor=attributes.get("id", ""))
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            written = attributes.get("data-level", tag[1])
            block.level = int(written) if written in ("1", "2", "3", "4", "5", "6") else int(tag[1])
        self.blocks.append(block)

    def _special(self, tag: str, attributes: dict[str, str]) -> _Reading:
        """Weigh what is no plain text, and say what the text inside it counts as."""
        names = set(attributes.get("class", "").split())
        if self._reading() is _Reading.SILENT or names & _NOT_READ:
            return _Reading.SILENT
        if tag == "math":
            self._count(self.weights.formula, attributes.get("alttext", ""))
            return _Reading.SILENT
        if _FORMULA_AS_TEXT in names:
            self._count(self.weights.formula, "")
            return _Reading.WORDS_ONLY
        if tag == "img":
            self._count(self.weights.image, attributes.get("alt", "") or attributes.get("src", ""))
        return _Reading.WEIGHED

    def _count(self, weight: Decimal, words: str) -> None:
        self._flush("")
        self._block().weight += weight
        self._block().words.append(words)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        if tag in _BREAKS:
            self._flush(" ")
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        match self._reading():
            case _Reading.WEIGHED:
                self._block()
                self._pending.append(data)
            case _Reading.WORDS_ONLY:
                self._flush("")
                self._block().words.append(data)

    def _flush(self, separator: str) -> None:
        """Weigh the text gathered so far; a word that markup interrupts stays one word."""
        if not self._pending and not self.blocks:
            return
        text, self._pending = "".join(self._pending), []
        block = self._block()
        block.words.append(text + separator)
        if any(name == "pre" for name, _ in self._open):
            block.weight += self.weights.code_line * sum(1 for line in text.splitlines() if line.strip())
        else:
            block.weight += text_weight(text, self.weights)

    def finish(self, length: int) -> list[Block]:
        """All blocks; together they cover the whole body."""
        self.close()
        self._flush("")
        if self.blocks:
            self.blocks[-1].end = length
        return self.blocks


def read_blocks(body: str, weights: Weights = DEFAULT_WEIGHTS) -> list[Block]:
    """The top-level blocks of a sanitised body, in order."""
    reader = _Reader(body, weights)
    reader.feed(body)
    return reader.finish(len(body))

"""Cuts the kept body of an article where a mark beside each paragraph belongs, and finds its headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Only what `actions/rendering.py` wrote: the sanitiser lets nobody else write `data-block`.
_OPENING = re.compile(r'<([a-z][a-z0-9]*)(?: id="[^"]*")? data-block="([0-9]+)"')
_HEADINGS = {"h2": 2, "h3": 3}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the contents."""

    level: int
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """A body in pieces: before each piece but the first stands the paragraph `numbers` names."""

    pieces: tuple[str, ...]
    numbers: tuple[int, ...]
    blocks: tuple[dict[str, Any], ...]
    headings: tuple[Heading, ...]


def cut(html: str, blocks: Sequence[dict[str, Any]]) -> Text:
    """Cut a body before each of its blocks."""
    pieces, numbers, headings, end = [], [], [], 0
    for found in _OPENING.finditer(html):
        number = int(found[2])
        if number >= len(blocks):
            continue
        pieces.append(html[end : found.start()])
        numbers.append(number)
        end = found.start()
        if found[1] in _HEADINGS:
            block = blocks[number]
            headings.append(Heading(_HEADINGS[found[1]], block["anchor"], block["text"]))
    pieces.append(html[end:])
    return Text(tuple(pieces), tuple(numbers), tuple(blocks), tuple(headings))


def joined(text: Text, marks: Sequence[str]) -> str:
    """The body again, with one mark before each block."""
    return text.pieces[0] + "".join(
        mark + piece for mark, piece in zip(marks, text.pieces[1:], strict=True)
    )  # fmt: skip

"""Finds the paragraph that a remark or a comment was made beside, after the text was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# A paragraph that shares less than this with what was quoted is another paragraph.
ALIKE_ENOUGH = 0.6
QUOTED = 300


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a remark stands now: the number of its paragraph (None: it is gone), and whether that reads otherwise."""

    block: int | None
    changed: bool


def quoted(text: str) -> str:
    """The words of a paragraph as a remark keeps them."""
    return text[:QUOTED]


def place(block: int, block_hash: str, quote: str, blocks: Sequence[Mapping[str, Any]]) -> Placed:
    """Find a paragraph again in `blocks` ({"hash", "text"}, as a version keeps them).

    The same words win wherever they stand now, the nearest where they stand more than once; else the paragraph most
    like the quotation, if at least 60 in 100 of both are the same (`difflib` ratio); else it is gone.
    """
    same = [number for number, each in enumerate(blocks) if each["hash"] == block_hash]
    if same:
        return Placed(min(same, key=lambda number: abs(number - block)), changed=False)
    best = _most_alike(block, quote, blocks)
    return Placed(best, changed=True)


def _most_alike(block: int, quote: str, blocks: Sequence[Mapping[str, Any]]) -> int | None:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)  # the side whose letters are indexed once for all paragraphs
    best: tuple[float, int] | None = None
    found: int | None = None
    for number, each in enumerate(blocks):
        matcher.set_seq1(quoted(each["text"]))
        least = ALIKE_ENOUGH if best is None else best[0]
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        rank = (matcher.ratio(), -abs(number - block))
        if rank[0] >= ALIKE_ENOUGH and (best is None or rank > best):
            best, found = rank, number
    return found

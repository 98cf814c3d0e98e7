"""Cuts a rendered lesson into the sections whose reading is measured, and names each by what it says."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from learnhub.catalog.rules.blocks import Block, read_blocks
from learnhub.catalog.rules.weights import DEFAULT_WEIGHTS, Weights, whole
from learnhub.kernel.ids import digest
from learnhub.kernel.text import one_line

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Cutting:
    """Where to cut; sizes are weighted characters."""

    deepest_heading: int = 3
    smallest: int = 120
    largest: int = 1500
    part: int = 800


DEFAULT_CUTTING = Cutting()


@dataclass(frozen=True)
class SectionCut:
    """One section: `part` of `parts` when a long text was cut; `chars` is the weight as it is stored.

    `identity` is the same for the same words in any version; `anchor` is an id that no heading has.
    """

    title: str
    part: int
    parts: int
    identity: str
    weight: Decimal
    anchor: str
    heading_anchor: str
    language: str
    html: str

    @property
    def chars(self) -> int:
        """The weight in whole characters."""
        return whole(self.weight)


@dataclass(frozen=True)
class _Piece:
    blocks: tuple[Block, ...]
    part: int = 1
    parts: int = 1
    title: str = ""

    @property
    def weight(self) -> Decimal:
        return sum((block.weight for block in self.blocks), Decimal(0))


def cut_sections(
    body: str, *, language: str, weights: Weights = DEFAULT_WEIGHTS, cutting: Cutting = DEFAULT_CUTTING
) -> list[SectionCut]:
    """The sections of a body, in order; their slices put together are the body, and each is well-formed."""
    if not body.strip():
        return []
    pieces = _joined(_at_headings(read_blocks(body, weights), cutting), cutting.smallest)
    parts = [part for piece in pieces for part in _parts(piece, cutting)]
    seen: Counter[str] = Counter()
    cuts = []
    for part in parts:
        identity = _identity(part, seen)
        cuts.append(_section(part, identity, body, language))
    return cuts


def _at_headings(blocks: Sequence[Block], cutting: Cutting) -> list[_Piece]:
    pieces: list[list[Block]] = []
    for block in blocks:
        if not pieces or 0 < block.level <= cutting.deepest_heading:
            pieces.append([])
        pieces[-1].append(block)
    return [_Piece(tuple(piece)) for piece in pieces]


def _joined(pieces: Sequence[_Piece], smallest: int) -> list[_Piece]:
    """A piece that is too small joins the next one; the last joins the one before."""
    joined: list[_Piece] = []
    waiting: tuple[Block, ...] = ()
    for piece in pieces:
        whole_piece = _Piece((*waiting, *piece.blocks))
        if whole_piece.weight < smallest:
            waiting = whole_piece.blocks
        else:
            joined.append(whole_piece)
            waiting = ()
    if waiting and joined:
        joined[-1] = _Piece((*joined[-1].blocks, *waiting))
    elif waiting:
        joined.append(_Piece(waiting))
    return joined


def _parts(piece: _Piece, cutting: Cutting) -> list[_Piece]:
    """Cut a long piece at the ends of blocks into parts of about the wanted size; one long block stays whole."""
    title = _title(piece.blocks)
    if piece.weight <= cutting.largest:
        return [_Piece(piece.blocks, title=title)]
    wanted = max(2, whole(piece.weight / cutting.part))
    cut = _joined(_evenly(piece.blocks, piece.weight / wanted), cutting.smallest)
    return [_Piece(part.blocks, number, len(cut), title) for number, part in enumerate(cut, 1)]


def _evenly(blocks: Sequence[Block], size: Decimal) -> list[_Piece]:
    """Cut where the running weight comes nearest to a multiple of `size`, never just behind a heading."""
    pieces: list[list[Block]] = [[]]
    before, goal = Decimal(0), size
    for block in blocks:
        after = before + block.weight
        nearest = abs(before - goal) <= abs(after - goal)
        if pieces[-1] and not pieces[-1][-1].level and nearest:
            pieces.append([])
            goal = size * (whole(before / size) + 1)
        pieces[-1].append(block)
        before = after
    return [_Piece(tuple(piece)) for piece in pieces]


def _title(blocks: Sequence[Block]) -> str:
    """The text of the highest heading; of several equal ones, that with the most to read below it."""
    headings = [number for number, block in enumerate(blocks) if block.level]
    if not headings:
        return ""
    highest = min(blocks[number].level for number in headings)
    found: dict[int, Decimal] = {}
    for number, block in enumerate(blocks):
        if block.level == highest:
            found[number] = Decimal(0)
        elif found:
            found[next(reversed(found))] += block.weight
    return one_line(blocks[max(found, key=lambda number: found[number])].text)


def _identity(piece: _Piece, seen: Counter[str]) -> str:
    """The hash of the words; where a lesson says the same twice, the repetition is counted in."""
    words = unicodedata.normalize("NFC", "".join(block.text for block in piece.blocks))
    key = _BLANKS.sub(" ", words).strip()
    seen[key] += 1
    return digest(key if seen[key] == 1 else f"{key}\n{seen[key]}")


def _section(piece: _Piece, identity: str, body: str, language: str) -> SectionCut:
    first, last = piece.blocks[0], piece.blocks[-1]
    heading = next((block.anchor for block in piece.blocks if block.level and block.anchor), "")
    return SectionCut(
        title=piece.title,
        part=piece.part,
        parts=piece.parts,
        identity=identity,
        weight=piece.weight,
        anchor=f"section-{identity[:12]}",
        heading_anchor=heading if piece.part == 1 else "",
        language=language,
        html=body[first.start : last.end],
    )


class Change(StrEnum):
    """How much a new version of a lesson differs from the one before."""

    NONE = "none"
    MINOR = "minor"
    MATERIAL = "material"


def change_kind(old: Sequence[str], new: Sequence[str]) -> Change:
    """Compare the section identities of two versions.

    Sections that only moved, or up to a quarter that are new or gone, are a minor change; the author's own word
    in the front matter wins over this guess.
    """
    if list(old) == list(new):
        return Change.NONE
    before, after = Counter(old), Counter(new)
    touched = max((before - after).total(), (after - before).total())
    return Change.MINOR if 4 * touched <= max(len(old), len(new)) else Change.MATERIAL

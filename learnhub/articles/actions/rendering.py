"""Makes the body of an article out of its Markdown: once, when it is kept, never when it is read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from learnhub.catalog.rules.blocks import read_blocks
from learnhub.catalog.rules.weights import nominal_minutes, whole
from learnhub.kernel.ids import digest
from learnhub.kernel.text import one_line, shorten
from learnhub.platform import markdown

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Body:
    """What a version keeps of its source: the safe body, its blocks, and how much there is to read.

    A block is {"anchor", "hash", "text"}; its place in the list is the `data-block` of its element.
    """

    html: str
    blocks: list[dict[str, Any]]
    chars: int
    minutes: int
    problems: tuple[markdown.Problem, ...]


def render_article(source: str, *, language: str, title: str) -> Body:
    """Render a text and mark its top-level blocks; raises MarkdownRefused.

    Pictures and files are addresses of this site, so nothing has to be resolved.
    """
    rendered = markdown.render(source, language=language, title=title, anchor_prefix="a-")
    pieces: list[str] = []
    kept: list[dict[str, Any]] = []
    taken: set[str] = set()
    end = 0
    found = read_blocks(rendered.html)
    for number, block in enumerate(found):
        words = one_line(block.text)
        mark = digest(words)
        anchor = block.anchor or _free(f"p-{mark[:10]}", taken)
        named = "" if block.anchor else f' id="{anchor}"'
        place = block.start + 1 + len(block.tag)
        pieces += [rendered.html[end:place], f'{named} data-block="{number}"' if block.tag else ""]
        end = place if block.tag else block.start
        kept.append({"anchor": anchor, "hash": mark, "text": shorten(words, LONGEST_WORDS)})
    pieces.append(rendered.html[end:])
    weight = sum((block.weight for block in found), Decimal(0))
    return Body("".join(pieces), kept, whole(weight), nominal_minutes(weight), rendered.problems)


def _free(wanted: str, taken: set[str]) -> str:
    free, again = wanted, 2
    while free in taken:
        free, again = f"{wanted}-{again}", again + 1
    taken.add(free)
    return free

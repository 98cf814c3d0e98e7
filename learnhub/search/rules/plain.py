"""Turns the sanitised HTML of a page into plain text, in lines as it is read."""

import re
from dataclasses import dataclass
from html import unescape

_BLOCKS = (
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS.split())})\b[^>]*>", re.I)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.S)
_SECTION = re.compile(r'<section id="([^"]*)" data-section="[^"]*">(.*?)</section>', re.S)
_HEADING = re.compile(r'<h[2-4]\b[^>]*?\bid="([^"]*)"[^>]*>(.*?)</h[2-4]>', re.S)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one section, the anchor at which it begins, and its title where it was asked for."""

    anchor: str
    text: str
    title: str = ""


def plain(html: str) -> str:
    """The words of a piece of HTML; what stands in blocks of its own stands on lines of its own."""
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", html)))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def sections(html: str) -> list[Piece]:
    """The sections of a rendered lesson; all of it as one where it has none."""
    found = [Piece(unescape(match[1]), plain(match[2])) for match in _SECTION.finditer(html)]
    return found or [Piece("", plain(html))]


def headed(html: str) -> list[Piece]:
    """The text before the first heading, then that below each heading with an anchor, the heading included."""
    marks = list(_HEADING.finditer(html))
    ends = [*(mark.start() for mark in marks), len(html)]
    first = plain(html[: ends[0]])
    below = [
        Piece(unescape(mark[1]), plain(html[mark.start() : end]), plain(mark[2]))
        for mark, end in zip(marks, ends[1:], strict=True)
    ]
    return [*([Piece("", first)] if first else []), *below]

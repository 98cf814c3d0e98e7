"""Makes the bytes of a book: PDF by typst out of a fixed template and JSON, EPUB by hand. Only for the job worker."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from learnhub.articles.queries.books import BookSource, Text
from learnhub.articles.rules.books.epub import Epub, Leaf, Picture, write_epub
from learnhub.articles.rules.books.nodes import book_nodes
from learnhub.articles.rules.books.tree import Around
from learnhub.articles.rules.books.xhtml import to_xhtml
from learnhub.articles.rules.states import BindingFormat
from learnhub.platform import storage
from learnhub.platform.typesetting import NotSet, font_folder, typeset

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "books"
NO_FONT = "The Chinese font for books is not installed. The operator finds the package to install in the handbook."
NOT_SET = "The pages could not be set. The operator finds the reason in the log."
LARGEST_SIDE = 1800
MOST_PIXELS = 80_000_000


class NoBook(Exception):
    """A book that cannot be made; `words` is a message id for the editor."""

    def __init__(self, words: str, detail: str = "") -> None:
        super().__init__(f"{words} {detail}")
        self.words = words


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as the book shows it: PNG or JPEG, no larger than paper needs."""

    file: str
    content: bytes
    width: int
    height: int


def make_book(form: BindingFormat, source: BookSource, *, site: str, changed_at: datetime) -> bytes:
    """The bytes of a book; raises NoBook."""
    shots = {address: shot for address, digest in source.pictures.items() if (shot := _shot(digest)) is not None}
    around = Around({address: shot.file for address, shot in shots.items()}, site)
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        room = Path(folder)
        _lay_out(room, source, shots, around)
        if form is BindingFormat.PDF:
            return _compile(room)
        cover = _compile(room, cover_only=True)
    return _epub(source, shots, around, cover, changed_at)


def _shot(digest: str) -> Shot | None:
    """A picture made fit for a book; None for one that cannot be read, which never stops the book."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(storage.get(digest))) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            clear = "A" in picture.getbands() or "transparency" in picture.info or opened.format != "JPEG"
            made = picture.convert("RGBA" if clear and "A" in picture.convert("RGBA").getbands() else "RGB")
            target = BytesIO()
            if clear:
                made.save(target, "PNG", optimize=True)
            else:
                made.convert("RGB").save(target, "JPEG", quality=85)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Shot(f"{digest[:24]}.{'png' if clear else 'jpg'}", target.getvalue(), made.width, made.height)


def _lay_out(room: Path, source: BookSource, shots: Mapping[str, Shot], around: Around) -> None:
    """Put the template, the data and the pictures side by side."""
    shutil.copyfile(TEMPLATES / "book.typ", room / "book.typ")
    for shot in shots.values():
        (room / shot.file).write_bytes(shot.content)
    sizes = {shot.file: shot for shot in shots.values()}
    (room / "book.json").write_text(json.dumps(_paper(source, around, sizes), ensure_ascii=False), encoding="utf-8")


def _paper(source: BookSource, around: Around, sizes: Mapping[str, Shot]) -> dict[str, Any]:
    """The data of the template."""
    inside = False
    chapters = []
    for number, text in enumerate(source.texts, 1):
        inside = inside or bool(text.part)
        chapters.append({
            "part": text.part, "title": text.title, "level": 2 if inside else 1, "byline": text.byline,
            "language": text.language,
            "summary": text.summary, "nodes": _measured(book_nodes(text.html, around, key=f"c{number}"), sizes),
        })  # fmt: skip
    return {
        "language": source.language, "title": source.title, "subtitle": source.subtitle,
        "authors": source.authors, "byline": source.byline, "imprint": source.imprint, "colophon": source.colophon,
        "words": source.words, "foreword": _measured(book_nodes(source.foreword, around, key="f"), sizes),
        "chapters": chapters, "contributors": source.contributors, "depth": 2 if inside else 1,
    }  # fmt: skip


def _measured(nodes: Any, sizes: Mapping[str, Shot]) -> Any:
    """The same nodes, with the size of each picture in dots."""
    if isinstance(nodes, list):
        return [_measured(each, sizes) for each in nodes]
    if not isinstance(nodes, dict):
        return nodes
    if nodes.get("t") == "picture":
        shot = sizes[nodes["file"]]
        return {**nodes, "width": shot.width, "height": shot.height}
    return {key: _measured(value, sizes) for key, value in nodes.items()}


def _compile(room: Path, *, cover_only: bool = False) -> bytes:
    """Let typst set the pages."""
    fonts = font_folder()
    if fonts is None:
        raise NoBook(NO_FONT)
    try:
        return typeset(room / "book.typ", fonts, cover_only=cover_only)
    except NotSet as error:
        raise NoBook(NOT_SET, str(error)) from error


def _epub(
    source: BookSource, shots: Mapping[str, Shot], around: Around, cover: bytes, changed_at: datetime
) -> bytes:  # fmt: skip
    leaves = []
    if source.foreword:
        words = escape(source.words["foreword"])
        body = f"<h1>{words}</h1>{to_xhtml(source.foreword, around)}"
        leaves.append(Leaf("foreword.xhtml", source.words["foreword"], body, kind="foreword"))
    inside = False
    for number, text in enumerate(source.texts, 1):
        if text.part:
            inside = True
            leaves.append(
                Leaf(f"part-{number}.xhtml", text.part, f'<h1 class="part">{escape(text.part)}</h1>', kind="part")
            )
        leaves.append(
            Leaf(f"chapter-{number}.xhtml", text.title, _chapter(text, source, around), depth=1 if inside else 0)
        )
    named = "".join(f"<li>{escape(each)}</li>" for each in source.contributors)
    who = source.words["contributors"]
    body = f'<h1>{escape(who)}</h1><ul>{named}</ul><p class="about">{escape(source.colophon)}</p>'
    leaves.append(Leaf("contributors.xhtml", who, body, kind="contributors"))
    return write_epub(
        Epub(
            identifier=f"urn:learnhub:collection:{source.collection_id}", title=source.title, subtitle=source.subtitle,
            language=source.language, authors=source.authors, publisher=source.publisher, changed_at=changed_at,
            contents=source.words["contents"], style=(TEMPLATES / "epub.css").read_text(encoding="utf-8"), cover=cover,
            leaves=leaves, pictures=[Picture(shot.file, shot.content) for shot in _once(shots)],
        )
    )  # fmt: skip


def _once(shots: Mapping[str, Shot]) -> list[Shot]:
    """Each picture once, though several addresses may name it."""
    return list({shot.file: shot for shot in shots.values()}.values())


def _chapter(text: Text, source: BookSource, around: Around) -> str:
    about = f'<p class="about">{escape(source.words["summary"])}{escape(text.summary)}</p>' if text.summary else ""
    return (
        f'<h1>{escape(text.title)}</h1><p class="byline">{escape(text.byline)}</p>{about}'
        f'<div lang="{escape(text.language)}" xml:lang="{escape(text.language)}">{to_xhtml(text.html, around)}</div>'
    )

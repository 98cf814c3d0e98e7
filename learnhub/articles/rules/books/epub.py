"""Writes an EPUB 3 (W3C Recommendation, EPUB 3.3): a zip of XHTML with a package document and a navigation document."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from learnhub.articles.rules.books.xhtml import has_formula

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CONTAINER = (
    _XML + '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
# The zip says the same day for every file, so that the same book has the same bytes.
_DAY = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document of the book: its file, its title, its body as XHTML, and how it stands in the contents."""

    file: str
    title: str
    body: str
    # 0 at the left, 1 below the part before it; None where the contents do not name it.
    depth: int | None = 0
    kind: str = "chapter"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture under its file name, as PNG or JPEG."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Epub:
    """Everything that an EPUB is made of; `identifier` is a URN that stays the same for the same collection."""

    identifier: str
    title: str
    subtitle: str
    language: str
    authors: Sequence[str]
    publisher: str
    changed_at: datetime
    contents: str
    style: str
    cover: bytes
    leaves: Sequence[Leaf]
    pictures: Sequence[Picture]


def write_epub(book: Epub) -> bytes:
    """The bytes of the file; the first entry is the media type, stored, as reading devices look for it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip", stored=True)
        _put(archive, "META-INF/container.xml", _CONTAINER.encode())
        _put(archive, "book/package.opf", _package(book).encode())
        _put(archive, "book/nav.xhtml", _navigation(book).encode())
        _put(archive, "book/style.css", book.style.encode())
        _put(archive, "book/pictures/cover.png", book.cover, stored=True)
        _put(archive, "book/cover.xhtml", _cover(book).encode())
        for leaf in book.leaves:
            _put(archive, f"book/{leaf.file}", _page(book, leaf).encode())
        for picture in book.pictures:
            _put(archive, f"book/pictures/{picture.file}", picture.content, stored=True)
    return target.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, *, stored: bool = False) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def document(book: Epub, title: str, body: str, *, kind: str = "") -> str:
    """A whole XHTML document around a body."""
    what = f' epub:type="{kind}"' if kind else ""
    return (
        f'{_XML}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang={quoteattr(book.language)} '
        f"xml:lang={quoteattr(book.language)}>\n<head><title>{escape(title)}</title>"
        f'<link rel="stylesheet" type="text/css" href="style.css"/></head>\n<body{what}>\n{body}\n</body>\n</html>\n'
    )


def _page(book: Epub, leaf: Leaf) -> str:
    return document(book, leaf.title, f'<section epub:type="{leaf.kind}">{leaf.body}</section>', kind="")


def _cover(book: Epub) -> str:
    picture = f'<div class="cover"><img src="pictures/cover.png" alt={quoteattr(book.title)}/></div>'
    return document(book, book.title, picture, kind="cover")


def _navigation(book: Epub) -> str:
    """The contents: parts with their chapters below them."""
    lines: list[str] = []
    named = [leaf for leaf in book.leaves if leaf.depth is not None]
    inside = False
    for number, leaf in enumerate(named):
        below = bool(leaf.depth)
        if inside and not below:
            lines.append("</ol></li>")
            inside = False
        following = named[number + 1].depth if number + 1 < len(named) else 0
        lines.append(f'<li><a href="{leaf.file}">{escape(leaf.title)}</a>')
        if not below and following:
            lines.append("<ol>")
            inside = True
        else:
            lines.append("</li>")
    if inside:
        lines.append("</ol></li>")
    first = next((leaf.file for leaf in book.leaves if leaf.kind == "chapter"), "nav.xhtml")
    landmarks = (
        '<nav epub:type="landmarks" hidden="hidden"><ol>'
        f'<li><a epub:type="cover" href="cover.xhtml">{escape(book.title)}</a></li>'
        f'<li><a epub:type="toc" href="nav.xhtml">{escape(book.contents)}</a></li>'
        f'<li><a epub:type="bodymatter" href="{first}">{escape(book.title)}</a></li></ol></nav>'
    )
    contents = f'<nav epub:type="toc" id="toc"><h1>{escape(book.contents)}</h1><ol>{"".join(lines)}</ol></nav>'
    return document(book, book.contents, contents + landmarks)


def _package(book: Epub) -> str:
    """The package document: what the book is, which files it has, and in which order they are read."""
    files = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        '<item id="cover-image" href="pictures/cover.png" media-type="image/png" properties="cover-image"/>',
        '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>',
    ]
    order = ['<itemref idref="cover"/>', '<itemref idref="nav"/>']
    for number, leaf in enumerate(book.leaves, 1):
        properties = ' properties="mathml"' if has_formula(leaf.body) else ""
        files.append(f'<item id="leaf-{number}" href="{leaf.file}" media-type="application/xhtml+xml"{properties}/>')
        order.append(f'<itemref idref="leaf-{number}"/>')
    for number, picture in enumerate(book.pictures, 1):
        kind = "image/png" if picture.file.endswith(".png") else "image/jpeg"
        files.append(f'<item id="picture-{number}" href="pictures/{picture.file}" media-type="{kind}"/>')
    return (
        f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book-id" '
        f"xml:lang={quoteattr(book.language)}>\n{_metadata(book)}\n<manifest>\n{chr(10).join(files)}\n</manifest>\n"
        f"<spine>\n{chr(10).join(order)}\n</spine>\n</package>\n"
    )


def _metadata(book: Epub) -> str:
    authors = "".join(
        f'<dc:creator id="author-{number}">{escape(name)}</dc:creator>'
        f'<meta refines="#author-{number}" property="role" scheme="marc:relators">aut</meta>'
        for number, name in enumerate(book.authors, 1)
    )
    subtitle = (
        f'<dc:title id="subtitle">{escape(book.subtitle)}</dc:title>'
        '<meta refines="#subtitle" property="title-type">subtitle</meta>'
        if book.subtitle
        else ""
    )
    publisher = f"<dc:publisher>{escape(book.publisher)}</dc:publisher>" if book.publisher else ""
    return (
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="book-id">{escape(book.identifier)}</dc:identifier>'
        f'<dc:title id="title">{escape(book.title)}</dc:title>'
        f'<meta refines="#title" property="title-type">main</meta>{subtitle}'
        f"<dc:language>{escape(book.language)}</dc:language>{authors}{publisher}"
        f'<meta property="dcterms:modified">{book.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")}</meta>'
        '<meta property="schema:accessMode">textual</meta><meta property="schema:accessMode">visual</meta>'
        '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
        '<meta property="schema:accessibilityFeature">alternativeText</meta>'
        '<meta property="schema:accessibilityHazard">none</meta></metadata>'
    )

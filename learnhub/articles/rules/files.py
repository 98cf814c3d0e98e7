"""What a file really is: its first bytes and its ending must say the same, and nothing else may hide in it."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from learnhub.kernel.encodings import decode
from learnhub.kernel.errors import Invalid

MEGABYTE = 1024 * 1024
LARGEST_FILE = 15 * MEGABYTE
LARGEST_DRAWING = 2 * MEGABYTE
LARGEST_ARTICLE = 100 * MEGABYTE
"""All files of one article together."""
MOST_FILES = 200
MOST_UNPACKED = 200 * MEGABYTE
LONGEST_NAME = 120

EMPTY = "The file %(name)s is empty."
TOO_LARGE = "The file %(name)s has %(size)s MB; at most %(most)s MB are taken."
NOT_TAKEN = "Files that end in %(ending)s are not taken here. Taken are pictures (PNG, JPEG, GIF, WebP, SVG), PDF, Word, Excel, PowerPoint, ODT, text, Markdown, CSV and zip."  # noqa: E501 - one sentence that is translated as one
NO_ENDING = "The name %(name)s has no ending that says what the file is, such as .png or .docx."
NOT_WHAT_IT_SAYS = "The file %(name)s is not what its ending says. Save it again in the program it was made with."
REALLY = "The file %(name)s is really a %(kind)s file. Give its name the ending .%(ending)s."
TWO_AT_ONCE = "The file %(name)s also holds a page or a program, so it is not taken. Save it again as a plain file."
MACROS = "The file %(name)s holds macros, which are not taken. Save it without them, as .%(ending)s."
ARTICLE_FULL = "The files of this article have %(most)s MB together already. Remove some of them first."
TOO_MANY = "This article has %(most)s files already. Remove some of them first."

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True, slots=True)
class Type:
    """A type of file that is taken: how it begins, what is told to browsers, and what a packed one holds."""

    ending: str
    called: str
    content_type: str
    picture: bool = False
    begins: tuple[bytes, ...] = ()
    member: str = ""


TYPES = {
    each.ending: each
    for each in (
        Type("png", "PNG", "image/png", True, (b"\x89PNG\r\n\x1a\n",)),
        Type("jpg", "JPEG", "image/jpeg", True, (b"\xff\xd8\xff",)),
        Type("gif", "GIF", "image/gif", True, (b"GIF87a", b"GIF89a")),
        Type("webp", "WebP", "image/webp", True, (b"RIFF",)),
        Type("svg", "SVG", "image/svg+xml", True),
        Type("pdf", "PDF", "application/pdf", begins=(b"%PDF-",)),
        Type("docx", "Word", _WORD, begins=(b"PK\x03\x04",), member="word/document.xml"),
        Type("xlsx", "Excel", _EXCEL, begins=(b"PK\x03\x04",), member="xl/workbook.xml"),
        Type("pptx", "PowerPoint", _POWERPOINT, begins=(b"PK\x03\x04",), member="ppt/presentation.xml"),
        Type("odt", "ODT", "application/vnd.oasis.opendocument.text", begins=(b"PK\x03\x04",), member="content.xml"),
        Type("zip", "zip", "application/zip", begins=(b"PK\x03\x04",)),
        Type("txt", "text", "text/plain; charset=utf-8"),
        Type("md", "Markdown", "text/markdown; charset=utf-8"),
        Type("csv", "CSV", "text/csv; charset=utf-8"),
    )
}
_SAME = {"jpeg": "jpg", "jpe": "jpg", "markdown": "md"}
_PLAIN = ("txt", "md", "csv")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|img|object|embed|\?php)\b|<\?php", re.I)
# Where a page or a program would begin: browsers and PDF readers look no further than this for what a file is.
_HEAD = 4096
_SCRIPT_IN_PICTURE = re.compile(rb"<script\b|<\?php|<svg\b|<html\b|<iframe\b", re.I)
# A GIF may be a program whose width reads as the beginning of a comment or of an assignment.
_GIF_PROGRAM = re.compile(rb"GIF8[79]a\s*(?:/\*|=)")
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
# Characters that turn the direction of a line, or are not seen at all: gnp.exe would read exe.png.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean_name(said: str) -> str:
    """A name that is safe to keep and to show: no folders, no signs that cannot be seen, not too long."""
    last = PurePosixPath(said.replace("\\", "/").replace("\x00", "")).name
    seen = "".join(" " if c in '<>:"|?*' else c for c in last if unicodedata.category(c) not in _UNSEEN)
    name = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and stem and len(ending) <= 10:
        name = f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending.lower()}"
    name = name[:LONGEST_NAME] or "file"
    return f"_{name}" if _DEVICES.fullmatch(name) else name


def type_of(name: str, data: bytes) -> Type:
    """The type of a file of this cleaned name, by its bytes as much as by its ending; raises Invalid.

    What a packed file holds is looked at by the caller, who knows how to open it: `of_members`.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    ending = _SAME.get(ending, ending)
    if not ending:
        raise Invalid(NO_ENDING, name=name)
    if ending not in TYPES:
        raise Invalid(NOT_TAKEN, ending=f".{ending}")
    if not data:
        raise Invalid(EMPTY, name=name)
    said = TYPES[ending]
    most = LARGEST_DRAWING if ending == "svg" else LARGEST_FILE
    if len(data) > most:
        raise Invalid(TOO_LARGE, name=name, size=round(len(data) / MEGABYTE, 1), most=most // MEGABYTE)
    if not _begins_as(said, data):
        raise _other(name, data)
    _refuse_two_at_once(said, name, data)
    return said


def of_members(said: Type, name: str, members: set[str]) -> None:
    """Refuse a packed file that is not the document it says, or carries macros; raises Invalid."""
    if said.member and said.member not in members:
        raise Invalid(NOT_WHAT_IT_SAYS, name=name)
    if said.member and any(each.lower().endswith(("vbaproject.bin", ".bas")) for each in members):
        raise Invalid(MACROS, name=name, ending=said.ending)


def _begins_as(said: Type, data: bytes) -> bool:
    if said.ending == "webp":
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if said.ending == "svg":
        return b"<svg" in data[:_HEAD].lower() or b"<svg" in data.replace(b"\x00", b"")[:_HEAD].lower()
    if said.ending in _PLAIN:
        if any(data.startswith(mark) for each in TYPES.values() for mark in each.begins):
            return False
        text = decode(data).text
        return text is not None and not _CONTROLS.search(text)
    return data.startswith(said.begins)


def _other(name: str, data: bytes) -> Invalid:
    """What to say of a file whose bytes are of another type than its ending."""
    for each in TYPES.values():
        if each.begins and not each.member and each.ending not in ("zip", "webp") and data.startswith(each.begins):
            return Invalid(REALLY, name=name, kind=each.called, ending=each.ending)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Invalid(REALLY, name=name, kind="WebP", ending="webp")
    return Invalid(NOT_WHAT_IT_SAYS, name=name)


def _refuse_two_at_once(said: Type, name: str, data: bytes) -> None:
    if said.ending == "pdf":
        double = _MARKUP.search(data[:_HEAD]) is not None
    elif said.picture and said.ending != "svg":
        double = _GIF_PROGRAM.match(data) is not None or _SCRIPT_IN_PICTURE.search(data) is not None
    else:
        double = False
    if double:
        raise Invalid(TWO_AT_ONCE, name=name)


def markdown_of(address: str, name: str, *, picture: bool) -> str:
    """How a text shows a file: a picture with its name as description, or a link."""
    words = re.sub(r"([\\\[\]`*_<>])", r"\\\1", name.rpartition(".")[0] if picture else name)
    return f"![{words}]({address})" if picture else f"[{words}]({address})"

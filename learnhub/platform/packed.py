"""Looks at a packed file (a zip, or what an office program writes) before anything unpacks it."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Below this a file may shrink as well as it likes; above, more than so many times its size is no honest document.
HARMLESS = 32 << 20
MOST_RATIO = 200
MOST_PARTS = 10_000
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)
_LOCAL_HEAD = b"PK\x03\x04"
_UTF8_NAME = 0x800
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,9})"')
Size = Callable[[int, int], None]


class Fault(StrEnum):
    """Why a packed file is not opened."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    BOMB = "bomb"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    ESCAPES = "escapes"


class Unpackable(Exception):
    """A packed file that is not opened; `unpacked` is how many bytes it would become, where that is why."""

    def __init__(self, fault: Fault, unpacked: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.unpacked = unpacked


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside; `name` is as its maker wrote it, `stored` as the library knows it."""

    name: str
    stored: str
    size: int


def parts_of(content: bytes, *, most_unpacked: int) -> list[Part]:
    """What is inside, read from the list at the end and without unpacking; raises Unpackable."""
    if not content.startswith(_LOCAL_HEAD):
        raise Unpackable(Fault.DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except _UNREADABLE:
        raise Unpackable(Fault.DAMAGED) from None
    if len(entries) > MOST_PARTS:
        raise Unpackable(Fault.TOO_MANY)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unpackable(Fault.LOCKED)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most_unpacked:
        raise Unpackable(Fault.TOO_LARGE, unpacked)
    if unpacked > HARMLESS and unpacked > MOST_RATIO * len(content):
        raise Unpackable(Fault.BOMB, unpacked)
    return [Part(_name(entry), entry.filename, entry.file_size) for entry in entries if not entry.is_dir()]


def refuse_escapes(parts: list[Part]) -> None:
    """Refuse names that would lead out of the folder that they are unpacked to; raises Unpackable."""
    for part in parts:
        name = part.name.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\x00" in name:
            raise Unpackable(Fault.ESCAPES)


def read_part(content: bytes, stored: str) -> bytes:
    """One part, unpacked; never more than its entry said, or it is damaged. Raises Unpackable, KeyError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return packed.read(stored)
    except _UNREADABLE:
        raise Unpackable(Fault.DAMAGED) from None


def with_part(content: bytes, stored: str, data: bytes) -> bytes:
    """The same packed file with other bytes in one part; raises Unpackable."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as other:
            for entry in packed.infolist():
                other.writestr(entry.filename, data if entry.filename == stored else packed.read(entry))
    except _UNREADABLE:
        raise Unpackable(Fault.DAMAGED) from None
    return made.getvalue()


def declares_entities(content: bytes) -> bool:
    """Whether a part of an office document begins with a document type: programs write none, traps do."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for entry in packed.infolist():
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with packed.open(entry) as stream:
                        head = stream.read(4096).replace(b"\x00", b"").upper()
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        return True
    except _UNREADABLE:
        raise Unpackable(Fault.DAMAGED) from None
    return False


def has_part(content: bytes, name: str) -> bool:
    """Whether a packed file has a part of this name; False where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return name in packed.namelist()
    except _UNREADABLE:
        return False


def look_at_cells(content: bytes, size: Size) -> None:
    """Tell `size` the row and column of every filled cell of a workbook, as a stream; raises Unpackable.

    A library makes a table as large as the last cell says, so this comes before it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for entry in packed.infolist():
                if entry.filename.startswith("xl/worksheets/"):
                    with packed.open(entry) as stream:
                        _look_at_sheet(stream, size)
    except _UNREADABLE:
        raise Unpackable(Fault.DAMAGED) from None


def _look_at_sheet(stream: Any, size: Size) -> None:
    rest = b""
    while chunk := stream.read(1 << 20):
        rest += chunk
        for cell in _CELL.finditer(rest):
            place = _REFERENCE.search(cell[1])
            if place is not None and not cell[1].endswith(b"/"):
                size(int(place[2]), _column(place[1]))
        rest = rest[-200:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _name(entry: zipfile.ZipInfo) -> str:
    """Packers of Chinese systems write names in GBK and do not say so; the library then guesses cp437."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename

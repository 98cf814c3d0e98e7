"""Small roster files in the formats that no library of ours writes: ods, and xls as Excel 97 kept it."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = "urn:oasis:names:tc:opendocument:xmlns"
SECTOR, FREE, END, TABLE_SECTOR = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ods(path: Path, rows: Rows) -> Path:
    """An OpenDocument spreadsheet with one sheet of text cells."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        f"<table:table-row>{''.join(cell.format(escape(said)) for said in row)}</table:table-row>" for row in rows
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        f'xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0" xmlns:text="{NAMES}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="花名册">{lines}</table:table>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", ODS)
        packed.writestr("content.xml", body)
        packed.writestr("META-INF/manifest.xml", manifest)
    return path


def xls(path: Path, rows: Rows) -> Path:
    """An Excel 97 workbook (BIFF8 in a compound file) with one sheet of text cells."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    name = "花名册".encode("utf-16-le")
    length = len(start) + 4 + 8 + len(name) + 4
    sheet_of = _record(0x0085, struct.pack("<IBBBB", length, 0, 0, len(name) // 2, 1) + name)
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", line, column, 0, len(said), 1) + said.encode("utf-16-le"))
        for line, row in enumerate(rows)
        for column, said in enumerate(row)
    )
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6)) + cells + _record(0x000A, b"")
    path.write_bytes(_compound(start + sheet_of + _record(0x000A, b"") + sheet))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """One stream named Workbook: sector 0 is the allocation table, sector 1 the directory, the rest the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [TABLE_SECTOR, END, *range(3, count + 2), END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, child=1, first=END, size=0)
    directory += _entry("Workbook", 2, child=FREE, first=2, size=len(stream)) + _entry("", 0) + _entry("", 0)
    return head + table + directory + stream


def _entry(name: str, kind: int, *, child: int = FREE, first: int = 0, size: int = 0) -> bytes:
    said = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<BBIII", kind, 1, FREE, FREE, child)
    return said.ljust(64, b"\0") + struct.pack("<H", len(said)) + links + bytes(36) + struct.pack("<IQ", first, size)

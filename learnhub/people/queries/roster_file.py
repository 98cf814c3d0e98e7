"""Reads the cells of a roster file, within bounds: xlsx, xls, ods, or csv in any of the usual encodings."""

import codecs
import csv
import io
from pathlib import Path
from typing import Any

from learnhub.kernel.errors import Invalid
from learnhub.people.rules.roster import HEADER_ROWS, find_header
from learnhub.platform import packed, tables

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200

NO_FILE = "There is no file %(name)s."
EMPTY = "The file is empty."
TOO_LARGE = "The file has %(size)s MB; a roster of at most %(most)s MB is read. Keep only the sheet with the people."
TOO_MANY = "The file has more than %(most)s rows. Split it and import the parts one after another."
TOO_WIDE = "The file has more than %(most)s columns. Keep only the columns of the roster."
TOO_FAR = (
    "A sheet of the file reaches beyond %(rows)s rows or %(columns)s columns, or unpacks to too much to read. "
    "Keep only the rows and columns with the people, in a new file."
)
DAMAGED = "The file cannot be read as a table: it is damaged, protected by a password, or no spreadsheet."
NO_HEADER = "No row of heads was found among the first ten rows. One column must be headed 姓名 and another 单位."
NOT_TEXT = "The text of the file is in no known encoding. Save it as CSV UTF-8 or as xlsx."

Rows = list[list[Any]]


def read_roster(path: Path) -> Rows:
    """The rows of the sheet that holds a row of heads; raises Invalid with what to do when there is none."""
    if not path.is_file():
        raise Invalid(NO_FILE, name=path.name)
    _refuse_large(path.stat().st_size)
    return read_content(path.read_bytes(), path.name)


def read_content(content: bytes, name: str) -> Rows:
    """The same of a file that is in memory already."""
    _refuse_large(len(content))
    if not content.strip():
        raise Invalid(EMPTY)
    sheets = [_read_csv(content)] if _is_text(content, name) else _read_workbook(content)
    for rows in sheets:
        if find_header(rows[:HEADER_ROWS]) is not None:
            return rows
    raise Invalid(NO_HEADER)


def _refuse_large(size: int) -> None:
    if size > LARGEST_FILE:
        raise Invalid(TOO_LARGE, size=round(size / 1024 / 1024), most=LARGEST_FILE // 1024 // 1024)


def _is_text(content: bytes, name: str) -> bool:
    packed = content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    return not packed and Path(name).suffix.lower() not in (".xlsx", ".xls", ".ods")


def _read_csv(content: bytes) -> Rows:
    text = _decode(content)
    head = text[:4096]
    delimiter = max(",\t;；，", key=head.count)
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(list(row[: MOST_COLUMNS + 1]))
            _refuse_size(len(rows), len(row))
    except csv.Error:
        raise Invalid(DAMAGED) from None
    return rows


def _decode(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decode_as(content, encoding)
    head = content[:2000]
    if b"\x00" in head:
        # Without a mark the side on which the zeros of ASCII stand tells the order of the bytes.
        return _decode_as(content, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(content, "gb18030")


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Invalid(NOT_TEXT) from None


def _read_workbook(content: bytes) -> list[Rows]:
    most = {"most_rows": MOST_ROWS + HEADER_ROWS, "most_columns": MOST_COLUMNS, "most_unpacked": LARGEST_UNPACKED}
    try:
        # A unit written once beside all of its people is one merged cell.
        return tables.sheets_of(content, **most, spread=True)
    except packed.Unpackable as trap:
        if trap.fault in (packed.Fault.TOO_LARGE, packed.Fault.BOMB):
            raise Invalid(TOO_FAR, rows=f"{MOST_ROWS:,}", columns=MOST_COLUMNS) from None
        raise Invalid(DAMAGED) from None


def _refuse_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS + HEADER_ROWS:
        raise Invalid(TOO_MANY, most=f"{MOST_ROWS:,}")
    if columns > MOST_COLUMNS:
        raise Invalid(TOO_WIDE, most=MOST_COLUMNS)

"""The sheets of a workbook, read in a child process: a library makes a table as large as its last cell says.

A file of two kilobytes can name a cell that takes all the memory there is, and the process with it.
"""

import io
import json
import sys
from collections.abc import Iterable
from typing import Any

from learnhub.platform import confined, packed

CPU_SECONDS = 60
WALL_SECONDS = 120.0
Rows = list[list[Any]]


def sheets_of(
    content: bytes, *, most_rows: int, most_columns: int, most_unpacked: int, spread: bool = False
) -> list[Rows]:
    """The cells of every sheet, dates and times as words; raises packed.Unpackable.

    With `spread` what stands in a merged cell stands in each that it covers.
    """
    bounds = [str(int(bound)) for bound in (most_rows, most_columns, most_unpacked, spread)]
    try:
        said = confined.run("learnhub.platform.tables", content, *bounds, seconds=WALL_SECONDS)
    except confined.TooSlow:
        raise packed.Unpackable(packed.Fault.TOO_LARGE) from None
    if said is None:
        raise packed.Unpackable(packed.Fault.DAMAGED)
    told: dict[str, Any] = json.loads(said)
    if "fault" in told:
        raise packed.Unpackable(packed.Fault(told["fault"]))
    sheets: list[Rows] = told["sheets"]
    return sheets


def _read(content: bytes, most_rows: int, most_columns: int, most_unpacked: int, spread: int) -> list[Rows]:
    from python_calamine import CalamineError, CalamineWorkbook

    def bound(rows: int, columns: int) -> None:
        if rows > most_rows or columns > most_columns:
            raise packed.Unpackable(packed.Fault.TOO_LARGE)

    if content.startswith(b"PK"):
        packed.parts_of(content, most_unpacked=most_unpacked)
        packed.look_at_cells(content, bound)
    found = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            bound(sheet.total_height, sheet.total_width)
            found.append(sheet.to_python(skip_empty_area=False))
            if spread:
                _spread(found[-1], sheet.merged_cell_ranges or ())
    except (CalamineError, OSError, ValueError):
        raise packed.Unpackable(packed.Fault.DAMAGED) from None
    return found


def _spread(rows: Rows, merged: Iterable[Any]) -> None:
    for (top, left), (bottom, right) in merged:
        for line in rows[top : bottom + 1]:
            # An empty merged cell may lie beside everything that is filled.
            line[left : right + 1] = rows[top][left : left + 1] * len(line[left : right + 1])


def main() -> None:
    """Write the sheets of the workbook on stdin, or why it is not read."""
    confined.limit(cpu_seconds=CPU_SECONDS)
    try:
        told: dict[str, Any] = {"sheets": _read(sys.stdin.buffer.read(), *map(int, sys.argv[1:5]))}
    except packed.Unpackable as trap:
        told = {"fault": trap.fault}
    json.dump(told, sys.stdout, default=str)


if __name__ == "__main__":
    main()

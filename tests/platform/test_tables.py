"""Workbooks are read in a process of their own, within bounds that no file can get around."""

import io

import pytest
from xlsxwriter import Workbook

from learnhub.platform import packed
from learnhub.platform.tables import sheets_of

pytestmark = pytest.mark.once
BOUNDS = {"most_rows": 100, "most_columns": 50, "most_unpacked": 1 << 20}


def workbook(**cells):
    """One sheet with these cells, such as A1="x"."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for place, value in cells.items():
            page.write(place, value)
    return made.getvalue()


def test_the_cells_of_a_workbook_come_row_by_row():
    assert sheets_of(workbook(A1="题干", B2=3.5, A3=True), **BOUNDS) == [[["题干", ""], ["", 3.5], [True, ""]]]


def test_a_far_cell_takes_no_memory_however_it_is_written():
    plain = workbook(A1="x", XFD1048576="x")
    sheet = packed.read_part(plain, "xl/worksheets/sheet1.xml")
    quoted = packed.with_part(plain, "xl/worksheets/sheet1.xml", sheet.replace(b'r="XFD1048576"', b"r='XFD1048576'"))

    for trap, fault in ((plain, packed.Fault.TOO_LARGE), (quoted, packed.Fault.DAMAGED), (b"PK", packed.Fault.DAMAGED)):
        with pytest.raises(packed.Unpackable) as refused:
            sheets_of(trap, **BOUNDS)
        assert refused.value.fault is fault

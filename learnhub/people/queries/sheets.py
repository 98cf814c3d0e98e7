"""Workbooks that are given out: the rows of a roster with problems, and a list of initial passwords."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from learnhub.platform.i18n import gettext as _

WIDEST, NARROWEST = 48, 10


def problems_sheet(report: dict[str, Any]) -> bytes:
    """Every problem of a roster beside the cells of its row; corrected, the file can be uploaded again as it is."""
    rejected = report.get("rejected") or {"head": [], "rows": {}}
    rows = []
    for one in report["problems"]:
        words, row = one["what"], str(one["row"])
        rows.append([row, one["column"], _(words, **one["params"]), *rejected["rows"].get(row, [])])
    return sheet([_("Row in the file"), _("Column"), _("What is wrong"), *rejected["head"]], rows)


def passwords_sheet(rows: Iterable[Sequence[str]]) -> bytes:
    """One line for each person, to be cut apart."""
    return sheet([_("Unit"), _("Name"), _("User name"), _("Initial password")], rows)


def sheet(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet of text; a cell that begins with = stays text and is never computed."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        widths = [len(cell) for cell in head]
        for place, cell in enumerate(head):
            page.write_string(0, place, cell, bold)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                page.write_string(number, place, cell)
                if place < len(widths):
                    widths[place] = max(widths[place], len(cell))
        for place, width in enumerate(widths):
            page.set_column(place, place, min(max(NARROWEST, 2 * width), WIDEST))
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return packed.getvalue()

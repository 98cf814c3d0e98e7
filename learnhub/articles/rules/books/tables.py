"""Sets the cells of a table on a grid, so that no span of a careless table reaches out of it or into another cell."""

from collections.abc import Callable
from typing import Any

from learnhub.articles.rules.books.tree import Tag, flowing

MOST_COLUMNS = 30
MOST_ROWS = 1500
Read = Callable[[Tag], list[Any]]


def table_node(table: Tag, read: Read) -> list[Any]:
    """The node of a table: {"t": "table", "columns", "head": rows, "caption", "cells": [{"x", "y", …}], "cut"}."""
    caption = next((flowing(each.text()).strip() for each in table.find("caption")), "")
    rows = [(row, part == "thead") for part, row in _rows(table)]
    kept = rows[:MOST_ROWS]
    head = next((number for number, (_row, heads) in enumerate(kept) if not heads), len(kept))
    cells, columns = _placed([row for row, _heads in kept], head, read)
    if not cells:
        return []
    return [{
        "t": "table", "columns": columns, "head": head if head < len(kept) else 0, "caption": caption, "cells": cells,
        "cut": len(rows) - len(kept),
    }]  # fmt: skip


def _rows(table: Tag) -> list[tuple[str, Tag]]:
    found = []
    for child in table.tags():
        if child.name == "tr":
            found.append(("tbody", child))
        elif child.name in ("thead", "tbody", "tfoot"):
            found += [(child.name, row) for row in child.tags() if row.name == "tr"]
    return sorted(found, key=lambda each: ("thead", "tbody", "tfoot").index(each[0]))


def _placed(rows: list[Tag], head: int, read: Read) -> tuple[list[dict[str, Any]], int]:
    taken: set[tuple[int, int]] = set()
    cells: list[dict[str, Any]] = []
    columns = 1
    for y, row in enumerate(rows):
        x = 0
        for cell in row.tags():
            while (x, y) in taken:
                x += 1
            if x >= MOST_COLUMNS:
                break
            below = (head if y < head else len(rows)) - y
            wide, high = _span(cell, "colspan", MOST_COLUMNS - x), _span(cell, "rowspan", below)
            wide = next((step for step in range(1, wide) if (x + step, y) in taken), wide)
            taken |= {(x + right, y + down) for right in range(wide) for down in range(high)}
            columns = max(columns, x + wide)
            cells.append({
                "x": x, "y": y, "wide": wide, "high": high, "head": cell.name == "th",
                "align": cell.attributes.get("align", ""), "c": read(cell),
            })  # fmt: skip
    return cells, columns


def _span(cell: Tag, name: str, most: int) -> int:
    said = cell.attributes.get(name, "")
    return min(max(1, int(said) if said.isascii() and said.isdigit() else 1), max(1, most))

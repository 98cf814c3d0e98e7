"""Reading a table of marks (CSV): the maximum marks in the first row, an attempt in each further one."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from learnhub.quizzes.rules.parsed import Problem

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?")
_LARGEST = Decimal(10**12)
_SMALLEST_STEP = -20
_CELL_LIMIT = 40


@dataclass(frozen=True)
class MarksFile:
    """The table, or the problems that make it unusable; with problems there are no rows."""

    maximum: tuple[Decimal, ...] = ()
    attempts: tuple[tuple[Decimal, ...], ...] = ()
    problems: tuple[Problem, ...] = ()


class _RowError(Exception):
    """A row cannot be read: what, what to do, and the parameters of both; `line` where the reader of rows knows it."""

    def __init__(self, what: str, what_to_do: str, *, line: int = 0, **params: str) -> None:
        super().__init__(what)
        self.line, self.what, self.what_to_do, self.params = line, what, what_to_do, params


def read_marks(text: str, *, file: str = "") -> MarksFile:
    """Read the table. Empty lines are passed over; an empty cell is an answer that was left out and counts 0."""
    maximum: tuple[Decimal, ...] | None = None
    attempts: list[tuple[Decimal, ...]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for line, row in _rows(text):
            if maximum is None:
                maximum = _maximum(row)
                continue
            try:
                attempts.append(_attempt(row, maximum))
            except _RowError as bad:
                problems.append(Problem(file, line, bad.what, bad.what_to_do, bad.params))
    except _RowError as bad:
        # Without the first row nothing can be judged, and behind a broken quotation mark no row is what it seems.
        problems.append(Problem(file, bad.line or line, bad.what, bad.what_to_do, bad.params))
    if not problems and not attempts:
        problems.append(_nothing(file, maximum))
    return MarksFile(problems=tuple(problems)) if problems else MarksFile(maximum or (), tuple(attempts))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line on which it begins."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    line = 1
    try:
        for row in rows:
            if row:
                yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise _RowError(
            "This line is no CSV (%(reason)s).", "Save the table as CSV again.", line=line, reason=str(error)
        ) from error


def _nothing(file: str, maximum: tuple[Decimal, ...] | None) -> Problem:
    if maximum is None:
        advice = "Write the maximum marks in the first row and an attempt in each further one."
        return Problem(file, 1, "The file is empty.", advice)
    return Problem(file, 1, "There is no attempt below the maximum marks.", "Add a row of marks for each attempt.")


def _maximum(row: Sequence[str]) -> tuple[Decimal, ...]:
    marks = tuple(_number(cell, column) for column, cell in enumerate(row, start=1))
    for column, worth in enumerate(marks, start=1):
        if worth <= 0:
            raise _RowError(
                "The maximum mark in column %(column)s is not above 0.",
                "The first row holds the maximum mark of each item.",
                column=str(column),
            )
    return marks


def _attempt(row: Sequence[str], maximum: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if len(row) != len(maximum):
        raise _RowError(
            "This row has %(found)s marks, the first row has %(expected)s.",
            "Give every attempt one mark for each item, empty where it was left out.",
            found=str(len(row)),
            expected=str(len(maximum)),
        )
    marks = tuple(_number(cell, column, blank=Decimal(0)) for column, cell in enumerate(row, start=1))
    for column, (mark, worth) in enumerate(zip(marks, maximum, strict=True), start=1):
        if mark > worth:
            raise _RowError(
                "The mark %(mark)s in column %(column)s is above the maximum %(maximum)s.",
                "Correct the mark, or the maximum in the first row.",
                mark=str(mark),
                column=str(column),
                maximum=str(worth),
            )
    return marks


def _number(cell: str, column: int, *, blank: Decimal | None = None) -> Decimal:
    written = cell.strip()
    if not written and blank is not None:
        return blank
    value = Decimal(written) if _NUMBER.fullmatch(written) else None
    if value is None or abs(value) > _LARGEST or int(value.as_tuple().exponent) < _SMALLEST_STEP:
        raise _RowError(
            "“%(cell)s” in column %(column)s is not a mark.",
            "Write plain numbers such as 0.5, separated by commas.",
            cell=written[:_CELL_LIMIT],
            column=str(column),
        )
    return value

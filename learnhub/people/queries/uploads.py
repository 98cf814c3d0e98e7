"""Reads of uploaded rosters: the recent ones of a person, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.people.models import RosterUpload, UploadState
from learnhub.people.rules import ranks
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext, lazy_gettext

SHOWN = ("problems", "new", "changed", "moved")
RECENT = 10
FACTS = {
    "unit": lazy_gettext("Unit"),
    "post": lazy_gettext("Post"),
    "rank": lazy_gettext("Rank"),
    "level": lazy_gettext("Level of the post"),
    "staff_number": lazy_gettext("Staff number"),
    "phone": lazy_gettext("Phone"),
    "email": lazy_gettext("E-mail"),
    "username": lazy_gettext("User name"),
    "leading_member": lazy_gettext("Leading member"),
    "key_post": lazy_gettext("Key post"),
    "post_from": lazy_gettext("In the post since"),
    "rank_from": lazy_gettext("In the rank since"),
}
LEVELS = {
    "county_chief": lazy_gettext("County level, chief"),
    "county_deputy": lazy_gettext("County level, deputy"),
    "township_chief": lazy_gettext("Township level, chief"),
    "township_deputy": lazy_gettext("Township level, deputy"),
}


@dataclass(frozen=True, slots=True)
class UploadLine:
    """An uploaded roster in a list."""

    id: int
    file_name: str
    state: UploadState
    created_at: datetime
    undone: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A fact that changes, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the file: what is wrong with it, or whom it changes and how."""

    row: int
    name: str
    unit: str
    changes: tuple[ChangeLine, ...] = ()
    problem: str = ""


def recent_uploads(by: int) -> Sequence[UploadLine]:
    """The latest rosters that a person uploaded."""
    undone = RosterUpload.undone_at.is_not(None)
    columns = (RosterUpload.id, RosterUpload.file_name, RosterUpload.state, RosterUpload.created_at, undone)
    query = sa.select(*columns).where(RosterUpload.by_id == by).order_by(RosterUpload.id.desc()).limit(RECENT)
    return [UploadLine(*row) for row in session().execute(query)]


def rows_of(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The rows of a report of one kind: problems, new, changed or moved."""
    if kind == "problems":
        return list(report["problems"])
    return [one for one in report["details"] if one["status"] == kind]


def row_lines(rows: Sequence[dict[str, Any]]) -> list[RowLine]:
    """Rows of a report in the words of the page."""
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> RowLine:
    if "column" in row:
        message: str = row["what"]
        return RowLine(row["row"], row["column"], "", problem=gettext(message, **row["params"]))
    changes = tuple(
        ChangeLine(str(FACTS[one["what"]]), _say(one["what"], one["before"]), _say(one["what"], one["after"]))
        for one in row["changes"]
    )
    return RowLine(row["row"], row["name"], row["unit"], changes)


def _say(fact: str, value: str) -> str:
    """A value as people read it; keys of ranks, levels and flags become words."""
    if fact == "rank" and value:
        return gettext(ranks.title(value))
    if fact == "level" and value:
        return str(LEVELS[value])
    if fact in ("leading_member", "key_post"):
        return gettext("yes") if value == "True" else gettext("no")
    return value

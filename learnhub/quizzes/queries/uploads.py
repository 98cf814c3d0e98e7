"""Reads of uploaded question files: the recent ones of a person, and the lines of one in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.platform.i18n import gettext
from learnhub.quizzes.models import QuestionUpload, UploadState
from learnhub.quizzes.queries.question_page import words_of_questions

RECENT = 10
SHOWN = ("new", "changed", "known", "twice", "draft", "refused", "near")


@dataclass(frozen=True, slots=True)
class UploadLine:
    """An uploaded question file in a list."""

    id: int
    file_name: str
    state: UploadState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NearWords:
    """A question of the bank that is nearly the same; without words where it is not the viewer's to see."""

    id: int
    percent: int
    words: str
    seen: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a file as the page shows it."""

    line: int
    status: str
    fate: str
    kind: str
    words: str
    name: str
    notes: tuple[str, ...]
    near: tuple[NearWords, ...]
    question_id: int | None


def recent(by: int) -> Sequence[UploadLine]:
    """The latest question files that a person uploaded."""
    columns = (QuestionUpload.id, QuestionUpload.file_name, QuestionUpload.state, QuestionUpload.created_at)
    query = sa.select(*columns).where(QuestionUpload.by_id == by).order_by(QuestionUpload.id.desc()).limit(RECENT)
    return [UploadLine(*row) for row in session().execute(query)]


def lines_of(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The entries of a report, all or of one kind."""
    entries: list[dict[str, Any]] = report["entries"]
    if kind == "near":
        return [entry for entry in entries if entry["near"]]
    if kind == "draft":
        return [entry for entry in entries if entry["status"] == "draft"]
    return [entry for entry in entries if entry["fate"] == kind] if kind in SHOWN else entries


def in_words(entries: Sequence[dict[str, Any]]) -> list[EntryLine]:
    """Entries of a report in the viewer's language; one statement."""
    seen = {each[0] for entry in entries for each in entry["near"] if each[2]}
    words = words_of_questions(sorted(seen)) if seen else {}
    return [
        EntryLine(
            line=entry["line"],
            status=entry["status"],
            fate=entry["fate"],
            kind=entry["kind"],
            words=entry["words"],
            name=entry["name"],
            notes=tuple(_note(each) for each in entry["notes"]),
            near=tuple(NearWords(each[0], each[1], words.get(each[0], ""), each[2]) for each in entry["near"]),
            question_id=entry["question"],
        )
        for entry in entries
    ]


def _note(kept: dict[str, Any]) -> str:
    parts = [gettext(kept[name], **kept["params"]) for name in ("what", "todo") if kept[name]]
    return " ".join(parts)

"""Taking question files into the bank: kept between preview and confirmation, then written whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

import sqlalchemy as sa

from learnhub.catalog.actions.pictures import Picture
from learnhub.catalog.actions.versions import note_picture
from learnhub.kernel.errors import Conflict
from learnhub.people.models import Person
from learnhub.platform import audit, packed
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue
from learnhub.quizzes.actions.bank import About, New, Wording, add_questions, category_at, reword, set_tags, word
from learnhub.quizzes.actions.pictures import take_pictures
from learnhub.quizzes.models import Question, QuestionUpload, QuestionVersion, UploadState
from learnhub.quizzes.queries.question_files import Entry, Look, key_of
from learnhub.quizzes.rules.bank import path_of, tags_of
from learnhub.quizzes.rules.outline import outline
from learnhub.quizzes.rules.parsed import Problem

BEGUN = "This file is being taken in already, or has been."
NOTHING_NEW = "This file holds nothing that the bank does not have."
AT_ONCE = 60
"""Up to so many questions are taken in while the browser waits; more are a job."""
LIGHT, LONG_FILE = 200 * 1024, 1024 * 1024
LONG_OLD_TABLE = 100 * 1024
MANY_QUESTIONS = 500
"""Bytes (of an .xls, which is not packed), and questions: each takes one to three milliseconds to look through."""
_OLD_TABLE = b"\xd0\xcf\x11\xe0"
_SIGNS = (b"{", b"<question ", b"ANSWER:", "答案".encode(), "答案".encode("gb18030"))
_UNREAD: dict[str, Any] = {"format": "", "encoding": "", "counts": {}, "fates": {}, "entries": [], "reading": True}
KEPT_FOR = timedelta(days=7)


class File(TypedDict):
    """What is kept of an uploaded file beside its bytes."""

    file_name: str
    form: str
    category_id: int | None
    by: int
    now: datetime


Show = Callable[[int], None]


@dataclass(frozen=True)
class Prepared:
    """Everything of a file that is ready to be written, and what turned out not to be when it was rendered."""

    entries: tuple[tuple[Entry, Wording], ...]
    pictures: tuple[Picture, ...]
    refused: tuple[tuple[Entry, Problem], ...]


@dataclass(frozen=True)
class TakenIn:
    """What became of a file."""

    new: int
    changed: int


def keep_upload(
    content: bytes, *, file_name: str, form: str, report: dict[str, Any], category_id: int | None, by: int,
    now: datetime,
) -> QuestionUpload:  # fmt: skip
    """Keep a question file that was looked through, until somebody confirms or discards it."""
    upload = QuestionUpload(
        by_id=by, category_id=category_id, file_name=file_name[:200], asked_format=form, content=content,
        report=report, created_at=now,
    )  # fmt: skip
    session().add(upload)
    session().flush()
    return upload


def is_long(content: bytes) -> bool:
    """Whether looking a file through takes so long that the worker does it; the questions are only estimated."""
    if content.startswith(_OLD_TABLE):
        return len(content) > LONG_OLD_TABLE
    if content.startswith(b"PK"):
        return _is_long_table(content)
    return len(content) > LONG_FILE or max(content.count(sign) for sign in _SIGNS) > MANY_QUESTIONS


def _is_long_table(content: bytes) -> bool:
    """A packed table is judged by what it unpacks to."""
    try:
        parts = packed.parts_of(content, most_unpacked=LONG_FILE)
        texts = [packed.read_part(content, part.stored) for part in parts]
    except packed.Unpackable as trap:
        return trap.fault is packed.Fault.TOO_LARGE
    return sum(text.count(b"<row") + text.count(b"table-row") for text in texts) > MANY_QUESTIONS


def keep_unread(
    content: bytes, *, file_name: str, form: str, category_id: int | None, by: int, now: datetime
) -> QuestionUpload:  # fmt: skip
    """Keep a long question file, and let the worker look it through."""
    upload = keep_upload(
        content, file_name=file_name, form=form, report=_UNREAD, category_id=category_id, by=by, now=now
    )  # fmt: skip
    upload.state = UploadState.RUNNING
    enqueue("quizzes.look_through_questions", unique=str(upload.id), upload_id=upload.id)
    return upload


def note_look(upload: QuestionUpload, report: dict[str, Any]) -> None:
    """Keep what the worker understood of a long file; now it waits for somebody to confirm it."""
    upload.state, upload.report, upload.finished_at = UploadState.CHECKED, report, None


def is_large(upload: QuestionUpload) -> bool:
    """Whether a file takes so long that the worker does it: many questions, or pictures that must be read."""
    content = upload.content or b""
    return _fresh(upload) > AT_ONCE or (len(content) > LIGHT and b"<file " in content)


def begin_upload(upload: QuestionUpload) -> None:
    """Begin to take a file in; raises Conflict when that has begun before, or nothing of it is new."""
    if upload.state not in (UploadState.CHECKED, UploadState.FAILED):
        raise Conflict(BEGUN)
    if not _fresh(upload):
        raise Conflict(NOTHING_NEW)
    upload.state = UploadState.RUNNING


def hand_over(upload: QuestionUpload) -> None:
    """Let the worker take a file in."""
    begin_upload(upload)
    enqueue("quizzes.take_in_questions", unique=str(upload.id), upload_id=upload.id)


def discard_upload(upload: QuestionUpload) -> None:
    """Forget a file of which nothing was written; raises Conflict once it is being taken in."""
    if upload.state not in (UploadState.CHECKED, UploadState.FAILED):
        raise Conflict(BEGUN)
    session().delete(upload)


def take_in_upload(upload: QuestionUpload, look: Look, prepared: Prepared, *, now: datetime) -> None:
    """Write everything of a file in the open transaction; then the file goes, and the report stays."""
    taken = take_in(
        prepared, category_id=upload.category_id, owner_id=upload.by_id, file=upload.file_name, form=look.format,
        now=now,
    )  # fmt: skip
    upload.state, upload.finished_at, upload.content = UploadState.DONE, now, None
    upload.written = taken.new + taken.changed
    upload.report = upload.report | {"unshown": list(refusals_of(prepared))}


def fail_upload(upload: QuestionUpload, *, now: datetime) -> None:
    """Nothing of the file was written; it can be confirmed once more."""
    upload.state, upload.finished_at, upload.written = UploadState.FAILED, now, 0


def sweep_uploads(now: datetime) -> int:
    """Forget files that nobody confirmed for a week; returns how many."""
    old = sa.delete(QuestionUpload).where(
        QuestionUpload.state == UploadState.CHECKED, QuestionUpload.created_at < now - KEPT_FOR
    )
    return session().execute(old).rowcount or 0  # type: ignore[attr-defined]  # of a delete


def prepare(look: Look, media: Path, *, show: Show | None = None) -> Prepared:
    """Render what is new in a file and keep its pictures. Call it outside a transaction: it takes its time."""
    ready: list[tuple[Entry, Wording]] = []
    pictures: list[Picture] = []
    refused: list[tuple[Entry, Problem]] = []
    fresh = [entry for entry in look.entries if entry.fate in ("new", "changed")]
    for number, entry in enumerate(fresh, start=1):
        if entry.parsed is None or entry.outline is None:
            continue
        shown = take_pictures(entry.parsed, media, pictures.append)
        said = entry.outline
        if shown != entry.parsed:
            # A repeated import compares what the file says, not where its pictures went.
            said = replace(outline(shown, source_format=look.format), content_hash=said.content_hash)
        made = word(said, line=entry.line)
        if isinstance(made, Problem):
            refused.append((entry, made))
        else:
            ready.append((entry, made))
        if show is not None:
            show(number)
    return Prepared(tuple(ready), tuple(pictures), tuple(refused))


def take_in(
    prepared: Prepared, *, category_id: int | None, owner_id: int | None, file: str, form: str, now: datetime
) -> TakenIn:  # fmt: skip
    """Write everything that was prepared in the open transaction; what has come in meanwhile is left out."""
    _wait_for_turn(owner_id)
    for picture in prepared.pictures:
        note_picture(picture)
    present = _present(prepared, owner_id)
    places: dict[tuple[str, ...], int | None] = {}
    new, changed = list[New](), 0
    for entry, wording in prepared.entries:
        if wording.outline.content_hash in present or entry.parsed is None:
            continue
        path = path_of(entry.parsed.category or "")
        if path not in places:
            places[path] = category_at(path, below=category_id)
        about = About(places[path], tags_of(entry.parsed.tags))
        if entry.question_id is None:
            identity = entry.parsed.id
            new.append(New(wording, about, key_of(identity) if identity else wording.outline.content_hash))
        else:
            _change(entry.question_id, wording, about, owner_id, now)
            changed += 1
    add_questions(new, owner_id=owner_id, by_id=owner_id, now=now)
    audit.record(
        "quizzes.questions_imported", actor_id=owner_id, thing=file[:200], format=form, new=len(new), changed=changed
    )  # fmt: skip
    return TakenIn(len(new), changed)


def _wait_for_turn(owner_id: int | None) -> None:
    """Two imports of one owner come one after another, so that the second sees what the first has written."""
    locked = sa.select(Person.id).order_by(Person.id).limit(1)
    if owner_id is not None:
        locked = sa.select(Person.id).where(Person.id == owner_id)
    session().execute(locked.with_for_update(key_share=True))


def _present(prepared: Prepared, owner_id: int | None) -> set[str]:
    owned = Question.owner_id.is_(None) if owner_id is None else Question.owner_id == owner_id
    hashes = sorted({wording.outline.content_hash for _, wording in prepared.entries})
    found: set[str] = set()
    for start in range(0, len(hashes), 400):
        query = (
            sa.select(QuestionVersion.content_hash)
            .join(Question, Question.id == QuestionVersion.question_id)
            .where(QuestionVersion.content_hash.in_(hashes[start : start + 400]), Question.lesson_id.is_(None), owned)
        )
        found |= set(session().scalars(query))
    return found


def _change(question_id: int, wording: Wording, about: About, owner_id: int | None, now: datetime) -> None:
    question = session().get_one(Question, question_id)
    present = session().get_one(QuestionVersion, question.current_version_id)
    reword(question, wording, known=present.number, by_id=owner_id, now=now)
    if about.category_id is not None:
        question.category_id = about.category_id
    if about.tags:
        set_tags(question.id, about.tags)


def _fresh(upload: QuestionUpload) -> int:
    return sum(upload.report["fates"].get(fate, 0) for fate in ("new", "changed"))


def refusals_of(prepared: Prepared) -> Sequence[dict[str, Any]]:
    """What could not be rendered, for the report."""
    return [
        {"line": entry.line, "what": problem.what, "todo": problem.what_to_do, "params": dict(problem.params)}
        for entry, problem in prepared.refused
    ]

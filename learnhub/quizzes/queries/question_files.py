"""What a question file holds, and what of it the bank does not have yet: read and compared, nothing is written."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from learnhub.kernel import ids
from learnhub.kernel.text import shorten
from learnhub.platform import packed, tables
from learnhub.platform.db import session
from learnhub.platform.markdown import plain_text
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.quizzes.queries.duplicates import Near, near
from learnhub.quizzes.rules.formats import Format, read_file
from learnhub.quizzes.rules.outline import Outline, outline
from learnhub.quizzes.rules.parsed import ParsedQuestion, ParsedQuiz, Problem, Severity
from learnhub.quizzes.rules.pictures import with_own_addresses
from learnhub.quizzes.rules.questions import Text, TextFormat
from learnhub.quizzes.rules.sheet import is_sheet, parse_sheet

XLSX = "xlsx"
AUTO = "auto"
FORMATS = (AUTO, Format.GIFT.value, Format.MOODLE_XML.value, Format.AIKEN.value, Format.QTI.value, XLSX, "text")
LARGEST_TABLE = 100 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_LIKENED = 2000
"""So many questions of a file are compared with the bank for likeness; somebody waits for it."""
MOST_NOTES = 20
LONGEST_SOURCE = 2000
LONGEST_WORDS = 100
AT_ONCE = 400

DAMAGED = "The file cannot be read as a table: it is damaged, protected by a password, or no spreadsheet."
DAMAGED_TODO = "Open it in a spreadsheet program and save it as xlsx."
A_WORD_FILE = "This is a Word document, which is not read as a file."
A_WORD_FILE_TODO = "Open it, copy its text, and paste it into the field for text."
TOO_LONG = "The table has more than %(most)s rows."
TOO_LONG_TODO = "Split it into several files."
TWICE = "The same question stands on line %(line)s already."
TWICE_TODO = "It is taken in once."

Value = TypeVar("Value", str, int)
_OWN_ID = re.compile(r"LH-([0-9]{1,9})")


@dataclass(frozen=True)
class Entry:
    """One question of a file, or something in it that was refused.

    `fate` is what would become of it: new, changed (an id of ours with other words), known, twice, or refused.
    """

    status: str
    fate: str
    line: int
    kind: str
    words: str
    name: str = ""
    notes: tuple[Problem, ...] = ()
    near: tuple[Near, ...] = ()
    question_id: int | None = None
    parsed: ParsedQuestion | None = None
    outline: Outline | None = None


@dataclass(frozen=True)
class Look:
    """A whole file as it was understood."""

    format: str
    encoding: str
    entries: tuple[Entry, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(entry.status for entry in self.entries)

    @property
    def fates(self) -> Counter[str]:
        return Counter(entry.fate for entry in self.entries)


def look_at(
    content: bytes, name: str, form: str, *, visible: sa.ColumnElement[bool], owner_id: int | None
) -> Look:  # fmt: skip
    """Read a question file in one of `FORMATS` and compare it with the bank of its owner."""
    found, quiz, encoding = _read(content, name, form)
    entries = _entries(quiz, found)
    known, ours = _known(entries, owner_id), _ours(entries, owner_id)
    settled = _unless_ours(_settled(entries, known, ours))
    fresh = [entry for entry in settled if entry.fate in ("new", "changed") and entry.outline][:MOST_LIKENED]
    likes = near([entry.outline.words for entry in fresh if entry.outline], visible)
    nearest = {id(entry): found for entry, found in zip(fresh, likes, strict=True)}
    told = [
        replace(entry, near=tuple(each for each in nearest.get(id(entry), ()) if each.id != entry.question_id))
        for entry in settled
    ]
    return Look(found, encoding, tuple(sorted(told, key=lambda entry: entry.line)))


def _read(content: bytes, name: str, form: str) -> tuple[str, ParsedQuiz, str]:
    if content.startswith(b"PK") and _is_word(content):
        return "", _refused(A_WORD_FILE, A_WORD_FILE_TODO), ""
    if form == XLSX or (form == AUTO and is_sheet(content, name)):
        return XLSX, _table(content), ""
    wanted = {"text": Format.PLAIN_TEXT, AUTO: None}.get(form, Format(form) if form in set(Format) else None)
    file = read_file(content, name, shown_as="", form=wanted)
    return str(file.format or ""), file.quiz, file.encoding


def _refused(what: str, what_to_do: str, **params: str) -> ParsedQuiz:
    return ParsedQuiz((), (Problem("", 1, what, what_to_do, params),))


def _is_word(content: bytes) -> bool:
    return packed.has_part(content, "word/document.xml")


def _table(content: bytes) -> ParsedQuiz:
    """The rows of the first sheet that holds questions, within bounds."""
    try:
        sheets = tables.sheets_of(
            content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, most_unpacked=LARGEST_TABLE
        )  # fmt: skip
    except packed.Unpackable as trap:
        if trap.fault in (packed.Fault.TOO_LARGE, packed.Fault.BOMB):
            return _refused(TOO_LONG, TOO_LONG_TODO, most=f"{MOST_ROWS:,}")
        return _refused(DAMAGED, DAMAGED_TODO)
    read = [parse_sheet(rows) for rows in sheets]
    return next((quiz for quiz in read if quiz.questions), read[0] if read else _refused(DAMAGED, DAMAGED_TODO))


def _entries(quiz: ParsedQuiz, form: str) -> list[Entry]:
    notes = _notes(quiz)
    found = []
    for parsed in quiz.questions:
        said = outline(parsed, source_format=form)
        found.append(
            Entry(
                status="read" if parsed.usable else "draft",
                fate="new",
                line=parsed.line,
                kind=str(parsed.kind),
                words=shorten(_shown(parsed.text) or said.name or "…", LONGEST_WORDS),
                name=said.name,
                notes=tuple(notes[parsed.line].values()) if parsed.line in notes else (),
                parsed=parsed,
                outline=said,
            )
        )
    return found + [
        Entry("refused", "refused", problem.line, "", shorten(problem.source, LONGEST_SOURCE), notes=(problem,))
        for problem in quiz.refused
    ]


def _notes(quiz: ParsedQuiz) -> Mapping[int, Mapping[Any, Problem]]:
    """What is told of the questions on each line, each thing once: a whole file may stand on one line."""
    found: defaultdict[int, dict[Any, Problem]] = defaultdict(dict)
    for each in quiz.problems:
        told = found[each.line]
        if each.severity is not Severity.REFUSED and len(told) < MOST_NOTES:
            told.setdefault((each.what, *sorted(each.params.items())), each)
    return found


def _shown(text: Text) -> str:
    """The words of a text on one line, without its tags."""
    return " ".join((plain_text(text.content) if text.format is TextFormat.HTML else text.content).split())


def _settled(entries: Sequence[Entry], known: dict[str, int], ours: dict[str, int]) -> list[Entry]:
    """What would become of each entry; a second one of the same words is left out."""
    first: dict[str, int] = {}
    found = []
    for entry in entries:
        if entry.outline is None or entry.parsed is None:
            found.append(entry)
            continue
        said = entry.outline.content_hash
        if said in first:
            told = Problem("", entry.line, TWICE, TWICE_TODO, {"line": str(first[said])}, Severity.NOTE)
            found.append(replace(entry, fate="twice", notes=(*entry.notes, told)))
            continue
        first[said] = entry.line
        if said in known:
            found.append(replace(entry, fate="known", question_id=known[said]))
        elif entry.parsed.id and key_of(entry.parsed.id) in ours:
            found.append(replace(entry, fate="changed", question_id=ours[key_of(entry.parsed.id)]))
        else:
            found.append(entry)
    return found


def _unless_ours(entries: Sequence[Entry]) -> list[Entry]:
    """A question that the bank has given out with its pictures is known, although the file names them otherwise."""
    shown = {
        entry.question_id: with_own_addresses(entry.parsed)
        for entry in entries
        if entry.fate == "changed" and entry.question_id is not None and entry.parsed and entry.parsed.files
    }
    same: set[int] = set()
    for part in _parts(list(shown)):
        query = (
            sa.select(Question.id, QuestionVersion.document)
            .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
            .where(Question.id.in_(part))
        )
        for question_id, document in session().execute(query):
            if outline(shown[question_id], source_format="").document == document:
                same.add(question_id)
    return [replace(entry, fate="known") if entry.question_id in same else entry for entry in entries]


def key_of(identity: str) -> str:
    """The key under which the bank knows a question that names itself."""
    return ids.digest(f"id|{identity}")


def own_id(question_id: int) -> str:
    """The id under which the bank gives a question out, and knows it again."""
    return f"LH-{question_id}"


def _known(entries: Sequence[Entry], owner_id: int | None) -> dict[str, int]:
    """The questions of the same owner that had these words in any version."""
    hashes = [entry.outline.content_hash for entry in entries if entry.outline]
    found: dict[str, int] = {}
    for part in _parts(hashes):
        query = (
            sa.select(QuestionVersion.content_hash, Question.id)
            .join(Question, Question.id == QuestionVersion.question_id)
            .where(QuestionVersion.content_hash.in_(part), Question.lesson_id.is_(None), _owned(owner_id))
        )
        found |= dict(session().execute(query).tuples().all())
    return found


def _ours(entries: Sequence[Entry], owner_id: int | None) -> dict[str, int]:
    """The questions of the same owner that came, or were given out, under these ids."""
    identities = [entry.parsed.id for entry in entries if entry.parsed and entry.parsed.id]
    keys, found = [key_of(identity) for identity in identities], dict[str, int]()
    numbers = {int(match[1]) for identity in identities if (match := _OWN_ID.fullmatch(identity))}
    for numbered in _parts(sorted(numbers)):
        query = sa.select(Question.id).where(Question.id.in_(numbered), Question.lesson_id.is_(None), _owned(owner_id))
        found |= {key_of(own_id(question_id)): question_id for question_id in session().scalars(query)}
    for part in _parts(keys):
        named = sa.select(Question.key, Question.id).where(
            Question.key.in_(part), Question.lesson_id.is_(None), _owned(owner_id)
        )
        found |= dict(session().execute(named).tuples().all())
    return found


def _owned(owner_id: int | None) -> sa.ColumnElement[bool]:
    return Question.owner_id.is_(None) if owner_id is None else Question.owner_id == owner_id


def _parts(values: Sequence[Value]) -> Sequence[Collection[Value]]:
    unique = sorted(set(values))
    return [unique[start : start + AT_ONCE] for start in range(0, len(unique), AT_ONCE)]


def report_of(look: Look) -> dict[str, Any]:
    """A look as it is kept between the preview and its confirmation."""
    return {
        "format": look.format,
        "encoding": look.encoding,
        "counts": dict(look.counts),
        "fates": dict(look.fates),
        "entries": [_kept(entry) for entry in look.entries],
    }


def _kept(entry: Entry) -> dict[str, Any]:
    return {
        "status": entry.status,
        "fate": entry.fate,
        "line": entry.line,
        "kind": entry.kind,
        "words": entry.words,
        "name": entry.name,
        "notes": [
            {"what": note.what, "todo": note.what_to_do, "params": dict(note.params)} for note in entry.notes
        ],
        "near": [[each.id, each.percent, each.seen] for each in entry.near],
        "question": entry.question_id,
    }  # fmt: skip

"""Giving questions of the bank out: as GIFT, Moodle XML or a table, each time with an entry in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from learnhub.kernel.errors import Invalid
from learnhub.platform import audit
from learnhub.quizzes.actions.pictures import kept_pictures
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.quizzes.queries import question_workbook as workbook
from learnhub.quizzes.queries.bank import folders_of, tags_of_questions
from learnhub.quizzes.queries.question_files import own_id
from learnhub.quizzes.queries.question_page import parsed_of_version
from learnhub.quizzes.rules.bank import Tag
from learnhub.quizzes.rules.formats import LARGEST, Format, ReadFile, write
from learnhub.quizzes.rules.parsed import LaterKind, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.pictures import with_files
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat

MOST = 20_000
TOO_MANY = "More than %(most)s questions fit; narrow the list and export it in parts."
NOTHING = "There is no question in this list to export."
FORMS = (Format.GIFT.value, Format.MOODLE_XML.value, "xlsx")


def export(
    found: Sequence[tuple[Question, QuestionVersion]], form: str, *, media: Path, by: int | None
) -> bytes:  # fmt: skip
    """The questions in one of `FORMS`, with category, tags and an id under which they are known again.

    Their pictures go along where the format holds any.
    """
    if not found:
        raise Invalid(NOTHING)
    if len(found) > MOST:
        raise Invalid(TOO_MANY, most=f"{MOST:,}")
    tags, paths = tags_of_questions_in_parts([question.id for question, _ in found]), _paths()
    audit.record("quizzes.questions_exported", actor_id=by, thing=form, questions=len(found))
    said = [(_said(question, worded, tags, paths), worded.source_format) for question, worded in found]
    if form == "xlsx":
        return workbook.table([parsed for parsed, _ in said])
    if form == Format.MOODLE_XML:
        read = kept_pictures(media, most=LARGEST // 2)
        said = [(with_files(parsed, read), kept) for parsed, kept in said]
    files = [ReadFile("", _format(kept), "", ParsedQuiz((parsed,), ())) for parsed, kept in said]
    return write(files, Format(form)).text.encode()


def tags_of_questions_in_parts(question_ids: Sequence[int]) -> Mapping[int, tuple[Tag, ...]]:
    """The tags of any number of questions."""
    found: dict[int, tuple[Tag, ...]] = {}
    for start in range(0, len(question_ids), 400):
        found |= tags_of_questions(question_ids[start : start + 400])
    return found


def _paths() -> Mapping[int | None, tuple[str, ...]]:
    return {folder.id: folder.path for folder in folders_of()}


def _said(
    question: Question,
    worded: QuestionVersion,
    tags: Mapping[int, tuple[Tag, ...]],
    paths: Mapping[int | None, tuple[str, ...]],
) -> ParsedQuestion:
    parsed = parsed_of_version(worded) or _draft(worded)
    path = "/".join(part.replace("/", "//") for part in paths.get(question.category_id, ()))
    return replace(
        parsed,
        category=path or None,
        title=question.name or parsed.title,
        id=own_id(question.id),
        tags=tuple(tag.text for tag in tags.get(question.id, ())),
    )


def _draft(worded: QuestionVersion) -> ParsedQuestion:
    """A draft as the file had it; a question of a file whose source was not kept shows its text alone."""
    stem = worded.document["stem"]
    return ParsedQuestion(
        kind=_kind(worded.later),
        stem=Text(stem["content"], TextFormat(stem["format"])),
        source=worded.source or stem["content"],
    )


def _kind(later: str | None) -> QuestionKind | LaterKind:
    return LaterKind(later) if later in set(LaterKind) else QuestionKind.DESCRIPTION


def _format(kept: str) -> Format | None:
    return Format(kept) if kept in set(Format) else None

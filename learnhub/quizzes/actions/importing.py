"""Takes the question file of a lesson version into the lesson's bank: create, re-word, retire."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.actions import mark_recall
from learnhub.catalog.events import Finding, References
from learnhub.catalog.models import LessonVersion
from learnhub.kernel import ids
from learnhub.kernel.text import one_line
from learnhub.platform.db import session
from learnhub.quizzes.actions.bank import note_words, set_tags
from learnhub.quizzes.actions.rendering import Place, blocks_of, lines_of, render_question
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.queries.bank import tags_of_questions
from learnhub.quizzes.rules.attempts import RECALL_PERCENT, RECALL_QUESTIONS
from learnhub.quizzes.rules.bank import SourceFormat, Status, Tag, tags_of
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.outline import source_of, words_of
from learnhub.quizzes.rules.parsed import ParsedQuestion, Problem, Severity, question_of
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.questions import question_data

QUIZ_QUESTIONS, QUIZ_PERCENT = 5, 60
FEW = "The bank holds only %(count)s questions, so a repeat asks the same ones again."
# Why a question is no longer asked; one that somebody retired by hand stays so until its words change.
GONE = "It no longer stands in its file."
FEW_TODO = "Write at least three, better six or more."


@dataclass(frozen=True)
class Read:
    """A question of the file, with the name under which the bank knows it and what its texts point at."""

    key: str
    parsed: ParsedQuestion
    asked: Asked
    leads: tuple[tuple[str, str], ...] = ()

    @property
    def content_hash(self) -> str:
        said: Any = question_data(self.asked)
        # A picture that changed makes another question; one without any keeps the hash that it always had.
        told = [said, self.leads] if self.leads else said
        return ids.digest(json.dumps(told, sort_keys=True, ensure_ascii=False))


def import_questions(
    version: LessonVersion, gift: str, *, file: str, now: datetime, references: References | None = None,
    is_bank: bool = False,
) -> list[Finding]:  # fmt: skip
    """Make the lesson's questions what this file says; returns what its author should know. Again is a no-op.

    With `is_bank` they are no check of their own: a recall draws a few of them, and all must be answered rightly.
    `references` finds the pictures that questions show; without it relative addresses stay as they are.
    """
    found = parse_gift(gift, file=file)
    problems: list[Finding] = list(found.problems)
    bank = {question.key: question for question in _bank(version.lesson_id)}
    tags = tags_of_questions([question.id for question in bank.values()])
    kept = set()
    for read in _named(found.usable, references):
        made = render_question(
            read.asked, language=version.language, place=Place(file, read.parsed.line, read.parsed.source),
            references=references,
        )  # fmt: skip
        if isinstance(made, Problem):
            problems.append(made)
            continue
        question = _keep(bank.get(read.key), read, version, made.html, now=now)
        _describe(question, read, tags.get(question.id, ()))
        kept.add(read.key)
        problems += [*_unbound(read, version, file), *made.problems]
    for key, question in bank.items():
        if key not in kept and question.retired_at is None:
            question.retired_at, question.retired_why, question.status = now, GONE, Status.RETIRED
    if kept:
        _open_quiz(version.lesson_id, recall=is_bank)
    if is_bank and 0 < len(kept) < RECALL_QUESTIONS:
        problems.append(Problem(file, 1, FEW, FEW_TODO, {"count": str(len(kept))}, Severity.NOTE))
    mark_recall(version.id, bool(kept))
    session().flush()
    return problems


def gift_file_of(source_path: str, *, is_bank: bool = False) -> str:
    """The question file that stands beside a lesson's text."""
    return str(PurePosixPath(source_path).with_suffix(".bank.gift" if is_bank else ".gift")) if source_path else ""


def _bank(lesson_id: int) -> Sequence[Question]:
    return session().scalars(sa.select(Question).where(Question.lesson_id == lesson_id)).all()


def _open_quiz(lesson_id: int, *, recall: bool) -> None:
    """The lesson's check, as its questions are meant now; attempts under way keep what they were started with."""
    quiz = session().scalar(sa.select(Quiz).where(Quiz.lesson_id == lesson_id))
    if quiz is None:
        quiz = Quiz(lesson_id=lesson_id, recall=False)
        session().add(quiz)
    elif quiz.recall == recall:
        return
    quiz.recall = recall
    quiz.questions = RECALL_QUESTIONS if recall else QUIZ_QUESTIONS
    quiz.pass_percent = RECALL_PERCENT if recall else QUIZ_PERCENT


def _named(questions: Sequence[ParsedQuestion], references: References | None) -> Iterator[Read]:
    """Each question under its id, else its name, else its own words; a second one of a name gets a number."""
    seen: dict[str, int] = {}
    for parsed in questions:
        name = parsed.id or parsed.title or parsed.text.content
        seen[name] = seen.get(name, 0) + 1
        asked = question_of(parsed)
        words = "\n".join(text.content for text in (*blocks_of(asked).values(), *lines_of(asked).values()) if text)
        leads = tuple(references.leads(words)) if references else ()
        yield Read(ids.digest(f"{name}|{seen[name]}"), parsed, asked, leads)


def _keep(
    question: Question | None, read: Read, version: LessonVersion, html: dict[str, Any], *, now: datetime
) -> Question:
    """Keep one question in the bank as it is worded now."""
    if question is not None and _current_hash(question) == read.content_hash:
        if question.retired_why == GONE:
            _bring_back(question)
        return question
    if question is None:
        question = Question(lesson_id=version.lesson_id, key=read.key)
        session().add(question)
    question.name, question.changed_at = one_line(read.parsed.title or ""), now
    _bring_back(question)
    session().flush()
    worded = QuestionVersion(
        question_id=question.id,
        number=_latest_number(question.id) + 1,
        kind=read.asked.kind,
        document=question_data(read.asked),
        section=read.asked.section,
        rendered=html,
        content_hash=read.content_hash,
        created_at=now,
        source=source_of(read.parsed),
        source_format=SourceFormat.GIFT.value,
    )
    session().add(worded)
    session().flush()
    question.current_version_id = worded.id
    note_words(question, words_of(worded.document))
    return question


def _describe(question: Question, read: Read, known: Sequence[Tag]) -> None:
    """What the file says of a question beside its words; one from before the bank gets what it is found by."""
    tags = tags_of(read.parsed.tags)
    if tags != tuple(known):
        set_tags(question.id, tags)
    if not question.words:
        note_words(question, words_of(question_data(read.asked)))


def _bring_back(question: Question) -> None:
    """What stands in a file is asked: the file itself was reviewed."""
    question.retired_at, question.retired_why, question.status = None, "", Status.REVIEWED


def _current_hash(question: Question | None) -> str | None:
    if question is None or question.current_version_id is None:
        return None
    return session().get_one(QuestionVersion, question.current_version_id).content_hash


def _latest_number(question_id: int) -> int:
    newest = sa.select(sa.func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question_id)
    return session().scalar(newest) or 0


def _unbound(read: Read, version: LessonVersion, file: str) -> list[Problem]:
    """A note where a question names a section that the lesson does not have: its link would lead nowhere."""
    section = read.asked.section
    if section in (None, version.title) or section in (line.strip("# ") for line in version.source.splitlines()):
        return []
    what = "The lesson has no section %(section)s, so this question links to the lesson as a whole."
    return [Problem(file, read.parsed.line, what, "Name a heading of the lesson.", {"section": section})]

"""Takes the question file of a lesson version into the lesson's bank: create, re-word, retire."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.actions import mark_recall
from learnhub.catalog.models import LessonVersion
from learnhub.kernel import ids
from learnhub.kernel.text import one_line
from learnhub.platform.db import session
from learnhub.platform.markdown import MarkdownRefused, Source, render_many
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion, Problem, question_of
from learnhub.quizzes.rules.questions import ChoiceQuestion, Text, question_data
from learnhub.quizzes.rules.questions import Question as Asked


@dataclass(frozen=True)
class Read:
    """A question of the file, with the name under which the bank knows it."""

    key: str
    parsed: ParsedQuestion
    asked: Asked

    @property
    def content_hash(self) -> str:
        return ids.digest(json.dumps(question_data(self.asked), sort_keys=True, ensure_ascii=False))


def import_questions(version: LessonVersion, gift: str, *, file: str, now: datetime) -> list[Problem]:
    """Make the lesson's bank what this file says; returns what its author should know. Importing again is a no-op."""
    found = parse_gift(gift, file=file)
    problems = list(found.problems)
    bank = {question.key: question for question in _bank(version.lesson_id)}
    kept = set()
    for read in _named(found.usable):
        refused = _keep(bank.get(read.key), read, version, file=file, now=now)
        if refused is None:
            kept.add(read.key)
            problems += _unbound(read, version, file)
        else:
            problems.append(refused)
    for key, question in bank.items():
        if key not in kept and question.retired_at is None:
            question.retired_at = now
    if kept:
        _open_quiz(version.lesson_id)
    mark_recall(version.id, bool(kept))
    session().flush()
    return problems


def gift_file_of(source_path: str) -> str:
    """The question file that stands beside a lesson's text."""
    return str(PurePosixPath(source_path).with_suffix(".gift")) if source_path else ""


def _bank(lesson_id: int) -> Sequence[Question]:
    return session().scalars(sa.select(Question).where(Question.lesson_id == lesson_id)).all()


def _open_quiz(lesson_id: int) -> None:
    if session().scalar(sa.select(Quiz.id).where(Quiz.lesson_id == lesson_id)) is None:
        session().add(Quiz(lesson_id=lesson_id))


def _named(questions: Sequence[ParsedQuestion]) -> Iterator[Read]:
    """Each question under its id, else its name, else its own words; a second one of a name gets a number."""
    seen: dict[str, int] = {}
    for parsed in questions:
        name = parsed.id or parsed.title or parsed.text.content
        seen[name] = seen.get(name, 0) + 1
        yield Read(ids.digest(f"{name}|{seen[name]}"), parsed, question_of(parsed))


def _keep(question: Question | None, read: Read, version: LessonVersion, *, file: str, now: datetime) -> Problem | None:
    """Keep one question in the bank as it is worded now; a problem where its text cannot be shown."""
    known = _current_hash(question)
    if question is not None and known == read.content_hash:
        question.retired_at = None
        return None
    rendered = _render(read.asked, version.language)
    if isinstance(rendered, MarkdownRefused):
        params = {name: str(value) for name, value in rendered.params.items()}
        return Problem(file, read.parsed.line, rendered.what, rendered.what_to_do, params, source=read.parsed.source)
    if question is None:
        question = Question(lesson_id=version.lesson_id, key=read.key)
        session().add(question)
    question.name, question.retired_at = one_line(read.parsed.title or ""), None
    session().flush()
    worded = QuestionVersion(
        question_id=question.id,
        number=_latest_number(question.id) + 1,
        kind=read.asked.kind,
        document=question_data(read.asked),
        section=read.asked.section,
        rendered=rendered,
        content_hash=read.content_hash,
        created_at=now,
    )
    session().add(worded)
    session().flush()
    question.current_version_id = worded.id
    return None


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
    if section is None or section in version.source:
        return []
    what = "The lesson has no section %(section)s, so this question links to the lesson as a whole."
    return [Problem(file, read.parsed.line, what, "Name a heading of the lesson.", {"section": section})]


def _render(asked: Asked, language: str) -> dict[str, Any] | MarkdownRefused:
    """Every text of a question as safe HTML, by the place where it stands; the first refusal where there is one."""
    blocks = {"stem": asked.stem, "explanation": asked.explanation}
    lines: dict[str, Text | None] = {}
    if isinstance(asked, ChoiceQuestion):
        for choice in asked.choices:
            lines[f"option {choice.key}"] = choice.text
            lines[f"feedback {choice.key}"] = choice.feedback
    else:
        # What is said to an answer, under the answer's own value.
        right, wrong = ("true", "false") if asked.truth else ("false", "true")
        lines = {f"feedback {right}": asked.right_feedback, f"feedback {wrong}": asked.wrong_feedback}
    done: dict[str, Any] = {}
    for texts, inline in ((blocks, False), (lines, True)):
        present = {name: text for name, text in texts.items() if text is not None}
        sources = [Source(text.content, text.format.value) for text in present.values()]
        for name, made in zip(present, render_many(sources, language=language, inline=inline), strict=True):
            if isinstance(made, MarkdownRefused):
                return made
            done[name] = made.html
    return done

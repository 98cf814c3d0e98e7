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
from learnhub.platform.markdown import MarkdownRefused, Source, render_many
from learnhub.quizzes.models import Question, QuestionVersion, Quiz
from learnhub.quizzes.rules.attempts import RECALL_PERCENT, RECALL_QUESTIONS
from learnhub.quizzes.rules.bank import Status
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion, Problem, Severity, question_of
from learnhub.quizzes.rules.questions import ChoiceQuestion, Text, question_data
from learnhub.quizzes.rules.questions import Question as Asked

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


@dataclass(frozen=True)
class Made:
    """The texts of a question as safe HTML, by the place where they stand, and what their author should know."""

    html: dict[str, Any]
    problems: list[Finding]


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
    kept = set()
    for read in _named(found.usable, references):
        made = _render(read, version.language, file, references)
        if isinstance(made, Problem):
            problems.append(made)
            continue
        _keep(bank.get(read.key), read, version, made.html, now=now)
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
        words = "\n".join(text.content for text in (*_blocks(asked).values(), *_lines(asked).values()) if text)
        leads = tuple(references.leads(words)) if references else ()
        yield Read(ids.digest(f"{name}|{seen[name]}"), parsed, asked, leads)


def _keep(
    question: Question | None, read: Read, version: LessonVersion, html: dict[str, Any], *, now: datetime
) -> None:
    """Keep one question in the bank as it is worded now."""
    if question is not None and _current_hash(question) == read.content_hash:
        if question.retired_why == GONE:
            _bring_back(question)
        return
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
    )
    session().add(worded)
    session().flush()
    question.current_version_id = worded.id


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


def _blocks(asked: Asked) -> dict[str, Text | None]:
    return {"stem": asked.stem, "explanation": asked.explanation}


def _lines(asked: Asked) -> dict[str, Text | None]:
    """The texts that stand in one line: options, and what is said to an answer, under the answer's own value."""
    if isinstance(asked, ChoiceQuestion):
        options: dict[str, Text | None] = {f"option {choice.key}": choice.text for choice in asked.choices}
        return options | {f"feedback {choice.key}": choice.feedback for choice in asked.choices}
    right, wrong = ("true", "false") if asked.truth else ("false", "true")
    return {f"feedback {right}": asked.right_feedback, f"feedback {wrong}": asked.wrong_feedback}


def _render(read: Read, language: str, file: str, references: References | None) -> Made | Problem:
    """Every text of a question as safe HTML; a problem where one cannot be shown."""
    made = Made({}, [])
    resolve = references.resolve if references else None
    for texts, inline in ((_blocks(read.asked), False), (_lines(read.asked), True)):
        present = {name: text for name, text in texts.items() if text is not None}
        sources = [Source(text.content, text.format.value) for text in present.values()]
        rendered = render_many(sources, language=language, resolve=resolve, inline=inline)
        for (name, text), each in zip(present.items(), rendered, strict=True):
            if isinstance(each, MarkdownRefused):
                params = {key: str(value) for key, value in each.params.items()}
                return Problem(file, read.parsed.line, each.what, each.what_to_do, params, source=read.parsed.source)
            made.html[name] = each.html
            if references:
                found = references.report(each.problems, shown=file, first_line=1, text=text.content)
                made.problems.extend(_placed(problem, read, file) for problem in found)
    return made


def _placed(problem: Finding, read: Read, file: str) -> Problem:
    """A finding about a text of a question, on the line of the file where its target stands."""
    target = problem.params.get("target", "")
    lines = read.parsed.source.replace("\\", "").split("\n")
    below = next((number for number, line in enumerate(lines) if target and target in line), 0)
    line = read.parsed.line + below
    return Problem(file, line, problem.what, problem.what_to_do, dict(problem.params), Severity.NOTE)

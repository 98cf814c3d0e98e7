"""Attempts at a check in bulk, written straight into the tables: who answered what, with marks as given."""

import json
import random
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalog.models import LessonVersion
from learnhub.kernel import clock, ids
from learnhub.people.models import Person
from learnhub.quizzes.models import AnswerStep, Attempt, AttemptItem, Question, Quiz
from learnhub.quizzes.rules.attempts import AttemptState

AT_ONCE = 20_000


def people(session: Session, count: int) -> list[int]:
    """So many people, and nothing else about them."""
    mark = ids.token(6)
    rows = [
        {"name": f"学员{n}", "name_sort": "", "username": f"{mark}{n}", "created_at": clock.now()} for n in range(count)
    ]
    return list(session.scalars(sa.insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))


def quiz_of(session: Session, version: LessonVersion) -> Quiz:
    """The check of a lesson."""
    return session.scalars(sa.select(Quiz).where(Quiz.lesson_id == version.lesson_id)).one()


def versions_of(session: Session, version: LessonVersion) -> list[int]:
    """The present versions of the questions of a lesson, in the order of the file."""
    wanted = sa.select(Question.current_version_id).where(Question.lesson_id == version.lesson_id).order_by(Question.id)
    return [each for each in session.scalars(wanted) if each is not None]


def attempts(
    session: Session,
    version: LessonVersion,
    rows: Sequence[Sequence[float]],
    *,
    answers: Sequence[Sequence[object]] | None = None,
    asked: Sequence[Sequence[int]] | None = None,
    n: int = 1,
    by: Sequence[int] | None = None,
) -> list[int]:
    """A finished attempt of a person each: `rows` are marks by place, `asked` the question versions there."""
    quiz, versions, now = quiz_of(session, version), versions_of(session, version), clock.now()
    who = by or people(session, len(rows))
    heads = [
        {
            "person_id": person_id, "quiz_id": quiz.id, "lesson_version_id": version.id, "n": n,
            "state": AttemptState.GRADED, "seed": "seed", "pass_percent": 60, "started_at": now - timedelta(minutes=9),
            "handed_in_at": now, "score": sum(marks), "out_of": len(marks), "right": 0,
            "percent": 100 * sum(marks) / len(marks), "passed": False,
        }
        for person_id, marks in zip(who, rows, strict=True)
    ]  # fmt: skip
    made = list(session.scalars(sa.insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True), heads))
    items = []
    for row, (attempt_id, marks) in enumerate(zip(made, rows, strict=True)):
        for place, mark in enumerate(marks):
            answer = answers[row][place] if answers else None
            items.append({
                "attempt_id": attempt_id, "position": place + 1, "mark": mark, "right": mark == 1,
                "question_version_id": asked[row][place] if asked else versions[place], "option_order": [],
                "answer": answer, "answer_version": 0 if answer is None else 1,
                "answered_at": None if answer is None else now - timedelta(minutes=9, seconds=-20 * (place + 1)),
            })  # fmt: skip
            if len(items) == AT_ONCE:
                session.execute(sa.insert(AttemptItem), items)
                items = []
    if items:
        session.execute(sa.insert(AttemptItem), items)
    session.commit()
    return made


def change_answer(session: Session, attempt_id: int, position: int, first: object) -> None:
    """Make an answer one that was `first` something else."""
    item = session.scalars(
        sa.select(AttemptItem).where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == position)
    ).one()
    item.answer_version = 2
    for number, value in ((1, first), (2, item.answer)):
        session.add(AnswerStep(item_id=item.id, version=number, value=value, at=item.answered_at))
    session.commit()


def able(seed: int, count: int, questions: int) -> list[list[float]]:
    """Marks of people of different ability at questions that all separate."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        ability = chance.random() * 0.8 + 0.1
        rows.append([1.0 if chance.random() < ability else 0.0 for _ in range(questions)])
    return rows


def stored(value: object) -> str:
    """An answer as the database keeps it."""
    return json.dumps(value)

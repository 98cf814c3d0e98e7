"""Verbs of an attempt: start it, save an answer, hand it in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.credits.actions import turn_key
from learnhub.credits.rules import Key
from learnhub.kernel import ids
from learnhub.kernel.errors import Conflict, Invalid, NotFound
from learnhub.people import actions as people
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.models import AnswerStep, Attempt, AttemptItem, QuestionVersion, Quiz
from learnhub.quizzes.rules import attempts as rules
from learnhub.quizzes.rules.attempts import AttemptState, SavedAnswer, SaveDecision, SaveOutcome
from learnhub.quizzes.rules.drawing import draw, option_order
from learnhub.quizzes.rules.grading import AttemptGrade, Slot, answer_value, grade_attempt, read_answer
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.questions import QuestionKind, TrueFalseQuestion, question_from

TRUTHS = ("true", "false")
_ITEM = cast(sa.Table, AttemptItem.__table__)
_ATTEMPT = Attempt.__table__
_WORDED = QuestionVersion.__table__
_SLOT = (
    sa.select(
        _ITEM.c.id, _ITEM.c.answer, _ITEM.c.answer_version, _ITEM.c.answered_at, _ATTEMPT.c.state, _WORDED.c.document
    )
    .select_from(
        _ITEM.join(_ATTEMPT, _ATTEMPT.c.id == _ITEM.c.attempt_id).join(
            _WORDED, _WORDED.c.id == _ITEM.c.question_version_id
        )
    )
    .where(
        _ATTEMPT.c.id == sa.bindparam("attempt_id"),
        _ATTEMPT.c.person_id == sa.bindparam("person_id"),
        _ITEM.c.position == sa.bindparam("position"),
    )
    .with_for_update(of=(_ITEM, _ATTEMPT))
)
_UPDATE = (
    sa.update(_ITEM)
    .where(_ITEM.c.id == sa.bindparam("item_id"))
    .values(
        answer=sa.bindparam("value", type_=_ITEM.c.answer.type),
        answer_version=sa.bindparam("version"),
        answered_at=sa.bindparam("at", type_=_ITEM.c.answered_at.type),
    )
)


@dataclass(frozen=True)
class Receipt:
    """What became of a save, and since when the answer that holds is stored."""

    decision: SaveDecision
    saved_at: datetime | None


@dataclass(frozen=True)
class FormAnswer:
    """One answer of a page without script: the raw values, and the version of the answer that the page knew."""

    version: int
    values: Sequence[str]


def start_attempt(person_id: int, quiz: Quiz, version: LessonVersion, *, now: datetime) -> Attempt:
    """Draw and store an attempt; the one under way where there is one. Raises Conflict where none may start now."""
    # Two presses at once wait here for each other, so that they end in one attempt.
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    earlier = queries.attempts_of(person_id, quiz.id)
    under_way = next((attempt for attempt in earlier if attempt.state in rules.UNDER_WAY), None)
    if under_way is not None:
        people.rest_longer(person_id, now=now)
        return under_way
    decision = queries.start_decision(earlier, versions_held(version.id), now)
    if not decision.allowed:
        raise Conflict(rules.START_MESSAGES[decision.reason])
    attempt = Attempt(
        person_id=person_id,
        quiz_id=quiz.id,
        lesson_version_id=version.id,
        n=max((attempt.n for attempt in earlier), default=0) + 1,
        state=rules.become(AttemptState.CREATED, AttemptState.OPEN),
        seed=ids.token(16),
        pass_percent=quiz.pass_percent,
        started_at=now,
    )
    session().add(attempt)
    session().flush()
    _draw_items(attempt, quiz)
    people.rest_longer(person_id, now=now)
    return attempt


def save_answer(
    person_id: int, attempt_id: int, position: int, *, version: object, value: object, now: datetime
) -> Receipt:
    """Save one answer as given; raises NotFound for a place that is not theirs, Invalid for what fits no question."""
    if type(version) is not int or version < 0:
        raise Invalid("The answer cannot be saved.", fields={"version": "This must be a whole number from 0."})
    slot = (
        session()
        .execute(_SLOT, {"attempt_id": attempt_id, "person_id": person_id, "position": position})
        .first()
    )  # fmt: skip
    if slot is None:
        raise NotFound("There is no such question in this attempt.")
    asked = question_from(slot.document)
    given = answer_value(asked, read_answer(asked, value))
    decision = rules.save_answer(
        SavedAnswer(slot.answer_version, slot.answer), version=version, value=given, state=AttemptState(slot.state)
    )
    if decision.outcome is not SaveOutcome.SAVED:
        return Receipt(decision, slot.answered_at)
    _store(slot.id, decision.kept, now)
    return Receipt(decision, now)


def save_form(attempt: Attempt, answers: Mapping[int, FormAnswer], *, now: datetime) -> list[int]:
    """Save the answers of a page without script; returns the positions where another page has answered since."""
    if attempt.state is not AttemptState.OPEN:
        return []
    stale = []
    for item, worded in queries.items_of(attempt.id):
        given = answers.get(item.position)
        if given is None:
            continue
        asked = question_from(worded.document)
        value = answer_value(asked, read_answer(asked, _value(worded.kind, given.values)))
        stored = SavedAnswer(item.answer_version, item.answer)
        if value == stored.value:
            continue
        decision = rules.save_answer(stored, version=given.version, value=value, state=attempt.state)
        if decision.outcome is SaveOutcome.SAVED:
            _store(item.id, decision.kept, now)
        elif value is not None:
            stale.append(item.position)
    session().expire_all()
    return stale


def hand_in(attempt: Attempt, version: LessonVersion, *, now: datetime) -> Attempt:
    """Close an attempt, grade it, and turn the recall key when it is passed. Handing in again changes nothing."""
    if attempt.state is not AttemptState.OPEN:
        return attempt
    attempt.state = rules.become(attempt.state, AttemptState.SUBMITTED)
    attempt.handed_in_at = now
    grade = _grade(attempt)
    attempt.state = rules.become(attempt.state, AttemptState.GRADED)
    attempt.score, attempt.out_of, attempt.percent = grade.score, grade.out_of, grade.percent
    attempt.right, attempt.passed = grade.right, grade.passed
    session().flush()
    if not queries.has_open_attempt(attempt.person_id):
        people.rest_as_usual(attempt.person_id)
    if grade.passed:
        evidence = {"attempt": attempt.id, "percent": str(grade.percent)}
        turn_key(attempt.person_id, version, key=Key.RECALL, evidence=evidence, now=now)
    return attempt


def unanswered(attempt_id: int) -> Collection[int]:
    """The positions that nobody has answered yet."""
    return [item.position for item, _ in queries.items_of(attempt_id) if item.answer is None]


def _draw_items(attempt: Attempt, quiz: Quiz) -> None:
    bank = queries.bank_of(quiz.lesson_id)
    seen = dict.fromkeys(bank, 0) | {
        question_id: count
        for question_id, count in queries.times_asked(attempt.person_id, quiz.id).items()
        if question_id in bank
    }
    for position, question_id in enumerate(draw(seen, quiz.questions, seed=attempt.seed), start=1):
        worded = bank[question_id]
        session().add(
            AttemptItem(
                attempt_id=attempt.id,
                position=position,
                question_version_id=worded.id,
                option_order=_order(question_from(worded.document), attempt.seed, question_id),
            )
        )
    session().flush()


def _order(asked: Asked, seed: str, question_id: int) -> list[str]:
    if isinstance(asked, TrueFalseQuestion):
        return list(TRUTHS)
    return list(option_order([choice.key for choice in asked.choices], seed=seed, question_id=question_id))


def _store(item_id: int, kept: SavedAnswer, now: datetime) -> None:
    session().execute(_UPDATE, {"item_id": item_id, "value": kept.value, "version": kept.version, "at": now})
    step = {"item_id": item_id, "version": kept.version, "value": kept.value, "at": now}
    session().execute(sa.insert(cast(sa.Table, AnswerStep.__table__)), step)


def _value(kind: QuestionKind, values: Sequence[str]) -> Any:
    """What a plain form sends, as the value that a program would send."""
    if kind is QuestionKind.MULTIPLE_CHOICE:
        return list(values)
    if len(values) > 1:
        raise Invalid("This answer does not fit the question.")
    if not values:
        return None
    if kind is QuestionKind.TRUE_FALSE and values[0] in TRUTHS:
        return values[0] == TRUTHS[0]
    return values[0]


def _grade(attempt: Attempt) -> AttemptGrade:
    lines = queries.items_of(attempt.id)
    slots = []
    for item, worded in lines:
        asked = question_from(worded.document)
        slots.append(Slot(asked, read_answer(asked, item.answer)))
    grade = grade_attempt(slots, pass_percent=Decimal(attempt.pass_percent))
    for (item, _), mark in zip(lines, grade.marks, strict=True):
        item.mark, item.right = mark.fraction, mark.right
    return grade

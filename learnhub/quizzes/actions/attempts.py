"""Verbs of an attempt under way: save an answer as it is given, or all of them out of a plain form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from learnhub.kernel.errors import Invalid, NotFound
from learnhub.platform.db import fetch, session, write
from learnhub.quizzes import queries
from learnhub.quizzes.models import AnswerStep, Attempt, AttemptItem, QuestionVersion
from learnhub.quizzes.rules import attempts as rules
from learnhub.quizzes.rules.answers import answer_from_form, answer_value, read_answer
from learnhub.quizzes.rules.attempts import AttemptState, SavedAnswer, SaveDecision, SaveOutcome
from learnhub.quizzes.rules.checking import CERTAINTIES
from learnhub.quizzes.rules.questions import question_from

_ITEM = cast(sa.Table, AttemptItem.__table__)
_ATTEMPT = Attempt.__table__
_WORDED = QuestionVersion.__table__
_SLOT = (
    sa.select(
        _ITEM.c.id,
        _ITEM.c.answer,
        _ITEM.c.answer_version,
        _ITEM.c.answered_at,
        _ITEM.c.certainty,
        _ITEM.c.checked_at,
        _ATTEMPT.c.state,
        _ATTEMPT.c.ends_at,
        _WORDED.c.document,
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
        certainty=sa.bindparam("certainty"),
        answered_at=sa.bindparam("at", type_=_ITEM.c.answered_at.type),
        right=None,
    )
)
_STEP = sa.insert(cast(sa.Table, AnswerStep.__table__)).values(
    {name: sa.bindparam(name) for name in ("item_id", "value", "version", "at", "certainty")}
)


@dataclass(frozen=True)
class Given:
    """An answer with how sure the person was of it."""

    value: object
    certainty: int | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a save, and since when the answer that holds is stored."""

    decision: SaveDecision
    saved_at: datetime | None
    certainty: int | None = None


@dataclass(frozen=True)
class FormAnswer:
    """One answer of a page without script: the raw values by field, and the version that the page knew."""

    version: int
    values: Mapping[str, Sequence[str]]
    certainty: int | None = None


def save_answer(
    person_id: int, attempt_id: int, position: int, *, version: object, value: object, now: datetime,
    certainty: object = None,
) -> Receipt:  # fmt: skip
    """Save one answer as given; raises NotFound for a place that is not theirs, Invalid for what fits no question.

    `certainty` says how sure the person is, where the attempt asks for it. `now` is when the server received it.
    """
    if type(version) is not int or version < 0:
        raise Invalid("The answer cannot be saved.", fields={"version": "This must be a whole number from 0."})
    if certainty is not None and (type(certainty) is not int or certainty not in CERTAINTIES):
        raise Invalid("The answer cannot be saved.", fields={"certainty": "This must be 1, 2 or 3."})
    found = fetch(_SLOT, attempt_id=attempt_id, person_id=person_id, position=position)
    if not found:
        raise NotFound("There is no such question in this attempt.")
    slot = found[0]
    asked = question_from(slot.document)
    given = Given(answer_value(asked, read_answer(asked, value)), certainty)
    decision = rules.save_answer(
        SavedAnswer(slot.answer_version, Given(slot.answer, slot.certainty)), version=version, value=given,
        state=AttemptState(slot.state), received_at=now, ends_at=slot.ends_at, checked=slot.checked_at is not None,
    )  # fmt: skip
    if decision.outcome is SaveOutcome.SAVED:
        _store(slot.id, decision.kept, now)
    return _receipt(decision, now if decision.outcome is SaveOutcome.SAVED else slot.answered_at)


def _receipt(decision: SaveDecision, saved_at: datetime | None) -> Receipt:
    """The decision about the bare values, and how sure the answer that holds was."""
    kept, offered = decision.kept.value, decision.offered
    bare = replace(
        decision,
        kept=SavedAnswer(decision.kept.version, kept.value if isinstance(kept, Given) else kept),
        offered=offered.value if isinstance(offered, Given) else offered,
    )
    return Receipt(bare, saved_at, kept.certainty if isinstance(kept, Given) else None)


def save_form(attempt: Attempt, answers: Mapping[int, FormAnswer], *, now: datetime) -> list[int]:
    """Save the answers of a page without script; returns the positions where another page has answered since."""
    if attempt.state is not AttemptState.OPEN or not rules.is_in_time(now, attempt.ends_at):
        return []
    stale = []
    for item, worded in queries.items_of(attempt.id):
        given = answers.get(item.position)
        if given is None or item.checked_at is not None:
            continue
        asked = question_from(worded.document)
        value = answer_value(asked, read_answer(asked, answer_from_form(asked, given.values)))
        stored = SavedAnswer(item.answer_version, Given(item.answer, item.certainty))
        new = Given(value, given.certainty or item.certainty)
        if new == stored.value:
            continue
        decision = rules.save_answer(stored, version=given.version, value=new, state=attempt.state)
        if decision.outcome is SaveOutcome.SAVED:
            _store(item.id, decision.kept, now)
        elif value is not None:
            stale.append(item.position)
    session().expire_all()
    return stale


def unanswered(attempt_id: int) -> Collection[int]:
    """The positions that nobody has answered yet."""
    return [item.position for item, _ in queries.items_of(attempt_id) if item.answer is None]


def _store(item_id: int, kept: SavedAnswer, now: datetime) -> None:
    given = kept.value if isinstance(kept.value, Given) else Given(kept.value)
    values = {
        "item_id": item_id, "value": given.value, "version": kept.version, "at": now, "certainty": given.certainty,
    }  # fmt: skip
    write(_UPDATE, **values)
    write(_STEP, **values)

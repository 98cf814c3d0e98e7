"""Verbs on a question of an attempt under way: check its answer, mark it to come back, keep what the page noticed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.kernel.errors import Conflict, Invalid, NotFound
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.models import Attempt, AttemptEvent, AttemptItem
from learnhub.quizzes.rules.attempts import AttemptState, is_in_time
from learnhub.quizzes.rules.checking import Standing, after_misses, standing
from learnhub.quizzes.rules.events import AT_ONCE, LONGEST_MS, MOST_EVENTS, AttemptEventKind
from learnhub.quizzes.rules.settings import Behaviour

NO_QUESTION = "There is no such question in this attempt."


def check_answer(attempt: Attempt, position: int, *, now: datetime) -> Standing | None:
    """Judge the saved answer of one question at once; None where there is nothing to judge.

    A wrong answer with tries left may be given anew and costs a third of the mark; otherwise the answer is final.
    """
    if attempt.behaviour not in (Behaviour.IMMEDIATE, Behaviour.INTERACTIVE):
        raise Conflict("In this quiz answers are judged after handing in.")
    if attempt.state is not AttemptState.OPEN or not is_in_time(now, attempt.ends_at):
        raise Conflict("This attempt has already ended.")
    found = {item.position: (item, asked) for item, asked in queries.items_of(attempt.id)}
    if position not in found:
        raise NotFound(NO_QUESTION)
    item, asked = found[position]
    # Pressing twice is the same as once: only another answer is another try.
    if item.checked_at is not None or item.answer is None or item.right is False:
        return None
    keyed = queries.keyed_versions([item]).get(item.keyed_version_id or 0, asked)
    mark = queries.place_of(item, keyed).mark
    if mark.pending:
        return None
    misses = item.misses if mark.right else item.misses + 1
    done = standing(right=mark.right, misses=misses, tries=attempt.tries)
    item.right = mark.right
    if done is Standing.AGAIN:
        item.misses = misses
    else:
        item.checked_at, item.mark = now, after_misses(mark.fraction, item.misses)
    session().flush()
    return done


def flag(attempt: Attempt, position: int, *, flagged: bool) -> None:
    """Mark a question, or take the mark away; where the attempt is over nothing changes."""
    if attempt.state is not AttemptState.OPEN:
        return
    item = session().scalar(
        sa.select(AttemptItem).where(AttemptItem.attempt_id == attempt.id, AttemptItem.position == position)
    )
    if item is None:
        raise NotFound(NO_QUESTION)
    item.flagged = flagged


def note_events(attempt: Attempt, events: object, *, now: datetime) -> int:
    """Keep what the page noticed, up to a bound; returns how much of it was kept."""
    if not isinstance(events, list) or not all(isinstance(each, dict) for each in events):
        raise Invalid("The answer cannot be saved.", fields={"events": "This must be a list."})
    if attempt.state is not AttemptState.OPEN:
        return 0
    known = sa.select(sa.func.count()).where(AttemptEvent.attempt_id == attempt.id)
    room = min(AT_ONCE, MOST_EVENTS - (session().scalar(known) or 0))
    kept = [_event(attempt.id, each, now) for each in events[: max(room, 0)]]
    session().add_all(kept)
    session().flush()
    return len(kept)


def _event(attempt_id: int, told: Mapping[str, Any], now: datetime) -> AttemptEvent:
    """One event by the server's clock: the page says how long ago it was, and how long it lasted."""
    kind = told.get("kind")
    if kind not in list(AttemptEventKind):
        raise Invalid("The answer cannot be saved.", fields={"events": "This names something unknown."})
    ago, lasted = _ms(told.get("ago_ms")), _ms(told.get("lasted_ms"))
    return AttemptEvent(
        attempt_id=attempt_id, kind=AttemptEventKind(str(kind)), at=now - timedelta(milliseconds=ago or 0),
        lasted_ms=lasted,
    )  # fmt: skip


def _ms(value: object) -> int | None:
    return min(value, LONGEST_MS) if type(value) is int and value >= 0 else None

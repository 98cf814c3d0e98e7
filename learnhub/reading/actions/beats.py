"""Verbs of reading: open a sitting, record a beat, close; each leaves the evidence consistent in one transaction."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from learnhub.catalog.models import LessonVersion
from learnhub.credits import actions as credits
from learnhub.credits.rules import Key
from learnhub.kernel.clock import epoch_ms
from learnhub.kernel.errors import Conflict, Invalid, NotFound
from learnhub.platform.db import is_sqlite, session
from learnhub.reading import queries, rules
from learnhub.reading.models import BeatRow, Dwell, Sitting, SittingState

BEAT_S = 15
LATE_FOR = timedelta(days=7)
EXPIRES_AFTER = timedelta(minutes=30)
MOST_ENTRIES = 5000
# What one beat may claim and lose: a forged one must not be able to overflow the sum of its sitting.
LARGEST_CLAIM_MS = 7 * 24 * 3600 * 1000


def nonce(secret: str, sitting_id: int, seq: int) -> str:
    """What the next beat must carry: known only from the previous answer, so a copied request is dead after one use."""
    return hmac.new(secret.encode(), f"{sitting_id}|{seq}".encode(), hashlib.sha256).hexdigest()[:32]


def open_sitting(person_id: int, version: LessonVersion, *, now: datetime) -> Sitting:
    """Open a sitting; one that is open elsewhere is moved here, and what it was unsure of is trimmed."""
    # An expired sitting may still take late beats, so it is moved too: two devices never hold the same minute.
    late = sa.and_(Sitting.state == SittingState.EXPIRED, Sitting.ended_at > now - LATE_FOR)
    for other in session().scalars(
        sa.select(Sitting)
        .where(Sitting.person_id == person_id, sa.or_(Sitting.state == SittingState.OPEN, late))
        .with_for_update()
    ):
        end_sitting(other, how=rules.Ending.MOVED, now=now)
    session().flush()
    sitting = Sitting(
        person_id=person_id, lesson_version_id=version.id, opened_at=now, meter=rules.open_sitting().to_json(),
        rule_version=rules.RULE_VERSION,
    )  # fmt: skip
    session().add(sitting)
    session().flush()
    # Sections keep their reading across versions, so that a new version may be read already.
    shape, lines = queries.shape_of(version.id)
    dwell = queries.dwell_of(person_id, version.id)
    if lines and len(rules.sections_read(shape, dwell)) == len(shape.by_id):
        _turn_read_key(person_id, version.id, sitting.id, now)
    return sitting


def end_sitting(sitting: Sitting, *, how: rules.Ending, now: datetime) -> None:
    """End a sitting and decide on what is pending, as the rule says for this kind of ending."""
    shape, _ = queries.shape_of(sitting.lesson_version_id)
    state = rules.SittingState.from_json(sitting.meter)
    dwell = queries.dwell_of(sitting.person_id, sitting.lesson_version_id)
    passed_ms = epoch_ms(now) - epoch_ms(sitting.opened_at)
    outcome = rules.close_sitting(shape, state, dwell, how=how, passed_ms=passed_ms)
    sitting.state, sitting.ended_at = SittingState(how.value), now
    sitting.meter = outcome.state.to_json()
    sitting.credited_ms += sum(outcome.credited_ms.values())
    sitting.review_ms += sum(outcome.review_ms.values())
    sitting.idle_ms += outcome.trimmed.idle_ms
    _add_dwell(sitting.person_id, outcome, now)
    session().flush()
    _complete_if_read(sitting.person_id, sitting.lesson_version_id, sitting.id, shape, dwell, outcome.dwell, now)


def record_beat(
    person_id: int, sitting_id: int, seq: int, body: Mapping[str, Any], *, secret: str, now: datetime
) -> dict[str, Any]:
    """Take one beat of a person's own sitting and answer it; a repeat gets the stored answer.

    Raises NotFound for somebody else's sitting, Conflict for a gap or an ended sitting, Invalid for a beat
    that cannot be understood or carries the wrong nonce. Durable once the caller's transaction has committed.
    """
    found = queries.sitting_with_dwell(sitting_id, person_id)
    if found is None:
        raise NotFound("There is no such sitting.")
    sitting, dwell = found
    if seq <= sitting.last_seq:
        # Browsers resend a beat after a timeout, so the same number may arrive twice.
        return sitting.last_answer if seq == sitting.last_seq else {"verdict": "repeated"}
    _check_order(sitting, seq, now)
    if not hmac.compare_digest(str(body.get("nonce", "")), nonce(secret, sitting_id, seq)):
        raise Invalid("The beat cannot be used.", fields={"nonce": "This is not the number that the last answer gave."})
    shape, _ = queries.shape_of(sitting.lesson_version_id)
    outcome, beat = _credit(shape, sitting, dwell, body, seq=seq, now=now)
    answer = _answer(shape, outcome, seq=seq, next_nonce=nonce(secret, sitting_id, seq + 1))
    _store(sitting, beat, dict(body), outcome, answer, now)
    _add_dwell(person_id, outcome, now)
    _complete_if_read(person_id, sitting.lesson_version_id, sitting_id, shape, dwell, outcome.dwell, now)
    return answer


def expire_sittings(*, now: datetime) -> int:
    """End every sitting that has sent nothing for 30 minutes; returns how many."""
    stale = sa.func.coalesce(Sitting.last_beat_at, Sitting.opened_at) < now - EXPIRES_AFTER
    found = (
        session()
        .scalars(sa.select(Sitting).where(Sitting.state == SittingState.OPEN, stale).limit(200).with_for_update())
        .all()
    )
    for sitting in found:
        end_sitting(sitting, how=rules.Ending.EXPIRED, now=now)
    return len(found)


def _check_order(sitting: Any, seq: int, now: datetime) -> None:
    expected = sitting.last_seq + 1
    if seq != expected:
        raise Conflict("A beat is missing: number %(expected)s comes next.", expected=expected)
    if sitting.state in (SittingState.CLOSED, SittingState.LOST):
        raise Conflict("This sitting has ended. Open the lesson again to go on.")
    ended = sitting.state in (SittingState.MOVED, SittingState.EXPIRED)
    if ended and now - (sitting.ended_at or sitting.opened_at) > LATE_FOR:
        raise Conflict("This sitting ended more than seven days ago.")


def _credit(
    shape: rules.LessonShape, sitting: Any, dwell: rules.Dwell, body: Mapping[str, Any], *, seq: int, now: datetime
) -> tuple[rules.BeatOutcome, rules.Beat]:
    try:
        beat = rules.parse_beat(body, seq=seq, most_entries=MOST_ENTRIES)
        outcome = rules.credit_beat(
            shape, rules.SittingState.from_json(sitting.meter), dwell, beat,
            now_ms=epoch_ms(now), opened_at_ms=epoch_ms(sitting.opened_at),
            last_accepted_at_ms=epoch_ms(sitting.last_beat_at) if sitting.last_beat_at else None,
        )  # fmt: skip
    except rules.MalformedBeat as wrong:
        raise Invalid("The beat cannot be used.", fields={wrong.field: wrong.problem}) from wrong
    return outcome, beat


def _answer(shape: rules.LessonShape, outcome: rules.BeatOutcome, *, seq: int, next_nonce: str) -> dict[str, Any]:
    mine = outcome.dwell.credited_ms
    return {
        "seq": seq,
        "verdict": outcome.verdict.value,
        "reason": outcome.reason.value if outcome.reason else None,
        "credited_ms": sum(mine.get(section, 0) for section in shape.by_id),
        "sections": {section: mine.get(section, 0) for section in shape.by_id},
        "read": list(rules.sections_read(shape, outcome.dwell)),
        "next_nonce": next_nonce,
        "next_beat_s": BEAT_S,
    }


# The hot path: statements built once, and no ORM between them and the driver.
_SITTING, _BEAT, _DWELL = (cast("sa.Table", model.__table__) for model in (Sitting, BeatRow, Dwell))
_ADDED = ("credited_ms", "review_ms", "provisional_ms", "idle_ms", "hidden_ms", "clock_ms")
# The guard on last_seq lets only one of two writers of the same number through.
_ADVANCE = (
    _SITTING.update()
    .where(_SITTING.c.id == sa.bindparam("sitting"), _SITTING.c.last_seq == sa.bindparam("before"))
    .values(
        last_seq=sa.bindparam("seq"),
        last_beat_at=sa.bindparam("at"),
        last_answer=sa.bindparam("answer"),
        meter=sa.bindparam("meter_after"),
        last_section=sa.func.coalesce(sa.bindparam("section"), _SITTING.c.last_section),
        **{name: _SITTING.c[name] + sa.bindparam(f"add_{name}") for name in _ADDED},
    )
)


def _store(
    sitting: Any,
    beat: rules.Beat,
    body: dict[str, Any],
    outcome: rules.BeatOutcome,
    answer: dict[str, Any],
    now: datetime,
) -> None:
    body.pop("nonce", None)
    trimmed = outcome.trimmed
    added = (
        sum(outcome.credited_ms.values()), sum(outcome.review_ms.values()), outcome.provisional_ms,
        trimmed.idle_ms, min(trimmed.hidden_ms, LARGEST_CLAIM_MS), min(trimmed.clock_ms, LARGEST_CLAIM_MS),
    )  # fmt: skip
    values = {
        "sitting": sitting.id, "before": beat.seq - 1, "seq": beat.seq, "at": now, "answer": answer,
        "meter_after": outcome.state.to_json(), "section": beat.seen[-1].section if beat.seen else None,
        **{f"add_{name}": value for name, value in zip(_ADDED, added, strict=True)},
    }  # fmt: skip
    connection = session().connection()
    if connection.execute(_ADVANCE, values).rowcount != 1:
        raise Conflict("Another beat came first: number %(expected)s comes next.", expected=beat.seq + 1)
    raw = {"sitting_id": sitting.id, "seq": beat.seq, "received_at": now, "body": body}
    connection.execute(_BEAT.insert(), raw)


@lru_cache(maxsize=2)
def _upsert(*, for_sqlite: bool) -> Any:
    """Add to the dwell in the database itself: reading first and writing later would lose time between two writers."""
    insert = sqlite.insert(_DWELL) if for_sqlite else postgresql.insert(_DWELL)
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=["person_id", "section"],
        set_={
            "credited_ms": _DWELL.c.credited_ms + new.credited_ms,
            "review_ms": _DWELL.c.review_ms + new.review_ms,
            "last_line_at": sa.func.coalesce(_DWELL.c.last_line_at, new.last_line_at),
        },
    )


def _add_dwell(person_id: int, outcome: rules.BeatOutcome, now: datetime) -> None:
    sections = set(outcome.credited_ms) | set(outcome.review_ms) | set(outcome.last_lines)
    if not sections:
        return
    rows = [
        {
            "person_id": person_id,
            "section": section,
            "credited_ms": outcome.credited_ms.get(section, 0),
            "review_ms": outcome.review_ms.get(section, 0),
            "last_line_at": now if section in outcome.last_lines else None,
        }
        for section in sorted(sections)
    ]
    session().connection().execute(_upsert(for_sqlite=is_sqlite()), rows)


def _complete_if_read(
    person_id: int, version_id: int, sitting_id: int, shape: rules.LessonShape, before: rules.Dwell, after: rules.Dwell,
    now: datetime,
) -> None:  # fmt: skip
    everything = len(shape.by_id)
    if len(rules.sections_read(shape, after)) == everything > len(rules.sections_read(shape, before)):
        _turn_read_key(person_id, version_id, sitting_id, now)


def _turn_read_key(person_id: int, version_id: int, sitting_id: int, now: datetime) -> None:
    version = session().get_one(LessonVersion, version_id)
    evidence = {"sitting": sitting_id, "rule_version": rules.RULE_VERSION}
    credits.turn_key(person_id, version, key=Key.READ, evidence=evidence, now=now)

"""Verbs of reading: open a sitting, record a beat, close; each leaves the evidence consistent in one transaction."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import actions as credits
from learnhub.credits.rules import Key
from learnhub.kernel.clock import epoch_ms, iso_ms
from learnhub.kernel.errors import Conflict, Invalid, NotFound
from learnhub.people.models import Person
from learnhub.platform.db import session, write, write_all
from learnhub.reading import queries, rules
from learnhub.reading.models import BeatRow, Dwell, Sitting, SittingState

BEAT_S = rules.BEAT_S
LATE_FOR = timedelta(days=7)
EXPIRES_AFTER = timedelta(minutes=30)
MOST_ENTRIES = 5000
MOST_BEATS = 240
UNUSABLE = "The beat cannot be used."
WRONG_NONCE = "This is not the number that the last answer gave."
# What one beat may claim and lose: a forged one must not be able to overflow the sum of its sitting.
LARGEST_CLAIM_MS = 7 * 24 * 3600 * 1000
# What of a beat is evidence; anything else that a page sends is not stored.
KEPT = ("mono_ms", "seen", "inputs", "hidden")
# Each process looks for itself, at the readers of all of them.
PULSE = rules.Pulse()


def nonce(secret: str, sitting_id: int, seq: int) -> str:
    """What the next beat must carry: known only from the previous answer, so a copied request is dead after one use."""
    return hmac.new(secret.encode(), f"{sitting_id}|{seq}".encode(), hashlib.sha256).hexdigest()[:32]


def open_sitting(
    person_id: int, version: LessonVersion, *, now: datetime, device: str = "", place: str | None = None
) -> Sitting:  # fmt: skip
    """Open a sitting; one that is open elsewhere is moved here, and what it was unsure of is trimmed.

    `device` is the browser and system in two words, `place` the salted hash of `place_of`.
    """
    # Two devices that open at the same moment wait here for each other: the later one finds what it has to move.
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
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
        rule_version=rules.RULE_VERSION, device=device, place=place,
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
    _add_dwell(sitting.person_id, [outcome], now)
    session().flush()
    _complete_if_read(sitting.person_id, sitting.lesson_version_id, sitting.id, shape, dwell, outcome.dwell, now)


@dataclass(frozen=True, slots=True)
class Taken:
    """One beat that was next in order: what was reported, what it is worth, and the answer to it."""

    beat: rules.Beat
    body: Mapping[str, Any]
    outcome: rules.BeatOutcome
    answer: dict[str, Any]


def record_beat(
    person_id: int, sitting_id: int, seq: int, body: Mapping[str, Any], *, secret: str, now: datetime
) -> dict[str, Any]:
    """Take one beat of a person's own sitting and answer it; a repeat gets the stored answer.

    Raises NotFound for somebody else's sitting, Conflict for a gap or an ended sitting, Invalid for a beat
    that cannot be understood or carries the wrong nonce. Durable once the caller's transaction has committed.
    """
    sitting, dwell = _own_sitting(person_id, sitting_id, now)
    if seq <= sitting.last_seq:
        # Browsers resend a beat after a timeout, so the same number may arrive twice.
        return sitting.last_answer if seq == sitting.last_seq else {"verdict": "repeated"}
    _check_order(sitting, seq, now)
    if not _fits(body.get("nonce"), nonce(secret, sitting_id, seq)):
        raise Invalid(UNUSABLE, fields={"nonce": WRONG_NONCE})
    try:
        taken = _take(sitting, dwell, [body], seq, secret=secret, now=now)
    except rules.MalformedBeat as wrong:
        raise Invalid(UNUSABLE, fields={wrong.field: wrong.problem}) from wrong
    return taken[0].answer


def record_beats(
    person_id: int, sitting_id: int, bodies: Sequence[object], *, secret: str, now: datetime
) -> dict[str, Any]:
    """Take queued beats of a person's own sitting, all or none, in order; answers each, and says how the sitting is.

    The first carries the nonce of its own number, also when it is a repeat: whoever had that answer may send what
    follows. Raises as `record_beat` does, with the place in the list before the name of the field.
    """
    sitting, dwell = _own_sitting(person_id, sitting_id, now)
    queued, first = _queued(bodies)
    if not _fits(queued[0].get("nonce"), nonce(secret, sitting_id, first)):
        raise Invalid(UNUSABLE, fields={"beats[0].nonce": WRONG_NONCE})
    repeats = min(max(sitting.last_seq - first + 1, 0), len(queued))
    answers: list[dict[str, Any]] = [{"seq": first + place, "verdict": "repeated"} for place in range(repeats)]
    if repeats and first + repeats - 1 == sitting.last_seq:
        answers[-1] = sitting.last_answer
    if repeats < len(queued):
        _check_order(sitting, first + repeats, now)
        answers += _take_queued(sitting, dwell, queued, repeats, first + repeats, secret=secret, now=now)
    return {**_whereabouts(sitting), "answers": answers}


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


def _own_sitting(person_id: int, sitting_id: int, now: datetime) -> tuple[Any, rules.Dwell]:
    counts = PULSE.wants_a_look(now.timestamp())
    since = now - timedelta(seconds=rules.AWAKE_S) if counts else None
    found = queries.sitting_with_dwell(sitting_id, person_id, pages_since=since)
    if found is None:
        raise NotFound("There is no such sitting.")
    if counts:
        PULSE.note(found[0].reporting)
    return found


def _fits(given: object, expected: str) -> bool:
    return hmac.compare_digest(str(given or "").encode(), expected.encode())


def _queued(bodies: Sequence[object]) -> tuple[list[Mapping[str, Any]], int]:
    """The beats of a queue and the number of the first; each must follow the one before."""
    queued: list[Mapping[str, Any]] = []
    first = 0
    for place, body in enumerate(bodies):
        if not isinstance(body, dict):
            raise Invalid(UNUSABLE, fields={f"beats[{place}]": "is not an object"})
        seq = body.get("seq")
        if type(seq) is not int or seq < 1:
            raise Invalid(UNUSABLE, fields={f"beats[{place}].seq": "is not a whole number from 1"})
        first = first or seq
        if seq != first + place:
            raise Invalid(UNUSABLE, fields={f"beats[{place}].seq": "does not follow the one before"})
        if "close" in body and place < len(bodies) - 1:
            raise Invalid(UNUSABLE, fields={f"beats[{place}].close": "stands before the last beat"})
        queued.append(body)
    return queued, first


def _check_order(sitting: Any, seq: int, now: datetime) -> None:
    expected = sitting.last_seq + 1
    if seq != expected:
        raise Conflict("A beat is missing: number %(expected)s comes next.", expected=expected)
    if sitting.state in (SittingState.CLOSED, SittingState.LOST):
        raise Conflict("This sitting has ended. Open the lesson again to go on.")
    ended = sitting.state in (SittingState.MOVED, SittingState.EXPIRED)
    if ended and now - (sitting.ended_at or sitting.opened_at) > LATE_FOR:
        raise Conflict("This sitting ended more than seven days ago.")


def _take_queued(
    sitting: Any, dwell: rules.Dwell, queued: Sequence[Mapping[str, Any]], start: int, seq: int, *, secret: str,
    now: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    try:
        return [each.answer for each in _take(sitting, dwell, queued[start:], seq, secret=secret, now=now)]
    except rules.MalformedBeat as wrong:
        place = start + getattr(wrong, "place", 0)
        raise Invalid(UNUSABLE, fields={f"beats[{place}].{wrong.field}": wrong.problem}) from wrong


def _take(
    sitting: Any, dwell: rules.Dwell, bodies: Sequence[Mapping[str, Any]], seq: int, *, secret: str, now: datetime
) -> list[Taken]:
    """Credit beats that are next in order, one upon the other, and store them together."""
    shape, _ = queries.shape_of(sitting.lesson_version_id)
    state, have, before = rules.SittingState.from_json(sitting.meter), dwell, sitting.last_beat_at
    taken: list[Taken] = []
    for number, body in enumerate(bodies, start=seq):
        try:
            beat = rules.parse_beat(body, seq=number, most_entries=MOST_ENTRIES)
            outcome = rules.credit_beat(
                shape, state, have, beat,
                now_ms=epoch_ms(now), opened_at_ms=epoch_ms(sitting.opened_at),
                last_accepted_at_ms=epoch_ms(before) if before else None,
            )  # fmt: skip
        except rules.MalformedBeat as wrong:
            wrong.place = number - seq  # type: ignore[attr-defined]  # a queue says which of its beats it was
            raise
        follow = {"next_nonce": nonce(secret, sitting.id, number + 1), "next_beat_s": PULSE.beat_s}
        answer = {"seq": number, **_figures(shape, outcome), **follow, **_whereabouts(sitting)}
        taken.append(Taken(beat, body, outcome, answer))
        state, have, before = outcome.state, outcome.dwell, now
    _store(sitting, taken, now)
    _add_dwell(sitting.person_id, [each.outcome for each in taken], now)
    _complete_if_read(sitting.person_id, sitting.lesson_version_id, sitting.id, shape, dwell, have, now)
    return taken


def _figures(shape: rules.LessonShape, outcome: rules.BeatOutcome) -> dict[str, Any]:
    """What the page shows of a beat: whether it counts, and the reader's sections so far."""
    mine = outcome.dwell.credited_ms
    return {
        "verdict": outcome.verdict.value,
        "reason": outcome.reason.value if outcome.reason else None,
        "credited_ms": sum(mine.get(section, 0) for section in shape.by_id),
        "sections": {section: mine.get(section, 0) for section in shape.by_id},
        "read": list(rules.sections_read(shape, outcome.dwell)),
    }


def _whereabouts(sitting: Any) -> dict[str, Any]:
    """Whether the sitting goes on; the page that it left says so, and since when."""
    where: dict[str, Any] = {"state": SittingState(sitting.state).value}
    if sitting.ended_at is not None:
        where["ended_at"] = iso_ms(sitting.ended_at)
    return where


# The hot path: statements built once, and no ORM between them and the driver.
_SITTING, _BEAT = (cast("sa.Table", model.__table__) for model in (Sitting, BeatRow))
_ADDED = ("credited_ms", "review_ms", "provisional_ms", "idle_ms", "hidden_ms", "clock_ms")
# The guard lets only one of two writers of the same number through, and none that has not seen the sitting end.
_ADVANCE = (
    _SITTING.update()
    .where(
        _SITTING.c.id == sa.bindparam("sitting"),
        _SITTING.c.last_seq == sa.bindparam("before"),
        _SITTING.c.state == sa.bindparam("state_before"),
    )
    .values(
        last_seq=sa.bindparam("seq"),
        last_beat_at=sa.bindparam("at"),
        last_answer=sa.bindparam("answer"),
        meter=sa.bindparam("meter_after"),
        last_section=sa.func.coalesce(sa.bindparam("section"), _SITTING.c.last_section),
        **{name: _SITTING.c[name] + sa.bindparam(f"add_{name}") for name in _ADDED},
    )
)
_KEEP = _BEAT.insert().values({name: sa.bindparam(name) for name in ("sitting_id", "seq", "received_at", "body")})


def _store(sitting: Any, taken: Sequence[Taken], now: datetime) -> None:
    """Advance the sitting over these beats and keep them as they came: two statements for any number."""
    last = taken[-1]
    added = [
        sum(amounts)
        for amounts in zip(*[_amounts(each.outcome) for each in taken], strict=True)
    ]  # fmt: skip
    sections = [entry.section for each in taken for entry in each.beat.seen[-1:]]
    values = {
        "sitting": sitting.id, "before": sitting.last_seq, "state_before": sitting.state,
        "seq": last.beat.seq, "at": now, "answer": last.answer,
        "meter_after": last.outcome.state.to_json(), "section": sections[-1] if sections else None,
        **{f"add_{name}": value for name, value in zip(_ADDED, added, strict=True)},
    }  # fmt: skip
    if write(_ADVANCE, **values) != 1:
        raise Conflict("The sitting has changed meanwhile. Send the beat again.")
    raw = [
        {
            "sitting_id": sitting.id, "seq": each.beat.seq, "received_at": now,
            "body": {name: each.body[name] for name in KEPT if name in each.body},
        }
        for each in taken
    ]  # fmt: skip
    write_all(_KEEP, raw)


def _amounts(outcome: rules.BeatOutcome) -> tuple[int, ...]:
    """What one beat adds to the sums of its sitting, in the order of _ADDED."""
    trimmed = outcome.trimmed
    return (
        sum(outcome.credited_ms.values()), sum(outcome.review_ms.values()), outcome.provisional_ms,
        trimmed.idle_ms, min(trimmed.hidden_ms, LARGEST_CLAIM_MS), min(trimmed.clock_ms, LARGEST_CLAIM_MS),
    )  # fmt: skip


# Adds in the database itself: reading first and writing later would lose time between two writers. Written out, because
# SQLAlchemy compiles its own ON CONFLICT anew each time, at a fifth of what a beat costs.
_UPSERT = sa.text(
    """
    INSERT INTO reading_dwell (person_id, section, credited_ms, review_ms, last_line_at)
    VALUES (:person_id, :section, :credited_ms, :review_ms, :last_line_at)
    ON CONFLICT (person_id, section) DO UPDATE SET
        credited_ms = reading_dwell.credited_ms + excluded.credited_ms,
        review_ms = reading_dwell.review_ms + excluded.review_ms,
        last_line_at = coalesce(reading_dwell.last_line_at, excluded.last_line_at)
    """
).bindparams(sa.bindparam("last_line_at", type_=Dwell.__table__.c.last_line_at.type))


def _add_dwell(person_id: int, outcomes: Sequence[rules.BeatOutcome], now: datetime) -> None:
    sections = {
        section
        for outcome in outcomes
        for section in (*outcome.credited_ms, *outcome.review_ms, *outcome.last_lines)
    }  # fmt: skip
    if not sections:
        return
    rows = [
        {
            "person_id": person_id,
            "section": section,
            "credited_ms": sum(outcome.credited_ms.get(section, 0) for outcome in outcomes),
            "review_ms": sum(outcome.review_ms.get(section, 0) for outcome in outcomes),
            "last_line_at": now if any(section in outcome.last_lines for outcome in outcomes) else None,
        }
        for section in sorted(sections)
    ]
    write_all(_UPSERT, rows)


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

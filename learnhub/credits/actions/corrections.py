"""Corrections: what stands in the ledger is put right by further entries, each with a reason and a name."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.credits import queries, rules
from learnhub.credits.actions.ledger import append_made, locked_head, portions_with_room, whole_ms
from learnhub.credits.models import Completion, CreditEntry
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform import audit
from learnhub.platform.db import session

NO_ENTRY = "There is no such entry in the record."
OWN = "Nobody decides about their own class-hours."
NO_REASON = "A correction needs a person and a reason."
UNCHANGED = "The entry already says this."
NOTHING_WAITS = "Nothing of this lesson waits to be confirmed."


def reverse_entry(row: CreditEntry, *, actor_id: int, reason: str, now: datetime) -> CreditEntry:
    """Take an entry back in full by a further one; raises Conflict without a reason or when it cannot be."""
    head = locked_head(row.person_id)
    entry = queries.entry_from(row)
    problem = rules.problem_with_correcting(entry, answered=_answered(row))
    if problem is not None:
        raise Conflict(problem)
    back = rules.reversal_of(
        entry, seq=head.entries + 1, actor_id=actor_id, reason=reason, recorded_at=whole_ms(now)
    )  # fmt: skip
    return append_made(back, head)


def correct_entry(
    entry_id: int, *, hours: Decimal, reason: str, actor_id: int, now: datetime
) -> CreditEntry:  # fmt: skip
    """Put the hours of a verified entry right: one entry takes it back in full, a further one says what holds.

    Both name the entry, the reason and the actor, and carry its date, so that its quarter is put right. With `hours`
    0 the entry is only taken back. Hours of online study above the cap of that day move on to the next day with room,
    as when they were earned. Returns the entry that holds now: the first of the new ones, or the reversal.

    Raises NotFound for an unknown entry; Forbidden for one's own; Conflict without a reason, when nothing changes, for
    hours that make no sense, for an entry that was already corrected, for a correction itself (a reversal, a
    rejection; the new entry of a correction may be corrected again), and for a pending entry (see `settle_pending`).
    """
    row = session().get(CreditEntry, entry_id)
    if row is None:
        raise NotFound(NO_ENTRY)
    _may_decide(row.person_id, actor_id, reason)
    if hours == row.hours:
        raise Conflict(UNCHANGED)
    problem = rules.problem_with_amount(hours)
    if problem is not None:
        raise Conflict(problem)
    latest = reverse_entry(row, actor_id=actor_id, reason=reason, now=now)
    written = [_write_corrected(row, part, actor_id, reason, now) for part in _portions(row, hours)]
    audit.record(
        "credits.correct", actor_id=actor_id, person_id=row.person_id, thing=f"entry:{row.id}", was=str(row.hours),
        now=str(hours),
    )  # fmt: skip
    return written[0] if written else latest


def settle_pending(
    completion_id: int, *, confirmed: bool, reason: str, actor_id: int, now: datetime
) -> tuple[CreditEntry, ...]:
    """Answer every pending entry of a completion: each gets a further entry, verified or rejected, that names it.

    Confirmed hours count on the day to which the pending entry was dated. Declined ones never do; the key *read* is
    then taken back (`read_at`, `completed_at` None, `declared` False; what was declared stays in
    `evidence["declined"]` with who declined it, when and why), so that the lesson can still be read, or declared
    better, and its hours be earned once. The recall stays shown. Returns the new entries, the first portion first.

    Raises NotFound for an unknown completion; Forbidden for one's own; Conflict without a reason or where nothing
    waits (also when it was answered a moment ago).
    """
    done = session().scalar(
        sa.select(Completion)
        .where(Completion.id == completion_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if done is None:
        raise NotFound("There is no such completion.")
    _may_decide(done.person_id, actor_id, reason)
    head = locked_head(done.person_id)
    waiting = rules.waiting(queries.entries(done.person_id))
    asked = [entry for entry in waiting if entry.evidence.get("completion") == completion_id]
    if not asked:
        raise Conflict(NOTHING_WAITS)
    answers = tuple(
        append_made(
            rules.answer_to(
                entry, confirmed=confirmed, seq=head.entries + 1, actor_id=actor_id, reason=reason,
                recorded_at=whole_ms(now),
            ),
            head,
        )
        for entry in asked
    )  # fmt: skip
    if not confirmed:
        take_back_reading(done, reason=reason, actor_id=actor_id, now=now)
    audit.record(
        "credits.confirm" if confirmed else "credits.decline", actor_id=actor_id, person_id=done.person_id,
        thing=f"completion:{done.id}", entries=[answer.id for answer in answers],
    )  # fmt: skip
    return answers


def _may_decide(person_id: int, actor_id: int, reason: str) -> None:
    if actor_id == person_id:
        raise Forbidden(OWN)
    if not reason.strip():
        raise Conflict(NO_REASON)


def _answered(row: CreditEntry) -> bool:
    """Whether a later entry has spoken about this one."""
    later = sa.select(CreditEntry.id).where(
        CreditEntry.person_id == row.person_id, CreditEntry.corrects_entry == row.seq
    )
    return session().scalar(later.limit(1)) is not None


def _portions(row: CreditEntry, hours: Decimal) -> tuple[rules.Portion, ...]:
    if hours == 0:
        return ()
    if row.form is not rules.Form.ONLINE:
        return (rules.Portion(row.earned_on, hours),)
    portions, _cap = portions_with_room(row.person_id, row.earned_on, hours)
    return portions


def _write_corrected(
    row: CreditEntry, portion: rules.Portion, actor_id: int, reason: str, now: datetime
) -> CreditEntry:  # fmt: skip
    head = locked_head(row.person_id)
    right = rules.corrected(
        queries.entry_from(row), hours=portion.hours, seq=head.entries + 1, actor_id=actor_id, reason=reason,
        recorded_at=whole_ms(now),
    )  # fmt: skip
    if portion.day != row.earned_on:
        moved = {**right.evidence, "moved_from": row.earned_on.isoformat()}
        right = replace(right, earned_on=portion.day, evidence=moved)
    return append_made(right, head)


def take_back_reading(done: Completion, *, reason: str, actor_id: int, now: datetime) -> None:
    """Turn the key *read* of a declined declaration back; what was declared stays with who declined it and why."""
    declined = {
        "read": done.evidence.get("read"),
        "read_at": done.read_at.isoformat() if done.read_at else None,
        "reason": reason,
        "actor": actor_id,
        "at": now.isoformat(),
    }
    kept = {kind: value for kind, value in done.evidence.items() if kind != "read"}
    done.evidence = {**kept, "declined": [*done.evidence.get("declined", ()), declined]}
    done.read_at = done.completed_at = None
    done.declared = False
    session().flush()


def take_back_recall(completion_id: int, *, reason: str, actor_id: int, now: datetime) -> tuple[CreditEntry, ...]:
    """Turn the key *recall* of a completion back, because the answers behind it were judged by a wrong key.

    Entries that hold are taken back by further ones, entries that wait are rejected; what was recalled stays in
    `evidence["taken_back"]` with who did it, when and why. The reading stays, so that passing again earns the hours.
    Raises NotFound for an unknown completion; Forbidden for one's own; Conflict without a reason.
    """
    done = session().scalar(
        sa.select(Completion)
        .where(Completion.id == completion_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if done is None:
        raise NotFound("There is no such completion.")
    _may_decide(done.person_id, actor_id, reason)
    written = tuple(
        _undo(row, reason=reason, actor_id=actor_id, now=now)
        for row in _entries_of(done)
        if row.status in (rules.Status.VERIFIED, rules.Status.PENDING) and not _answered(row)
    )
    gone = {
        "recall": done.evidence.get("recall"),
        "recall_at": done.recall_at.isoformat() if done.recall_at else None,
        "reason": reason,
        "actor": actor_id,
        "at": now.isoformat(),
    }
    kept = {kind: value for kind, value in done.evidence.items() if kind != "recall"}
    done.evidence = {**kept, "taken_back": [*done.evidence.get("taken_back", ()), gone]}
    done.recall_at = done.completed_at = None
    session().flush()
    audit.record(
        "credits.take_back", actor_id=actor_id, person_id=done.person_id, thing=f"completion:{done.id}",
        entries=[entry.id for entry in written],
    )  # fmt: skip
    return written


def _entries_of(done: Completion) -> list[CreditEntry]:
    rows = session().scalars(
        sa.select(CreditEntry).where(CreditEntry.person_id == done.person_id).order_by(CreditEntry.seq)
    )
    return [row for row in rows if row.evidence.get("completion") == done.id]


def _undo(row: CreditEntry, *, reason: str, actor_id: int, now: datetime) -> CreditEntry:
    if row.status is rules.Status.VERIFIED:
        return reverse_entry(row, actor_id=actor_id, reason=reason, now=now)
    head = locked_head(row.person_id)
    declined = rules.answer_to(
        queries.entry_from(row), confirmed=False, seq=head.entries + 1, actor_id=actor_id, reason=reason,
        recorded_at=whole_ms(now),
    )  # fmt: skip
    return append_made(declined, head)

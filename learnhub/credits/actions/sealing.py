"""Seals the ledger: what was added to each chain since the last seal, and one root over the ends of all chains."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from learnhub.credits import queries, rules
from learnhub.credits.models import CreditEntry, CreditHead, Seal, SealedEntry
from learnhub.people.models import Person
from learnhub.platform import audit
from learnhub.platform.db import session

_AT_ONCE = 500
Key = tuple[int, bool]
End = tuple[int, str]
_NOWHERE: End = (0, rules.GENESIS)


@dataclass
class Night:
    """What one sealing adds, ready to be stored; `touched` are people whose chain does not continue what was sealed."""

    day: date
    now: datetime
    leaves: list[rules.Leaf] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)


def seal_ledger(day: date, *, now: datetime) -> Seal | None:
    """Store the seal of a day; None where it has one already."""
    night = collect_night(day, now=now)
    return store_night(night) if night else None


def collect_night(day: date, *, now: datetime) -> Night | None:
    """Read what the seal of a day is made of, outside the transaction, because it may take a while.

    A chain that does not continue what was sealed of it stays sealed as it was, so that nobody's change is ever
    sealed; it is noted on the audit record, and `flask credits verify` names the entry. None where the day is sealed.
    """
    if session().scalar(sa.select(Seal.id).where(Seal.day == day)) is not None:
        return None
    ends, night, heads = queries.sealed_ends(), Night(day, now), _heads()
    _note_gone(ends, heads, night)
    changed = {key: head for key, head in heads.items() if ends.get(key, _NOWHERE) != head}
    for chunk in _chunks(sorted(changed)):
        _add_chains(chunk, changed, ends, night)
    night.leaves = [rules.Leaf(*key, *end) for key, end in ends.items() if end[0]]
    return night


def store_night(night: Night) -> Seal:
    """Store what was collected."""
    seal = Seal(
        day=night.day, sealed_at=night.now, root=rules.merkle_root(night.leaves), people=len(night.leaves),
        entries=sum(leaf.entries for leaf in night.leaves),
    )  # fmt: skip
    session().add(seal)
    session().flush()
    if night.rows:
        rows = [{**row, "seal_id": seal.id} for row in night.rows]
        session().execute(sa.insert(cast(sa.Table, SealedEntry.__table__)), rows)
    for person_id in night.touched:
        thing = f"seal:{night.day.isoformat()}"
        audit.record("credits.ledger_touched", actor_id=None, person_id=person_id, thing=thing)
    return seal


def _heads() -> dict[Key, End]:
    rows = session().execute(
        sa.select(CreditHead.person_id, Person.is_demo, CreditHead.entries, CreditHead.hash)
        .join(Person, Person.id == CreditHead.person_id)
        .where(CreditHead.entries > 0)
    )
    return {(row.person_id, row.is_demo): (row.entries, row.hash) for row in rows}


def _note_gone(ends: dict[Key, End], heads: Mapping[Key, End], night: Night) -> None:
    """A demo chain may have been taken away by the one act that may; any other that is gone is a fault."""
    for (person_id, is_demo), (entries, _) in list(ends.items()):
        if not entries or (person_id, is_demo) in heads:
            continue
        if is_demo:
            ends[person_id, is_demo] = _NOWHERE
            night.rows.append(_row(person_id, is_demo, rules.SealedLine(0, rules.GENESIS, rules.GENESIS)))
        else:
            night.touched.append(person_id)


def _add_chains(keys: list[Key], heads: Mapping[Key, End], ends: dict[Key, End], night: Night) -> None:
    """Seal what came to some chains, in one statement for all of them."""
    found: dict[int, list[rules.SealedLine]] = {person_id: [] for person_id, _ in keys}
    rows = session().execute(
        sa.select(CreditEntry.__table__)
        .where(CreditEntry.person_id.in_(list(found)))
        .order_by(CreditEntry.person_id, CreditEntry.seq)
    )
    for row in rows:
        found[row.person_id].append(queries.line_to_seal(queries.entry_from(row), row.hash))
    for person_id, is_demo in keys:
        head, (sealed, last) = heads[person_id, is_demo], ends.get((person_id, is_demo), _NOWHERE)
        lines = [line for line in found[person_id] if line.seq <= head[0]]
        if is_demo and not _continues(lines, sealed, last):
            sealed = 0  # the demo county was loaded anew
        elif not _continues(lines, sealed, last):
            night.touched.append(person_id)
            continue
        if not lines or (lines[-1].seq, lines[-1].hash) != head or len(lines) != head[0]:
            night.touched.append(person_id)
            continue
        night.rows += [_row(person_id, is_demo, line) for line in lines[sealed:]]
        ends[person_id, is_demo] = head


def _continues(lines: list[rules.SealedLine], sealed: int, last: str) -> bool:
    """Whether a chain still holds, at its place, the entry that was sealed last."""
    return sealed == 0 or (len(lines) >= sealed and (lines[sealed - 1].seq, lines[sealed - 1].hash) == (sealed, last))


def _row(person_id: int, is_demo: bool, line: rules.SealedLine) -> dict[str, Any]:
    return {
        "person_id": person_id, "is_demo": is_demo, "seq": line.seq, "hash": line.hash, "content": line.content,
    }  # fmt: skip


def _chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    waiting = list(keys)
    for at in range(0, len(waiting), _AT_ONCE):
        yield waiting[at : at + _AT_ONCE]

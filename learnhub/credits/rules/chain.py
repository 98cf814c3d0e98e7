"""The hash chain of a ledger: every entry seals the one before, and a head seals the last."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from learnhub.credits.rules.entry import Entry
from learnhub.kernel.clock import iso_ms

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with the seals stored beside it: that of the entry before, and its own."""

    entry: Entry
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """What is kept apart from the entries: how many there are, and the seal of the last."""

    entries: int = 0
    hash: str = GENESIS


class Fault(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "changed after it was recorded"
    REMOVED = "removed"
    INSERTED = "inserted later"
    DETACHED = "does not follow the entry before it: one of the two was replaced"
    FOREIGN = "belongs to another person's ledger"
    HEAD_COUNT = "the head counts more or fewer entries"
    HEAD_HASH = "the head seals another last entry"
    NO_HEAD = "the head is missing"


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault and the number (`seq`) of the entry that has it; None where it is the head's."""

    entry: int | None
    what: Fault


def canonical(entry: Entry, prev_hash: str) -> bytes:
    """The one way to write an entry down: UTF-8 JSON, sorted keys, no spaces, no names.

    Times are written as 2026-11-23T08:00:00.000Z, dates as 2026-11-23, amounts as text with two places.
    A reason and a title are free text in which somebody may be named, so that only their SHA-256 is written.
    """
    document = {
        "actor_id": entry.actor_id,
        "basic": entry.basic,
        "corrects_entry": entry.corrects_entry,
        "days": None if entry.days is None else _amount(entry.days),
        "earned_on": entry.earned_on.isoformat(),
        "evidence": dict(entry.evidence),
        "external_id": entry.external_id,
        "form": str(entry.form),
        "hours": _amount(entry.hours),
        "is_demo": entry.is_demo,
        "person_id": entry.person_id,
        "prev_hash": prev_hash,
        "reason_sha256": _sha256_of_text(entry.reason),
        "recorded_at": iso_ms(entry.recorded_at),
        "rule_id": entry.rule_id,
        "seq": entry.seq,
        "source": entry.source,
        "status": str(entry.status),
        "title_sha256": _sha256_of_text(entry.title),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def entry_hash(entry: Entry, prev_hash: str) -> str:
    """The seal of an entry that follows the one sealed by `prev_hash`: SHA-256, 64 hexadecimal digits."""
    return _sha256(canonical(entry, prev_hash))


def append(entry: Entry, head: Head) -> tuple[Link, Head]:
    """Seal an entry behind a head, and the new head; raises ValueError unless it has the next number."""
    if entry.seq != head.entries + 1:
        raise ValueError(f"entry {entry.seq} cannot follow {head.entries} entries")
    link = Link(entry, head.hash, entry_hash(entry, head.hash))
    return link, Head(entry.seq, link.hash)


def verify_chain(links: Sequence[Link], head: Head | None) -> list[Broken]:
    """Every fault of one person's ledger, by number; an empty list means that nothing was touched.

    Entries are taken in the order of their numbers. A removed last entry shows only in the head, which
    then counts more than there are.
    """
    ordered = sorted(links, key=lambda link: link.entry.seq)
    return [*_faults_of_entries(ordered), *_faults_between(ordered), *_faults_of_head(ordered, head)]


def _faults_of_entries(links: Sequence[Link]) -> Iterator[Broken]:
    for link in links:
        if link.entry.person_id != links[0].entry.person_id:
            yield Broken(link.entry.seq, Fault.FOREIGN)
        if entry_hash(link.entry, link.prev_hash) != link.hash:
            yield Broken(link.entry.seq, Fault.CHANGED)


def _faults_between(links: Sequence[Link]) -> Iterator[Broken]:
    if not links:
        return
    first = links[0]
    yield from (Broken(seq, Fault.REMOVED) for seq in range(1, first.entry.seq))
    if first.entry.seq < 1:
        yield Broken(first.entry.seq, Fault.INSERTED)
    if first.entry.seq == 1 and first.prev_hash != GENESIS:
        yield Broken(1, Fault.DETACHED)
    for before, after in pairwise(links):
        if after.entry.seq == before.entry.seq:
            yield Broken(after.entry.seq, Fault.INSERTED)
        elif after.entry.seq > before.entry.seq + 1:
            yield from (Broken(seq, Fault.REMOVED) for seq in range(before.entry.seq + 1, after.entry.seq))
        elif after.prev_hash != before.hash:
            yield Broken(after.entry.seq, Fault.DETACHED)


def _faults_of_head(links: Sequence[Link], head: Head | None) -> Iterator[Broken]:
    if head is None:
        if links:
            yield Broken(None, Fault.NO_HEAD)
        return
    if head.entries != len(links):
        yield Broken(None, Fault.HEAD_COUNT)
    if head.hash != (links[-1].hash if links else GENESIS):
        yield Broken(None, Fault.HEAD_HASH)


def _amount(value: Decimal) -> str:
    """Two places; more only where somebody wrote more, so that no change can hide in rounding."""
    if not value.is_finite():
        return str(value)
    two_places = value.quantize(Decimal("0.01"))
    return f"{two_places if two_places == value else value:f}"


def _sha256_of_text(text: str) -> str:
    return _sha256(text.encode("utf-8", "surrogatepass"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

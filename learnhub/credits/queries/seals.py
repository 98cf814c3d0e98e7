"""Reads of the seals: the list, the last one, what was sealed of each chain, and the proof of all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa

from learnhub.credits import rules
from learnhub.credits.models import Seal, SealedEntry
from learnhub.platform.db import session

_AT_ONCE = 2000
Key = tuple[int, bool]
"""A chain: of which person, and whether it is a demo one."""


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal as a page shows it."""

    day: date
    sealed_at: datetime
    root: str
    people: int
    entries: int


@dataclass(frozen=True, slots=True)
class SealFault:
    """A seal that no longer fits."""

    day: date
    what: str


ALTERED = "its root or what it sealed was changed"
NOT_RECOMPUTED = "its root cannot be recomputed from the entries"


def last_seal() -> SealLine | None:
    """The newest seal."""
    row = session().scalar(sa.select(Seal).order_by(Seal.day.desc()).limit(1))
    return _line(row) if row else None


def seals(*, limit: int, offset: int = 0) -> list[SealLine]:
    """The seals, newest first."""
    rows = session().scalars(sa.select(Seal).order_by(Seal.day.desc()).limit(limit).offset(offset))
    return [_line(row) for row in rows]


def seal_count() -> int:
    """How many seals there are."""
    return session().scalar(sa.select(sa.func.count(Seal.id))) or 0


def sealed_ends() -> dict[Key, tuple[int, str]]:
    """How far each chain is sealed: the number and the hash of the last sealed entry; 0 for a demo chain that went."""
    newest = sa.select(sa.func.max(SealedEntry.id)).group_by(SealedEntry.person_id, SealedEntry.is_demo)
    rows = session().execute(
        sa.select(SealedEntry.person_id, SealedEntry.is_demo, SealedEntry.seq, SealedEntry.hash).where(
            SealedEntry.id.in_(newest)
        )
    )
    return {(row.person_id, row.is_demo): (row.seq, row.hash) for row in rows}


def sealed_chains() -> Iterator[tuple[Key, list[rules.SealedLine]]]:
    """What was sealed of every chain, in the order of persons."""
    rows = session().execute(
        sa.select(
            SealedEntry.person_id, SealedEntry.is_demo, SealedEntry.seq, SealedEntry.hash, SealedEntry.content
        ).order_by(SealedEntry.person_id, SealedEntry.is_demo, SealedEntry.seal_id, SealedEntry.id),
        execution_options={"yield_per": _AT_ONCE},
    )  # fmt: skip
    for (person_id, is_demo), lines in groupby(rows, key=lambda row: (row.person_id, row.is_demo)):
        chain: list[rules.SealedLine] = []
        for line in lines:
            if is_demo and line.seq <= 1:  # a demo county that was taken away, or loaded anew
                chain.clear()
            if line.seq > 0:
                chain.append(rules.SealedLine(line.seq, line.hash, line.content))
        yield (person_id, is_demo), chain


def faults_of_seals(differing: Mapping[tuple[int, bool, int], str]) -> list[SealFault]:
    """Every seal whose root does not follow from the entries up to its moment, the oldest first.

    `differing` holds the present hash of each sealed entry that has another one now, "" for one that is gone, by
    (person, demo, number).
    """
    rows = session().execute(
        sa.select(SealedEntry.seal_id, SealedEntry.person_id, SealedEntry.is_demo, SealedEntry.seq, SealedEntry.hash)
        .order_by(SealedEntry.seal_id, SealedEntry.id),
        execution_options={"yield_per": _AT_ONCE},
    )  # fmt: skip
    by_seal = groupby(rows, key=lambda row: row.seal_id)
    waiting = next(by_seal, None)
    ends: dict[Key, rules.Leaf] = {}
    faults = []
    for seal in session().scalars(sa.select(Seal).order_by(Seal.id)):
        while waiting is not None and waiting[0] <= seal.id:
            for row in waiting[1]:
                key = (row.person_id, row.is_demo)
                if row.seq == 0:
                    ends.pop(key, None)
                else:
                    ends[key] = rules.Leaf(row.person_id, row.is_demo, row.seq, row.hash)
            waiting = next(by_seal, None)
        if rules.merkle_root(ends.values()) != seal.root:
            faults.append(SealFault(seal.day, ALTERED))
        elif any((leaf.person_id, leaf.is_demo, leaf.entries) in differing for leaf in ends.values()):
            faults.append(SealFault(seal.day, NOT_RECOMPUTED))
    return faults


def _line(row: Seal) -> SealLine:
    return SealLine(row.day, row.sealed_at, row.root, row.people, row.entries)

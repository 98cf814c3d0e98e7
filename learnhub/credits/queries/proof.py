"""The proof of the ledger: every chain, its head, and all that was ever sealed of it, in one pass over each table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from learnhub.credits import rules
from learnhub.credits.models import CreditEntry, CreditHead
from learnhub.credits.queries.record import entry_from, line_to_seal
from learnhub.credits.queries.seals import SealFault, faults_of_seals, seal_count, sealed_chains
from learnhub.platform.db import session

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Chain:
    """All that there is of one person's ledger: the entries, the head, and what was sealed of it (`True`: as demo)."""

    person_id: int
    links: list[rules.Link]
    head: rules.Head | None
    sealed: dict[bool, list[rules.SealedLine]]


@dataclass
class Proof:
    """What the check of the ledger found; `broken` are (person, fault)."""

    people: int = 0
    entries: int = 0
    seals: int = 0
    broken: list[tuple[int, rules.Broken]] = field(default_factory=list)
    seals_broken: list[SealFault] = field(default_factory=list)
    _differing: dict[tuple[int, bool, int], str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.broken and not self.seals_broken

    def check(self, chain: Chain) -> None:
        """Check one chain by itself and against the seals."""
        self.people, self.entries = self.people + 1, self.entries + len(chain.links)
        faults = rules.verify_chain(chain.links, chain.head)
        for is_demo, sealed in chain.sealed.items():
            found = [_now(link) for link in chain.links if link.entry.is_demo is is_demo]
            if is_demo and not found:
                continue  # taken away with the demo county, in the one act that may
            faults += rules.faults_against_seals(sealed, found)
            hashes = {line.seq: line.hash for line in found}
            for line in sealed:
                if hashes.get(line.seq) != line.hash:
                    self._differing[chain.person_id, is_demo, line.seq] = hashes.get(line.seq, "")
        self.broken += [(chain.person_id, fault) for fault in dict.fromkeys(faults)]

    def check_seals(self) -> None:
        """Recompute the root of every seal, after all chains were checked."""
        self.seals, self.seals_broken = seal_count(), faults_of_seals(self._differing)


def chains() -> Iterator[Chain]:
    """Every chain that there is or that was sealed, in the order of persons."""
    heads = {
        row.person_id: rules.Head(row.entries, row.hash)
        for row in session().execute(sa.select(CreditHead.person_id, CreditHead.entries, CreditHead.hash))
    }
    entries, sealed = _Ahead(_links()), _Ahead(_sealed())
    for person_id in _people(heads, entries, sealed):
        yield Chain(person_id, entries.take(person_id) or [], heads.get(person_id), sealed.take(person_id) or {})


class _Ahead:
    """Groups in the order of persons, of which the first can be seen before it is taken."""

    def __init__(self, groups: Iterator[tuple[int, Any]]) -> None:
        self._groups = groups
        self._first = next(groups, None)

    @property
    def person_id(self) -> int | None:
        return self._first[0] if self._first else None

    def take(self, person_id: int) -> Any:
        """What there is of a person, None where it is somebody else's turn."""
        if self._first is None or self._first[0] != person_id:
            return None
        taken, self._first = self._first[1], next(self._groups, None)
        return taken


def _people(heads: dict[int, rules.Head], entries: _Ahead, sealed: _Ahead) -> Iterator[int]:
    """Every person of whom there is anything, each once, the lowest first."""
    waiting = _Ahead(iter([(person_id, None) for person_id in sorted(heads)]))
    while known := [each.person_id for each in (waiting, entries, sealed) if each.person_id is not None]:
        person_id = min(known)
        waiting.take(person_id)
        yield person_id


def _links() -> Iterator[tuple[int, list[rules.Link]]]:
    rows = (
        session()
        .execute(
            sa.select(CreditEntry.__table__).order_by(CreditEntry.person_id, CreditEntry.seq),
            execution_options={"yield_per": _AT_ONCE},
        )
    )  # fmt: skip
    for person_id, lines in groupby(rows, key=attrgetter("person_id")):
        yield person_id, [rules.Link(entry_from(line), line.prev_hash, line.hash) for line in lines]


def _sealed() -> Iterator[tuple[int, dict[bool, list[rules.SealedLine]]]]:
    for person_id, found in groupby(sealed_chains(), key=lambda each: each[0][0]):
        yield person_id, {is_demo: lines for (_, is_demo), lines in found}


def _now(link: rules.Link) -> rules.SealedLine:
    return line_to_seal(link.entry, link.hash)

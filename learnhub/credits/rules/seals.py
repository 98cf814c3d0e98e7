"""The nightly seal: one Merkle root over the ends of all chains, and what sealed entries tell against the ledger."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from learnhub.credits.rules.chain import Broken, Fault, canonical
from learnhub.credits.rules.entry import Entry

_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """The end of one person's chain as a seal covers it."""

    person_id: int
    is_demo: bool
    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class SealedLine:
    """An entry as it was sealed, or as it stands now: its number, its seal, and the digest of what it says."""

    seq: int
    hash: str
    content: str


def content_digest(entry: Entry) -> str:
    """SHA-256 of what an entry says, without its number and the entry before it.

    Whoever takes an entry out and seals all later ones anew changes their hashes, not this.
    """
    return hashlib.sha256(canonical(replace(entry, seq=0), "")).hexdigest()


def merkle_root(leaves: Iterable[Leaf]) -> str:
    """The root over the leaves in the order of persons; of an odd number the last one rises as it is.

    A leaf is `person|demo|entries|hash`. Leaves and nodes are marked apart, so that neither can pass for the other.
    """
    level = [
        hashlib.sha256(_LEAF + f"{leaf.person_id}|{int(leaf.is_demo)}|{leaf.entries}|{leaf.hash}".encode()).digest()
        for leaf in sorted(leaves)
    ]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [
            hashlib.sha256(_NODE + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)
        ]  # fmt: skip
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex()


def faults_against_seals(sealed: Sequence[SealedLine], found: Sequence[SealedLine]) -> list[Broken]:
    """Which entries were changed, removed or inserted since they were sealed, by number; what came after is no fault.

    It also tells in a chain that was sealed anew from end to end, which no longer shows it by itself.
    """
    if list(found[: len(sealed)]) == list(sealed):
        return []
    matcher = SequenceMatcher(
        a=[line.content for line in sealed], b=[line.content for line in found], autojunk=False
    )  # fmt: skip
    faults: list[Broken] = []
    for tag, was, was_end, now, now_end in matcher.get_opcodes():
        if tag != "equal":
            faults += _faults_of(sealed[was:was_end], found[now:now_end], at_the_end=was_end == len(sealed))
    if not faults:
        first = next(line for line, other in zip(sealed, found, strict=False) if line != other)
        faults.append(Broken(first.seq, Fault.CHANGED))
    return faults


def _faults_of(
    sealed: Sequence[SealedLine], found: Sequence[SealedLine], *, at_the_end: bool
) -> list[Broken]:  # fmt: skip
    """A stretch that differs: as many as both have were changed; the rest is gone, or new where it may not be."""
    both = min(len(sealed), len(found))
    faults = [Broken(line.seq, Fault.CHANGED) for line in sealed[:both]]
    faults += [Broken(line.seq, Fault.REMOVED) for line in sealed[both:]]
    if not at_the_end:
        faults += [Broken(line.seq, Fault.INSERTED) for line in found[both:]]
    return faults

"""Which questions an attempt gets, and in which order they and their options stand.

Everything follows from the attempt's stored seed by SHA-256, so that an attempt looks the same after a reload, on
another device, and under every version of Python.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256


def draw(seen: Mapping[int, int], count: int, *, seed: str) -> tuple[int, ...]:
    """Draw `count` question ids in the order in which they are asked, all of them where there are no more.

    `seen` maps each question of the bank to how often this person has had it: those had least come first, chance
    decides between equals.
    """
    chosen = sorted(seen, key=lambda question: (seen[question], _rank(seed, "draw", question)))[: max(count, 0)]
    return tuple(sorted(chosen, key=lambda question: _rank(seed, "order", question)))


def option_order(keys: Sequence[str], *, seed: str, question_id: int) -> tuple[str, ...]:
    """The keys of a question's options in the order in which this attempt shows them."""
    return tuple(sorted(keys, key=lambda key: _rank(seed, f"options of {question_id}", key)))


def _rank(seed: str, purpose: str, thing: object) -> bytes:
    return sha256(f"{seed}|{purpose}|{thing}".encode("utf-8", "surrogatepass")).digest()

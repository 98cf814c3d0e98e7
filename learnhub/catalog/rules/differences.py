"""What changed between two texts, paragraph line by paragraph line, with a little of what stands around."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 2
# Beyond this many lines a comparison would take seconds, so the texts are shown one behind the other.
LARGEST = 4_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison; `mark` is one of " ", "+", "-", and "…" where lines that are the same are left out."""

    mark: str
    text: str


def differences(before: str, after: str) -> list[Line]:
    """The changed lines of two texts with two lines around each; empty where nothing changed."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    if len(old) + len(new) > LARGEST:
        return [*(Line("-", text) for text in old), *(Line("+", text) for text in new)]
    found: list[Line] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if found or group[0][1] > 0:
            found.append(Line("…", ""))
        for kind, start, end, new_start, new_end in group:
            found += _lines(kind, old[start:end], new[new_start:new_end])
    return found


def _lines(kind: str, old: Sequence[str], new: Sequence[str]) -> list[Line]:
    if kind == "equal":
        return [Line(" ", text) for text in old]
    return [*(Line("-", text) for text in old), *(Line("+", text) for text in new)]

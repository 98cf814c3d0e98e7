"""What differs between two wordings of a question, place by place, in words that a reader can follow."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

LONGEST = 3000
"""Characters up to which two texts are compared piece by piece; longer ones are shown whole, before and after."""
MOST_PLACES = 400

_PIECES = re.compile(r"[A-Za-zÀ-ɏ0-9]+|\s+|.", re.DOTALL)
_UNSAID = frozenset({"format", "key"})


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a question: `name` is the field ("stem", "weight"), `within` the things that it belongs to."""

    name: str
    within: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place whose words differ."""

    place: Place
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every place of two stored documents that differs, in the order of the newer one."""
    old, new = dict(_places(before)), dict(_places(after))
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        Difference(place, compare(old.get(place, ""), new.get(place, "")))
        for place in places[:MOST_PLACES]
        if old.get(place, "") != new.get(place, "")
    )


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one, with what went and what came; Latin words stay whole, Chinese is compared by character."""
    if len(before) > LONGEST or len(after) > LONGEST:
        whole = (Piece(Change.GONE, before), Piece(Change.NEW, after))
        return tuple(piece for piece in whole if piece.text)
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece(Change.GONE, "".join(old[a:b])))
        if d > c:
            found.append(Piece(Change.NEW, "".join(new[c:d])))
    return tuple(found)


def _places(data: Mapping[str, Any], within: tuple[tuple[str, int], ...] = ()) -> Iterator[tuple[Place, str]]:
    for name, value in data.items():
        if name in _UNSAID or value in (None, "", [], {}):
            continue
        if isinstance(value, Mapping):
            if isinstance(value.get("content"), str):
                yield Place(name, within), value["content"]
            else:
                yield from _places(value, within)
        elif isinstance(value, list | tuple):
            yield from _listed(name, value, within)
        else:
            yield Place(name, within), str(value).lower() if isinstance(value, bool) else str(value)


def _listed(
    name: str, values: list[Any] | tuple[Any, ...], within: tuple[tuple[str, int], ...]
) -> Iterator[tuple[Place, str]]:
    for number, value in enumerate(values, start=1):
        inside = (*within, (name, number))
        if isinstance(value, Mapping):
            yield from _places(value, inside)
        else:
            yield Place(name, inside), str(value)

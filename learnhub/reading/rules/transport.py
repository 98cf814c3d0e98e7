"""What a browser reports in a beat: its shape, and every way in which it can be wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from learnhub.reading.rules.pace import LessonShape

# The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
LARGEST_NUMBER = 2**53 - 1

Entry = TypeVar("Entry")


class MalformedBeat(ValueError):
    """A beat that cannot be understood: the name of the field, and what is wrong with it."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class UnknownSection(MalformedBeat):
    """A beat that names a section which the lesson does not have."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One section on the reading line, from one moment of the sitting's clock to another."""

    section: str
    from_ms: int
    to_ms: int
    last_line_seen: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """What was observed since the beat before; offsets count from the arrival of the answer to the opening."""

    seq: int
    mono_ms: int
    seen: tuple[Seen, ...]
    inputs: tuple[int, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()


def parse_beat(body: object, *, seq: object, most_entries: int | None = None) -> Beat:
    """Read a beat from decoded JSON; raises MalformedBeat with the name of the first wrong field.

    `most_entries` bounds each of the three lists; a beat of 15 s has a few entries, one sent after hours offline has
    at most one input a second.
    """
    if not isinstance(body, dict):
        raise MalformedBeat("beat", "is not an object")
    number = whole_number(seq, "seq")
    if number < 1:
        raise MalformedBeat("seq", "starts at 1")
    return Beat(
        seq=number,
        mono_ms=whole_number(body.get("mono_ms"), "mono_ms"),
        seen=_entries(body, "seen", _seen, most_entries),
        inputs=_entries(body, "inputs", whole_number, most_entries),
        hidden=_entries(body, "hidden", _interval, most_entries),
    )


def check_sections(beat: Beat, shape: LessonShape) -> None:
    """Refuse a beat that names a section which the lesson does not have (UnknownSection)."""
    known = shape.by_id
    for entry in beat.seen:
        if entry.section not in known:
            raise UnknownSection("seen", "names a section that this lesson does not have")


def whole_number(value: object, field: str) -> int:
    """A whole number from 0 that JSON carries exactly; a boolean, a fraction or a missing value is none."""
    # `type` and not `isinstance`: to Python, true is a whole number.
    if type(value) is not int:
        raise MalformedBeat(field, "is not a whole number")
    if not 0 <= value <= LARGEST_NUMBER:
        raise MalformedBeat(field, "is negative or too large")
    return value


def _entries(
    body: dict[str, Any], field: str, read: Callable[[object, str], Entry], most_entries: int | None
) -> tuple[Entry, ...]:
    values = body.get(field)
    if not isinstance(values, list):
        raise MalformedBeat(field, "is not a list")
    if most_entries is not None and len(values) > most_entries:
        raise MalformedBeat(field, f"has more than {most_entries} entries")
    return tuple([read(value, field) for value in values])


def _seen(value: object, field: str) -> Seen:
    if not isinstance(value, list) or len(value) != 4:
        raise MalformedBeat(field, "has an entry that is not [section, from_ms, to_ms, last_line_seen]")
    section, _, _, last_line_seen = value
    if not isinstance(section, str):
        raise MalformedBeat(field, "has a section that is not a text")
    if not isinstance(last_line_seen, bool):
        raise MalformedBeat(field, "has a last_line_seen that is neither true nor false")
    from_ms, to_ms = _ordered(value[1:3], field)
    return Seen(section, from_ms, to_ms, last_line_seen)


def _interval(value: object, field: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise MalformedBeat(field, "has an entry that is not [from_ms, to_ms]")
    return _ordered(value, field)


def _ordered(pair: Sequence[object], field: str) -> tuple[int, int]:
    from_ms, to_ms = whole_number(pair[0], field), whole_number(pair[1], field)
    if to_ms < from_ms:
        raise MalformedBeat(field, "has an entry that ends before it starts")
    return from_ms, to_ms

"""A recorded or made-up file of sittings run through the measuring rule; the same input gives the same figures."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn

from learnhub.reading.rules.measure import BeatOutcome, Dwell, close_sitting, credit_beat, open_sitting, sections_read
from learnhub.reading.rules.pace import DEFAULT_PACE, LessonShape, Pace, Section, Weight
from learnhub.reading.rules.state import Ending, SittingState
from learnhub.reading.rules.transport import LARGEST_NUMBER, MalformedBeat, UnknownSection, parse_beat

SMALLEST_NUMBER = Decimal("0.000001")


class Refusal(StrEnum):
    """Why a line of the file was left out."""

    NO_SITTING = "no_sitting"
    CLOSED = "closed"
    REPEATED = "repeated"
    GAP = "gap"
    UNKNOWN_SECTION = "unknown_section"
    ALREADY_OPEN = "already_open"
    MALFORMED = "malformed"


class UnreadableHeader(ValueError):
    """A file that cannot be replayed, because its first line does not describe a lesson."""


class RefusedLine(Exception):
    """Raised while one line is read or applied; the line then changes nothing."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass
class _Sitting:
    opened_at_ms: int
    state: SittingState
    last_accepted_at_ms: int | None = None
    is_closed: bool = False
    is_moved: bool = False


def replay(lines: Iterable[bytes]) -> dict[str, Any]:
    """The figures of one JSON Lines file, as a document; raises UnreadableHeader.

    The lines are those of the file, header included; blank ones are passed over, but counted.
    """
    numbered = enumerate(lines, start=1)
    run = _Run(read_header(next(numbered, (1, b""))[1]))
    for number, line in numbered:
        if line.strip():
            run.take(number, line)
    return run.document()


def read_header(line: bytes) -> LessonShape:
    """The lesson's sections, and the paces where the header names other ones; raises UnreadableHeader."""
    try:
        header = _decoded(line.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as problem:
        raise UnreadableHeader(f"line 1 is not JSON ({problem})") from problem
    if not isinstance(header, dict) or not isinstance(header.get("sections"), list):
        raise UnreadableHeader('line 1 is not an object with a list of "sections"')
    sections = tuple(_section(entry) for entry in header["sections"])
    if not sections:
        raise UnreadableHeader("the lesson has no section")
    if len({section.id for section in sections}) < len(sections):
        raise UnreadableHeader("two sections have the same id")
    return LessonShape(sections, _pace(header.get("pace", {})))


class _Run:
    """One person's sittings while the lines go by, and the sums for the document."""

    def __init__(self, shape: LessonShape) -> None:
        self._shape = shape
        self._dwell = Dwell()
        self._sittings: dict[str, _Sitting] = {}
        self._open: _Sitting | None = None
        self._received_ms: int | None = None
        self._review_ms = self._provisional_ms = 0
        self._idle_ms = self._hidden_ms = self._clock_ms = 0
        self._refused: list[dict[str, Any]] = []

    def take(self, number: int, line: bytes) -> None:
        try:
            self._apply(line)
        except RefusedLine as refused:
            self._refused.append({"line": number, "reason": refused.reason.value})

    def document(self) -> dict[str, Any]:
        """The figures so far; what is still pending at the end is trimmed."""
        if self._open is not None:
            self._add(close_sitting(self._shape, self._open.state, self._dwell, how=Ending.LOST))
            self._open = None
        by_section = {section_id: self._dwell.credited_ms.get(section_id, 0) for section_id in self._shape.by_id}
        return {
            "credited_ms": sum(by_section.values()),
            "by_section": by_section,
            "read": list(sections_read(self._shape, self._dwell)),
            "review_ms": self._review_ms,
            "provisional_ms": self._provisional_ms,
            "trimmed_ms": {"idle": self._idle_ms, "hidden": self._hidden_ms, "clock": self._clock_ms},
            "refused": self._refused,
        }

    def _apply(self, line: bytes) -> None:
        event = _event(line)
        at_ms = event["at_ms"] if self._received_ms is None else max(event["at_ms"], self._received_ms)
        name = event["sitting"]
        match event.get("do"):
            case "open":
                self._open_sitting(name, at_ms)
            case "beat":
                self._beat(name, event, at_ms)
            case "close":
                self._close(name)
            case _:
                raise RefusedLine(Refusal.MALFORMED)
        self._received_ms = at_ms

    def _open_sitting(self, name: str, at_ms: int) -> None:
        known = self._sittings.get(name)
        if known is not None:
            raise RefusedLine(Refusal.ALREADY_OPEN if known is self._open else Refusal.CLOSED)
        if self._open is not None:
            self._move(self._open, at_ms)
        self._open = self._sittings[name] = _Sitting(opened_at_ms=at_ms, state=open_sitting())

    def _move(self, sitting: _Sitting, at_ms: int) -> None:
        passed_ms = at_ms - sitting.opened_at_ms
        outcome = close_sitting(self._shape, sitting.state, self._dwell, how=Ending.MOVED, passed_ms=passed_ms)
        sitting.state = outcome.state
        sitting.is_moved = True
        self._add(outcome)

    def _beat(self, name: str, event: dict[str, Any], at_ms: int) -> None:
        try:
            beat = parse_beat(event, seq=event.get("seq"))
        except MalformedBeat as problem:
            raise RefusedLine(Refusal.MALFORMED) from problem
        sitting = self._sitting(name)
        if beat.seq <= sitting.state.last_seq:
            raise RefusedLine(Refusal.REPEATED)
        if beat.seq > sitting.state.last_seq + 1:
            raise RefusedLine(Refusal.GAP)
        try:
            outcome = credit_beat(
                self._shape,
                sitting.state,
                self._dwell,
                beat,
                now_ms=at_ms,
                opened_at_ms=sitting.opened_at_ms,
                last_accepted_at_ms=sitting.last_accepted_at_ms,
            )
        except UnknownSection as problem:
            raise RefusedLine(Refusal.UNKNOWN_SECTION) from problem
        sitting.state = outcome.state
        sitting.last_accepted_at_ms = at_ms
        self._add(outcome)

    def _close(self, name: str) -> None:
        sitting = self._sitting(name)
        if sitting.is_moved:
            raise RefusedLine(Refusal.CLOSED)
        self._add(close_sitting(self._shape, sitting.state, self._dwell, how=Ending.CLOSED))
        sitting.is_closed = True
        self._open = None

    def _sitting(self, name: str) -> _Sitting:
        """A sitting that still takes beats; one that was moved takes late ones."""
        sitting = self._sittings.get(name)
        if sitting is None:
            raise RefusedLine(Refusal.NO_SITTING)
        if sitting.is_closed:
            raise RefusedLine(Refusal.CLOSED)
        return sitting

    def _add(self, outcome: BeatOutcome) -> None:
        self._dwell = outcome.dwell
        self._review_ms += sum(outcome.review_ms.values())
        self._provisional_ms += outcome.provisional_ms
        self._idle_ms += outcome.trimmed.idle_ms
        self._hidden_ms += outcome.trimmed.hidden_ms
        self._clock_ms += outcome.trimmed.clock_ms


def _event(line: bytes) -> dict[str, Any]:
    """One line of the file, with a moment and a sitting; raises RefusedLine."""
    try:
        event = _decoded(line)
    except ValueError as problem:
        raise RefusedLine(Refusal.MALFORMED) from problem
    if not isinstance(event, dict) or type(event.get("at_ms")) is not int or not isinstance(event.get("sitting"), str):
        raise RefusedLine(Refusal.MALFORMED)
    return event


def _no_such_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_STRICT_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_such_constant)


def _decoded(line: bytes) -> Any:
    """Strict JSON; a fraction stays exact, and a nesting that nobody needs is an error like any other."""
    try:
        return _STRICT_JSON.decode(line.decode("utf-8"))
    except (RecursionError, InvalidOperation) as problem:
        raise ValueError("cannot be decoded") from problem


def _section(entry: object) -> Section:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise UnreadableHeader("a section has no id")
    return Section(entry["id"], _number(entry.get("chars"), f'chars of section "{entry["id"]}"'))


def _pace(entry: object) -> Pace:
    if not isinstance(entry, dict):
        raise UnreadableHeader("pace is not an object")
    slow = _number(entry.get("slow", DEFAULT_PACE.slow), "slow pace")
    fast = _number(entry.get("fast", DEFAULT_PACE.fast), "fast pace")
    if not (slow and fast):
        raise UnreadableHeader("a pace is zero")
    return Pace(slow, fast)


def _number(value: object, name: str) -> Weight:
    """A weight or a pace: whole or decimal, from 0, of a size whose exact ratio stays small."""
    if type(value) is not int and not isinstance(value, Decimal):
        raise UnreadableHeader(f"{name} is not a number")
    if not (value == 0 or SMALLEST_NUMBER <= value <= LARGEST_NUMBER):
        raise UnreadableHeader(f"{name} is negative, too small or too large")
    return value

"""A beat laid out on the sitting's clock: what was on screen when, which inputs exist, and what was cut away.

A moment t stands at the end of its millisecond, so an interval [from, to] holds the moments from < t <= to. With
that one convention a reading gives the same result however it is cut into beats.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from learnhub.reading.rules.transport import Beat, Seen

SHORTEST_BETWEEN_INPUTS_MS = 1_000

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Time on screen that belongs to one reported entry alone."""

    entry: Seen
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a beat says about its stretch: visible spans and inputs in order, and reported time that was cut away."""

    visible: tuple[Span, ...]
    inputs: tuple[int, ...]
    hidden_ms: int
    clock_ms: int


def lay_out(beat: Beat, *, from_ms: int, to_ms: int, last_input_ms: int | None) -> Timeline:
    """Lay a beat out on its stretch (from_ms, to_ms]; what it reports elsewhere is cut away."""
    hidden = _joined(beat.hidden)
    visible: list[Span] = []
    hidden_ms = clock_ms = 0
    next_hidden = 0
    for span in one_section_at_a_time(beat.seen):
        start, end = max(span.from_ms, from_ms), min(span.to_ms, to_ms)
        clock_ms += span.to_ms - span.from_ms - max(end - start, 0)
        while next_hidden < len(hidden) and hidden[next_hidden][1] <= start:
            next_hidden += 1
        reached = next_hidden
        while start < end and reached < len(hidden) and hidden[reached][0] < end:
            cover_from, cover_to = max(hidden[reached][0], start), min(hidden[reached][1], end)
            if start < cover_from:
                visible.append(Span(span.entry, start, cover_from))
            hidden_ms += cover_to - cover_from
            start = cover_to
            reached += 1
        if start < end:
            visible.append(Span(span.entry, start, end))
    inputs = _existing_inputs(beat.inputs, hidden, from_ms=from_ms, to_ms=to_ms, last_input_ms=last_input_ms)
    return Timeline(tuple(visible), inputs, hidden_ms, clock_ms)


def one_section_at_a_time(seen: Sequence[Seen]) -> list[Span]:
    """The entries in order of time; where they overlap, the one that stands earlier in the list has the instant."""
    if all(before.to_ms <= after.from_ms for before, after in pairwise(seen)):
        return [Span(entry, entry.from_ms, entry.to_ms) for entry in seen if entry.from_ms < entry.to_ms]
    return _swept(seen)


def _swept(seen: Sequence[Seen]) -> list[Span]:
    """Sweep over the moments where anything starts or ends; the heap holds what is on, the first in the list on top."""
    starting = sorted(range(len(seen)), key=lambda index: seen[index].from_ms)
    moments = sorted({moment for entry in seen for moment in (entry.from_ms, entry.to_ms)})
    spans: list[Span] = []
    on_screen: list[int] = []
    started = 0
    for moment, until in pairwise(moments):
        while started < len(starting) and seen[starting[started]].from_ms <= moment:
            heappush(on_screen, starting[started])
            started += 1
        while on_screen and seen[on_screen[0]].to_ms <= moment:
            heappop(on_screen)
        if on_screen:
            spans.append(Span(seen[on_screen[0]], moment, until))
    return spans


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments as intervals in order that neither overlap nor touch."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _existing_inputs(
    offsets: Iterable[int], hidden: Sequence[Interval], *, from_ms: int, to_ms: int, last_input_ms: int | None
) -> tuple[int, ...]:
    """The inputs that exist: in the stretch, not while hidden, and at least 1 s after the one before."""
    existing: list[int] = []
    next_hidden = 0
    for offset in sorted(offsets):
        if not from_ms < offset <= to_ms:
            continue
        while next_hidden < len(hidden) and hidden[next_hidden][1] < offset:
            next_hidden += 1
        if next_hidden < len(hidden) and hidden[next_hidden][0] < offset:
            continue
        if last_input_ms is not None and offset - last_input_ms < SHORTEST_BETWEEN_INPUTS_MS:
            continue
        existing.append(offset)
        last_input_ms = offset
    return tuple(existing)

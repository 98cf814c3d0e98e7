"""The running meter of one sitting: it walks along a timeline and sorts visible time into credit, pending and idle."""

from dataclasses import replace

from learnhub.reading.rules.pace import LessonShape
from learnhub.reading.rules.state import SittingState
from learnhub.reading.rules.timeline import Timeline

CREDITED_AT_ONCE_MS = 30_000
LONGEST_ABSENCE_MS = 60_000


class Meter:
    """Starts from a stored state, follows what happened, and hands out the next state.

    `credited` holds evidence and review time together, by section: the budget is applied to the sum afterwards.
    """

    def __init__(self, shape: LessonShape, state: SittingState) -> None:
        self._shape = shape
        self._before = state
        self._at_ms = state.end_ms
        self._pending = dict(state.pending)
        self._gap_ms = state.gap_ms
        self._window_ms = state.window_ms
        self._opened = state.opened
        self._absent_ms = state.absent_ms
        self._last_input_ms = state.last_input_ms
        self.credited: dict[str, int] = {}
        # The expiry counted what was pending as idle; the sitting goes on as if it had not expired.
        self.idle_ms = -state.pending_ms if state.lapsed else 0

    def follow(self, timeline: Timeline, *, until_ms: int) -> None:
        """Walk along one stretch: visible time and inputs in the order in which they happened."""
        inputs = iter(timeline.inputs)
        upcoming = next(inputs, None)
        for span in timeline.visible:
            start = span.from_ms
            while upcoming is not None and upcoming <= span.to_ms:
                if upcoming > start:
                    self._watch(span.entry.section, start, upcoming)
                    start = upcoming
                self._take_input(upcoming)
                upcoming = next(inputs, None)
            if start < span.to_ms:
                self._watch(span.entry.section, start, span.to_ms)
        while upcoming is not None:
            self._take_input(upcoming)
            upcoming = next(inputs, None)
        self._be_absent(until_ms)

    def decide(self) -> None:
        """Credit what is pending, unless the gap was too long to have been reading."""
        if self._window_ms is not None and self._gap_ms > self._window_ms:
            self.trim_pending()
        for section, pending_ms in self._pending.items():
            self._credit(section, pending_ms)
        self._pending.clear()

    def trim_pending(self) -> None:
        self.idle_ms += sum(self._pending.values())
        self._pending.clear()

    def state(self, *, last_seq: int) -> SittingState:
        """What has to be stored until the next beat."""
        return replace(
            self._before,
            end_ms=self._at_ms,
            last_seq=last_seq,
            pending=self._pending,
            gap_ms=self._gap_ms,
            window_ms=self._window_ms,
            opened=self._opened,
            absent_ms=self._absent_ms,
            last_input_ms=self._last_input_ms,
        )

    def _watch(self, section: str, from_ms: int, to_ms: int) -> None:
        """A section is on screen, without an input between the two moments."""
        self._be_absent(from_ms)
        self._absent_ms = 0
        if self._window_ms is None:
            self._window_ms = self._shape.slow_window_ms(section)
        length = to_ms - from_ms
        at_once = 0 if self._opened else min(max(CREDITED_AT_ONCE_MS - self._gap_ms, 0), length)
        if at_once:
            self._credit(section, at_once)
        if at_once < length:
            self._pending[section] = self._pending.get(section, 0) + length - at_once
        self._gap_ms += length
        self._at_ms = to_ms

    def _be_absent(self, until_ms: int) -> None:
        """Nothing is on screen; the moment at which that has lasted too long is a new opening."""
        before_ms = self._absent_ms
        self._absent_ms += until_ms - self._at_ms
        self._at_ms = until_ms
        if before_ms <= LONGEST_ABSENCE_MS < self._absent_ms:
            self.trim_pending()
            self._begin_gap(opened=True)

    def _take_input(self, at_ms: int) -> None:
        if at_ms > self._at_ms:
            self._be_absent(at_ms)
        self.decide()
        self._begin_gap(opened=False)
        self._last_input_ms = at_ms

    def _begin_gap(self, *, opened: bool) -> None:
        self._gap_ms = 0
        self._window_ms = None
        self._opened = opened

    def _credit(self, section: str, length_ms: int) -> None:
        self.credited[section] = self.credited.get(section, 0) + length_ms

"""How often a page is asked to report: every 15 s, and half as often while a server has more beats than it should."""

from threading import Lock

BEAT_S = 15
STRETCHED_BEAT_S = 30
MOST_A_SECOND = 300
SPAN_S = 5


class Pulse:
    """The beats that one process is asked for, weighed as if each came every 15 s.

    Weighing keeps the answer steady: readers who were asked to report half as often are as many readers as before.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._span = 0
        self._present = self._last = 0

    def next_beat_s(self, now_s: float, *, asked_s: int = BEAT_S) -> int:
        """Count one beat of a page that was asked to report after `asked_s`, and say when its next one is welcome."""
        span = int(now_s // SPAN_S)
        with self._lock:
            if span != self._span:
                self._last = self._present if span == self._span + 1 else 0
                self._span, self._present = span, 0
            self._present += max(1, asked_s // BEAT_S)
            busy = max(self._present, self._last) > MOST_A_SECOND * SPAN_S
        return STRETCHED_BEAT_S if busy else BEAT_S

"""How often a page is asked to report: every 15 s, and half as often while more pages are open than can be heard."""

from threading import Lock

BEAT_S = 15
STRETCHED_BEAT_S = 30
MOST_A_SECOND = 300
# A page that has been silent for longer than this reports to nobody any more.
AWAKE_S = 90
LOOK_EVERY_S = 5


def next_beat_s(open_sittings: int) -> int:
    """So that all pages together send no more than 300 beats a second, or half as many as they would.

    It is the pages that are counted and not their beats: a server that cannot follow hears fewer than are sent.
    """
    return STRETCHED_BEAT_S if open_sittings > MOST_A_SECOND * BEAT_S else BEAT_S


class Pulse:
    """What one process knows of it; every few seconds it has to look again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._looked_at_s: float | None = None
        self.beat_s = BEAT_S

    def wants_a_look(self, now_s: float) -> bool:
        """Whether it is time to count again; True for one asker at a time."""
        with self._lock:
            if self._looked_at_s is not None and abs(now_s - self._looked_at_s) < LOOK_EVERY_S:
                return False
            self._looked_at_s = now_s
            return True

    def note(self, open_sittings: int) -> None:
        """Keep what was counted."""
        self.beat_s = next_beat_s(open_sittings)

"""What the meter remembers of a sitting between two beats, small enough for one JSON column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Ending(StrEnum):
    """How a sitting ended; only a reader who closes it can still be credited for what is pending."""

    CLOSED = "closed"
    MOVED = "moved"
    EXPIRED = "expired"
    LOST = "lost"


@dataclass(frozen=True)
class SittingState:
    """Where the meter stands at the end of the last stretch; every figure is in milliseconds of the sitting's clock.

    `pending` is visible time by section that the next input decides on; `gap_ms` the visible time since the last
    input, or since the opening while there was none (`opened`); `window_ms` the limit of that gap, known as soon as
    the gap has its first visible moment; `absent_ms` how long nothing has been visible. `cut_ms` is the moment at
    which the sitting was moved, `lapsed` says that it expired, and may still be taken up again by queued beats.
    """

    end_ms: int = 0
    last_seq: int = 0
    pending: Mapping[str, int] = field(default_factory=dict)
    gap_ms: int = 0
    window_ms: int | None = None
    opened: bool = True
    absent_ms: int = 0
    last_input_ms: int | None = None
    cut_ms: int | None = None
    lapsed: bool = False

    @property
    def pending_ms(self) -> int:
        return sum(self.pending.values())

    @property
    def is_idle(self) -> bool:
        """Whether the gap is already too long for the next input to credit it."""
        return self.window_ms is not None and self.gap_ms > self.window_ms

    def to_json(self) -> dict[str, Any]:
        """A document without the values that every sitting starts with."""
        return {name: value for name, value in self._values().items() if value != _START[name]}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "SittingState":
        """The state that `to_json` wrote, also one written before a field existed."""
        return cls(**{name: document[name] for name in _START if name in document})

    def _values(self) -> dict[str, Any]:
        values = dict(vars(self))
        values["pending"] = dict(self.pending)
        return values


_START: dict[str, Any] = SittingState()._values()

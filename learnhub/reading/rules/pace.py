"""How much time a section deserves: reading paces, and the limits that follow from a section's weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol

MINUTE_MS = 60_000
SHORTEST_WINDOW_MS = 60_000
LONGEST_WINDOW_MS = 240_000


class Weight(Protocol):
    """A number with an exact ratio: int, float, Decimal and Fraction all have one."""

    def __hash__(self) -> int: ...

    def as_integer_ratio(self) -> tuple[int, int]: ...


@dataclass(frozen=True)
class Pace:
    """The slowest and the fastest believable reading, in (weighted) characters a minute."""

    slow: Weight = 220
    fast: Weight = 900


DEFAULT_PACE = Pace()


@dataclass(frozen=True)
class Section:
    """One section as the meter sees it: its identity (the hash of its text) and its weight in characters."""

    id: str
    chars: Weight


@dataclass(frozen=True)
class LessonShape:
    """The sections of a lesson version in their order, and the paces they are measured with."""

    sections: tuple[Section, ...]
    pace: Pace = DEFAULT_PACE

    @cached_property
    def by_id(self) -> Mapping[str, Section]:
        """Two sections of the same text have one identity, and therefore one weight."""
        return {section.id: section for section in self.sections}

    @property
    def last_section_id(self) -> str:
        return self.sections[-1].id

    def slow_window_ms(self, section_id: str) -> int:
        return slow_window_ms(self.by_id[section_id].chars, self.pace)

    def budget_ms(self, section_id: str) -> int:
        return budget_ms(self.by_id[section_id].chars, self.pace)


def slow_window_ms(chars: Weight, pace: Pace = DEFAULT_PACE) -> int:
    """W: the longest gap between two inputs that still counts as reading, between 60 and 240 s."""
    window = _reading_time_ms(chars, pace.slow, times=(11, 10))
    return min(max(window, SHORTEST_WINDOW_MS), LONGEST_WINDOW_MS)


def budget_ms(chars: Weight, pace: Pace = DEFAULT_PACE) -> int:
    """The lifetime credit of one reader for one section version; what exceeds it is review time."""
    return _reading_time_ms(chars, pace.slow, times=(3, 2))


def fastest_reading_ms(chars: Weight, pace: Pace = DEFAULT_PACE) -> int:
    """The least credited time with which a section can be read."""
    return _reading_time_ms(chars, pace.fast, times=(1, 1))


def is_read(credited_ms: int, *, chars: Weight, last_line_seen: bool, pace: Pace = DEFAULT_PACE) -> bool:
    """Whether a section counts as read: its last line was seen, and the time for it was not impossibly short."""
    return last_line_seen and credited_ms >= fastest_reading_ms(chars, pace)


@lru_cache(maxsize=8192)
def _reading_time_ms(chars: Weight, pace: Weight, *, times: tuple[int, int]) -> int:
    """The given multiple of chars ÷ pace in whole milliseconds, rounded down; exact, because it stays in integers."""
    chars_over, chars_under = chars.as_integer_ratio()
    pace_over, pace_under = pace.as_integer_ratio()
    over, under = times
    return over * chars_over * pace_under * MINUTE_MS // (under * chars_under * pace_over)

"""The decisions of reading evidence: what a beat is worth, when a section is read, and how a file is replayed."""

from learnhub.reading.rules.measure import (
    RULE_VERSION,
    BeatOutcome,
    Dwell,
    Pause,
    Trimmed,
    Verdict,
    close_sitting,
    credit_beat,
    is_section_read,
    open_sitting,
    sections_read,
)
from learnhub.reading.rules.pace import (
    DEFAULT_PACE,
    LessonShape,
    Pace,
    Section,
    budget_ms,
    fastest_reading_ms,
    is_read,
    slow_window_ms,
)
from learnhub.reading.rules.replay import UnreadableHeader, replay
from learnhub.reading.rules.state import Ending, SittingState
from learnhub.reading.rules.transport import Beat, MalformedBeat, Seen, UnknownSection, check_sections, parse_beat

__all__ = [
    "DEFAULT_PACE",
    "RULE_VERSION",
    "Beat",
    "BeatOutcome",
    "Dwell",
    "Ending",
    "LessonShape",
    "MalformedBeat",
    "Pace",
    "Pause",
    "Section",
    "Seen",
    "SittingState",
    "Trimmed",
    "UnknownSection",
    "UnreadableHeader",
    "Verdict",
    "budget_ms",
    "check_sections",
    "close_sitting",
    "credit_beat",
    "fastest_reading_ms",
    "is_read",
    "is_section_read",
    "open_sitting",
    "parse_beat",
    "replay",
    "sections_read",
    "slow_window_ms",
]

"""What people may say about reading evidence, how it is answered, and until when."""

from datetime import date, timedelta
from enum import StrEnum


class Subject(StrEnum):
    """What a dispute is about."""

    SITTING = "sitting"
    COMPLETION = "completion"
    MISSING = "missing"


class Decision(StrEnum):
    """How a dispute was answered."""

    STANDS = "stands"
    CORRECTED = "corrected"


class Remedy(StrEnum):
    """What a correction does: class-hours are added, an entry gets other ones (or none), or a lesson counts as read."""

    HOURS = "hours"
    ENTRY = "entry"
    READ = "read"


class Manner(StrEnum):
    """How a lesson was read where the meter cannot see it."""

    SCREEN_READER = "screen_reader"
    PRINT = "print"
    OTHER = "other"


class Outcome(StrEnum):
    """What a person made of a signal."""

    INNOCENT = "innocent"
    TALKED = "talked"
    UNCLEAR = "unclear"
    IRREGULAR = "irregular"


def working_days_after(day: date, days: int) -> date:
    """The working day that lies so many working days after a day; public holidays are not known here."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day

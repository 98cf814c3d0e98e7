"""The only place that reads the wall clock, and the dates that follow from it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present instant, aware and in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Let tests move time; None goes back to the system's clock."""
    global _source  # noqa: PLW0603 - one clock is the purpose of this module
    _source = source or _system_time


def local_date(at: datetime) -> date:
    """The calendar day in Asia/Shanghai on which an instant falls; raises ValueError if it is naive."""
    if at.tzinfo is None:
        raise ValueError("a naive time has no local date")
    return at.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The instant at which a calendar day begins in Asia/Shanghai, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def today() -> date:
    """The present calendar day in Asia/Shanghai."""
    return local_date(now())


def iso_ms(at: datetime) -> str:
    """An instant as "2026-11-23T08:00:00.000Z", the form that hashes and answers use."""
    if at.tzinfo is None:
        raise ValueError("a naive time cannot be written as UTC")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def epoch_ms(at: datetime) -> int:
    """Whole milliseconds since 1970-01-01T00:00Z, rounded down; raises ValueError if the instant is naive."""
    if at.tzinfo is None:
        raise ValueError("a naive time has no place on the time line")
    # Whole numbers throughout: a float of seconds loses the last millisecond now and then.
    return (at - EPOCH) // timedelta(milliseconds=1)

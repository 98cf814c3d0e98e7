"""How many failed sign-ins are borne, and how long to wait after them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `failures` within `span`."""

    failures: int
    span: timedelta


ACCOUNT = Limit(10, timedelta(minutes=15))
# An office shares one address, so an address bears many more mistakes than one account.
ADDRESS = Limit(100, timedelta(minutes=10))


def wait(failures: Sequence[datetime], limit: Limit, now: datetime) -> int:
    """Whole seconds until another try is welcome; 0 when it is now.

    `failures` are the latest ones in any order; those older than the limit's span count for nothing.
    """
    recent = sorted(at for at in failures if at > now - limit.span)
    if len(recent) < limit.failures:
        return 0
    # One more is welcome as soon as fewer than the limit are left inside the span.
    freed_at = recent[-limit.failures] + limit.span
    return max(1, -int((now - freed_at).total_seconds() // 1))

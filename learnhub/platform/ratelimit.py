"""How much one person, or one address, may ask of the site in a minute: writes, and pages that cost a lot."""

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import structlog
from flask import Flask, current_app, request

from learnhub.kernel import clock
from learnhub.kernel.errors import TooMany
from learnhub.platform import auth

Route = TypeVar("Route", bound=Callable[..., Any])
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SPAN = 60
# An office shares one address, so an address that nobody signed in from bears more than a person does.
OFFICE = 10
# After a failure Redis is left alone this long: waiting for it would slow down every write.
PAUSE_SECONDS = 30.0
SLOW_DOWN = "That was a lot at once. Wait %(seconds)s seconds, then try again; nothing that was saved is lost."
log = structlog.get_logger("ratelimit")


class Counts(Protocol):
    """Counts what was asked under a key; `wait` is 0 or the seconds until more is welcome."""

    def wait(self, key: str, most: int) -> int: ...


class LocalCounts:
    """Counts of one process: this minute's, and the last one's as far as it still reaches into the past minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._present: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def wait(self, key: str, most: int) -> int:
        minute, passed = divmod(clock.now().timestamp(), SPAN)
        with self._lock:
            if minute != self._minute:
                self._last = self._present if minute == self._minute + 1 else {}
                self._present, self._minute = {}, int(minute)
            counted = self._present.get(key, 0)
            if counted + self._last.get(key, 0) * (1 - passed / SPAN) > most - 1:
                return max(1, int(SPAN - passed))
            self._present[key] = counted + 1
            return 0


class SharedCounts:
    """Counts of several processes in Redis; while that does not answer, each process counts for itself."""

    def __init__(self, url: str) -> None:
        from limits import RateLimitItemPerMinute
        from limits.storage import storage_from_string
        from limits.strategies import SlidingWindowCounterRateLimiter

        options: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "wrap_exceptions": True}
        self._item = RateLimitItemPerMinute
        self._counter = SlidingWindowCounterRateLimiter(storage_from_string(url, **options))
        self._alone = LocalCounts()
        self._retry_at = 0.0

    def wait(self, key: str, most: int) -> int:
        from limits.errors import StorageError

        if time.monotonic() < self._retry_at:
            return self._alone.wait(key, most)
        limit = self._item(most, namespace="learnhub")
        try:
            if self._counter.hit(limit, key):
                return 0
            reset = self._counter.get_window_stats(limit, key).reset_time
        except StorageError as error:
            self._retry_at = time.monotonic() + PAUSE_SECONDS
            log.warning("Redis does not answer; each process counts for itself", error=str(error))
            return self._alone.wait(key, most)
        return max(1, int((datetime.fromtimestamp(reset, UTC) - clock.now()).total_seconds()))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is welcome in a minute, and where it is counted."""

    counts: Counts
    writes: int
    costly: int


def init_app(app: Flask, *, writes: int, costly: int, redis_url: str = "") -> None:
    """Count every write and every costly page before anything else looks at the request."""
    counts = SharedCounts(redis_url) if redis_url else LocalCounts()
    app.extensions["learnhub.ratelimit"] = Limits(counts, writes, costly)
    app.before_request(_brake)


def costly(route: Route) -> Route:
    """Mark a route that makes the server work: an export, an import, a search."""
    route.learnhub_costly = True  # type: ignore[attr-defined]
    return route


def _brake() -> None:
    writes = request.method in WRITES
    heavy = hasattr(current_app.view_functions.get(request.endpoint or ""), "learnhub_costly")
    if not (writes or heavy):
        return
    limits: Limits = current_app.extensions["learnhub.ratelimit"]
    who, share = _who()
    wait = limits.counts.wait(f"w:{who}", limits.writes * share) if writes else 0
    if heavy:
        wait = max(wait, limits.counts.wait(f"c:{who}", limits.costly * share))
    if wait:
        raise TooMany(SLOW_DOWN, retry_after=wait, seconds=wait)


def _who() -> tuple[str, int]:
    """The person, or the address of a visitor; and how many people may stand behind it."""
    seen = auth.viewer()
    if seen is not None:
        return str(seen.actor.id), 1
    return network_of(request.remote_addr or ""), OFFICE


def network_of(address: str) -> str:
    """An IPv4 address as it is; of IPv6 the /64, because one machine may use any address of it."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address

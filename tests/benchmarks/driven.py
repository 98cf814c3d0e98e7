"""The site with a clock that each request brings along, so that a recorded day can be sent in minutes."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from learnhub.kernel import clock
from wsgi import app as site

_here = threading.local()


def _now() -> datetime:
    return getattr(_here, "now", None) or datetime.now(UTC)


clock.set_source(_now)


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Set the clock of this thread, then answer."""
    told = environ.get("HTTP_X_NOW_MS")
    _here.now = datetime.fromtimestamp(int(told) / 1000, UTC) if told else None
    return site(environ, start_response)

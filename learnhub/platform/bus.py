"""How a lower domain tells higher ones what happened: at once, inside the announcing transaction."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, current_app

Handler = Callable[[Any], None]
Subscription = tuple[type, Handler]


def init_app(app: Flask, subscriptions: Iterable[Subscription]) -> None:
    """Keep who reacts to what."""
    handlers: dict[type, list[Handler]] = {}
    for kind, handler in subscriptions:
        handlers.setdefault(kind, []).append(handler)
    app.extensions["learnhub.bus"] = handlers


def announce(event: object) -> None:
    """Call everybody who reacts to this event; an exception undoes the whole transaction."""
    for handler in current_app.extensions["learnhub.bus"].get(type(event), ()):
        handler(event)

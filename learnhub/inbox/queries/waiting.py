"""Everything that waits for a person, of whatever kind: each kind is told by a provider that `app.py` names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from learnhub.kernel.actor import Actor

PROVIDERS = "inbox.waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of one kind wait: in words, since when the oldest does, and the page where they are dealt with."""

    words: str
    count: int
    since: datetime | None
    to: str


Provider = Callable[[Actor], Iterable[Waiting]]


def everything_waiting(actor: Actor) -> tuple[Waiting, ...]:
    """What waits for the actor, the longest waiting first; each provider takes the same statements for any number."""
    providers: tuple[Provider, ...] = current_app.extensions.get(PROVIDERS, ())
    found = [row for provider in providers for row in provider(actor) if row.count]
    return tuple(sorted(found, key=lambda row: (row.since is None, row.since.timestamp() if row.since else 0.0)))

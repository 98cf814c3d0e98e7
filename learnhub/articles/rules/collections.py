"""How far a collection is, which articles fit into it, and how its articles stand in order and parts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from learnhub.articles.rules.states import Level
from learnhub.kernel.actor import Role

COMPILERS = (Role.REVIEWER, Role.TRAINING_ADMINISTRATOR, Role.AUTHOR)
Item = TypeVar("Item")


class Progress(StrEnum):
    """How far a collection is; one that is worked on again after its release is a draft that readers know of."""

    DRAFT = "draft"
    RETURNED = "returned"
    READY = "ready"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Facts(Protocol):
    """What of a collection says how far it is."""

    ready_at: datetime | None
    returned_why: str
    released_at: datetime | None
    withdrawn_at: datetime | None


def progress_of(collection: Facts) -> Progress:
    """How far a collection is."""
    if collection.withdrawn_at is not None:
        return Progress.WITHDRAWN
    if collection.released_at is not None:
        return Progress.RELEASED
    if collection.ready_at is not None:
        return Progress.READY
    return Progress.RETURNED if collection.returned_why else Progress.DRAFT


def fits(*, level: Level, unit_id: int | None, article_level: Level, article_unit_id: int | None) -> bool:
    """Whether everybody who reads the collection may read the article: else the book would carry it further."""
    return article_level is Level.COUNTY or (level is Level.UNIT and article_unit_id == unit_id)


def moved(order: Sequence[Item], item: Item, to: int) -> list[Item]:
    """The order with one item at a place counted from 1; a place outside is the nearest inside."""
    rest = [each for each in order if each != item]
    place = min(max(to, 1), len(order)) - 1
    return [*rest[:place], item, *rest[place:]]


def parts_shown(items: Iterable[tuple[str, bool]]) -> list[str]:
    """The part that opens with each shown item, given (heading, shown) in order.

    Where the first article of a part is left out, its heading goes to the next one that is shown.
    """
    found: list[str] = []
    waiting = ""
    for heading, shown in items:
        waiting = heading or waiting
        if shown:
            found.append(waiting)
            waiting = ""
    return found

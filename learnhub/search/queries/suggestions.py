"""What is offered while somebody types: their own recent searches, titles, and the people whom they may see."""

from collections.abc import Callable, Sequence
from datetime import date

from learnhub.search.queries.names import Match, Name, folded, people, titles

OFFERED = 8
RECENT_OFFERED = 3
LONGEST_TYPED = 64


def suggested_names(typed: str, *, me: int, labels: frozenset[str], units: frozenset[int], day: date) -> list[Name]:
    """What matches best: titles by right of access, people only of the asker's units, never the asker."""
    if len(typed) > LONGEST_TYPED:
        return []
    found = titles().find(typed, limit=OFFERED, allowed=lambda name: name.label in labels)
    found += people_found(typed, me=me, units=units, day=day, limit=OFFERED)
    found = found or people_misspelt(typed, me=me, units=units, day=day, limit=OFFERED)
    return [match.name for match in sorted(found, key=lambda match: match.rank)[:OFFERED]]


def people_found(typed: str, *, me: int, units: frozenset[int], day: date, limit: int) -> list[Match]:
    """The people of these units whose names match, the best first; one's own page is in the bar."""
    return people(day).find(typed, limit=limit, allowed=_findable(me, units)) if units else []


def people_misspelt(typed: str, *, me: int, units: frozenset[int], day: date, limit: int) -> list[Match]:
    """The same people whose names somebody may have meant who typed them with a slip; for what is found nowhere."""
    return people(day).near(typed, limit=limit, allowed=_findable(me, units)) if units else []


def _findable(me: int, units: frozenset[int]) -> Callable[[Name], bool]:
    return lambda name: name.id != me and not name.unit_ids.isdisjoint(units)


def suggested_searches(typed: str, recent: Sequence[str]) -> list[str]:
    """The recent searches that go on from what was typed; all of them before anything was."""
    wanted = folded(typed)
    going_on = [words for words in recent if wanted in folded(words) and folded(words) != wanted]
    return going_on[:RECENT_OFFERED] if wanted else going_on

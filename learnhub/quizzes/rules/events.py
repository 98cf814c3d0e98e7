"""What the page of an attempt notices by itself, and what it may mean. None of it is a proof of anything."""

from enum import StrEnum

MOST_EVENTS = 500
"""So many are kept of one attempt; who has more has a page that flickers, and learns nothing by the rest."""

AT_ONCE = 50
LONGEST_MS = 24 * 3600 * 1000


class AttemptEventKind(StrEnum):
    """What happened. `away` is written when the page is seen again, with how long it was not."""

    AWAY = "away"
    OFFLINE = "offline"
    OPENED = "opened"

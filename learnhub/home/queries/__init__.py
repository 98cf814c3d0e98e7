"""Reads of home: where a person may go, what is owed, what is next, and what waits."""

from learnhub.home.queries.desk import Desk, desk
from learnhub.home.queries.parts import PARTS
from learnhub.home.queries.places import site_links, ways
from learnhub.home.queries.recorded import Recorded, as_json, everything, recorded
from learnhub.home.queries.withheld import EXEMPT, SECRET

__all__ = [
    "EXEMPT",
    "PARTS",
    "SECRET",
    "Desk",
    "Recorded",
    "as_json",
    "desk",
    "everything",
    "recorded",
    "site_links",
    "ways",
]

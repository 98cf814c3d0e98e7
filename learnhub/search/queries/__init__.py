"""Reads of the search: what is found, what is offered while typing, and what somebody searched for lately."""

from learnhub.search.queries.names import Match, Name, Names, folded, people, spoken_line, titles
from learnhub.search.queries.recent import KEPT_SEARCHES, recent_searches
from learnhub.search.queries.results import KINDS, Asked, Asker, Results, results
from learnhub.search.queries.suggestions import (
    LONGEST_TYPED,
    OFFERED,
    people_found,
    suggested_names,
    suggested_searches,
)

__all__ = [
    "KEPT_SEARCHES",
    "KINDS",
    "LONGEST_TYPED",
    "OFFERED",
    "Asked",
    "Asker",
    "Match",
    "Name",
    "Names",
    "Results",
    "folded",
    "people",
    "people_found",
    "recent_searches",
    "results",
    "spoken_line",
    "suggested_names",
    "suggested_searches",
    "titles",
]

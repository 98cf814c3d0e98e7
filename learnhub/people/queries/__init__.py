"""Reads about people: the viewer, signing in, units with their subtrees, names for lists."""

from learnhub.people.queries.persons import (
    GrantLine,
    PersonFacts,
    PersonLine,
    count_visible,
    grants_in,
    person_facts,
    person_line,
    visible_ids,
)
from learnhub.people.queries.signing_in import (
    failures_of_account,
    failures_of_address,
    open_sessions,
    own_words,
    person_by_username,
    profile_page,
)
from learnhub.people.queries.units import (
    UnitRow,
    UnitStep,
    all_units,
    people_in,
    unit_names,
    unit_path,
    unit_tree,
    units_below,
    units_below_on,
)
from learnhub.people.queries.viewer import IDLE, actor_on, forget_actors, in_force, viewer_by_handle

__all__ = [
    "IDLE",
    "GrantLine",
    "PersonFacts",
    "PersonLine",
    "UnitRow",
    "UnitStep",
    "actor_on",
    "all_units",
    "count_visible",
    "failures_of_account",
    "failures_of_address",
    "forget_actors",
    "grants_in",
    "in_force",
    "open_sessions",
    "own_words",
    "people_in",
    "person_by_username",
    "person_facts",
    "person_line",
    "profile_page",
    "unit_names",
    "unit_path",
    "unit_tree",
    "units_below",
    "units_below_on",
    "viewer_by_handle",
    "visible_ids",
]

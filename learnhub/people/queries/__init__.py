"""Reads about people: the viewer, signing in, units with their subtrees, names for lists."""

from learnhub.people.queries.granted import granted, who_decides
from learnhub.people.queries.handed_out import (
    NewPerson,
    can_be_undone,
    sheet_rows,
    undoing,
    undone_lines,
    without_password,
)
from learnhub.people.queries.person_page import Held, PersonPage, RoleLine, person_page, staff_number_taken
from learnhub.people.queries.persons import (
    GrantLine,
    PersonFacts,
    PersonLine,
    count_visible,
    grants_in,
    person_facts,
    person_line,
    roles_held,
    visible_ids,
)
from learnhub.people.queries.roster import look_at_upload
from learnhub.people.queries.roster_file import LARGEST_FILE
from learnhub.people.queries.sheets import passwords_sheet, problems_sheet
from learnhub.people.queries.signing_in import (
    failures_of_account,
    failures_of_address,
    nobody_is_there,
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
from learnhub.people.queries.uploads import SHOWN, recent_uploads, row_lines, rows_of
from learnhub.people.queries.viewer import LONG_REST, actor_on, forget_actors, in_force, rest, viewer_by_handle

__all__ = [
    "LARGEST_FILE",
    "LONG_REST",
    "SHOWN",
    "GrantLine",
    "Held",
    "NewPerson",
    "PersonFacts",
    "PersonLine",
    "PersonPage",
    "RoleLine",
    "UnitRow",
    "UnitStep",
    "actor_on",
    "all_units",
    "can_be_undone",
    "count_visible",
    "failures_of_account",
    "failures_of_address",
    "forget_actors",
    "granted",
    "grants_in",
    "in_force",
    "look_at_upload",
    "nobody_is_there",
    "open_sessions",
    "own_words",
    "passwords_sheet",
    "people_in",
    "person_by_username",
    "person_facts",
    "person_line",
    "person_page",
    "problems_sheet",
    "profile_page",
    "recent_uploads",
    "rest",
    "roles_held",
    "row_lines",
    "rows_of",
    "sheet_rows",
    "staff_number_taken",
    "undoing",
    "undone_lines",
    "unit_names",
    "unit_path",
    "unit_tree",
    "units_below",
    "units_below_on",
    "viewer_by_handle",
    "visible_ids",
    "who_decides",
    "without_password",
]

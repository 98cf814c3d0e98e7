"""What an overseer may ask of the board."""

from werkzeug.datastructures import MultiDict

from learnhub.kernel.text import normalise
from learnhub.oversight.queries import Chosen
from learnhub.requirements.rules import State

SORTS = ("name", "unit", "state", "gap")
LONGEST = 50
LARGEST_ID = 2**31 - 1


def read_choice(query: "MultiDict[str, str]") -> Chosen:
    """What the address asks for; anything unreadable is as if it were not there."""
    unit, state, sort = query.get("unit", ""), query.get("state", ""), query.get("sort", "")
    readable = unit.isascii() and unit.isdigit() and int(unit[:12]) <= LARGEST_ID
    return Chosen(
        unit_id=int(unit) if readable else None,
        state=State(state) if state in {each.value for each in State} else None,
        text=normalise(query.get("name", "")[:LONGEST]),
        sort=sort if sort.removeprefix("-") in SORTS else "name",
        page=query.get("page", ""),
    )

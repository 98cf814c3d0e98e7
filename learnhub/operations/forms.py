"""What an operator or an auditor may ask of a list."""

from datetime import date

from werkzeug.datastructures import MultiDict

from learnhub.kernel.text import one_line
from learnhub.operations.queries import Choice
from learnhub.platform.jobs import JobState

LONGEST = 64


def read_choice(query: "MultiDict[str, str]") -> Choice:
    """What the address asks for; anything unreadable is as if it were not there."""
    return Choice(
        person=one_line(query.get("person", "")[:LONGEST]),
        action=one_line(query.get("action", "")[:LONGEST]),
        first=_day(query.get("from", "")),
        last=_day(query.get("until", "")),
    )


def read_state(query: "MultiDict[str, str]") -> JobState | None:
    """The state of jobs that the address asks for, if there is such a state."""
    asked = query.get("state", "")
    return JobState(asked) if asked in set(JobState) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

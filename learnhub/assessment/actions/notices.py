"""What people are told about their summaries."""

from datetime import datetime

from learnhub.assessment.models import Cycle, Summary
from learnhub.assessment.rules import Effect
from learnhub.inbox.actions import notify
from learnhub.people.models import Person
from learnhub.platform.db import session

OPENED = "Your summary for quarter %(number)s of %(year)s is ready to be written."
REMINDER = "Three days are left to hand in your summary for quarter %(number)s of %(year)s."
TO_LEARNER = {
    "returned": "Your summary for quarter %(number)s of %(year)s was returned with a reason.",
    "notified": "Your summary for quarter %(number)s of %(year)s has been reviewed.",
}
TO_REVIEWER = "%(name)s handed in the summary for quarter %(number)s of %(year)s."


def tell_to_write(cycle_id: int, summary_id: int, person_id: int, *, reminder: bool, now: datetime) -> None:
    """Tell somebody that there is a summary to write; each of the two messages comes once."""
    cycle = session().get_one(Cycle, cycle_id)
    notify(
        person_id,
        kind="assessment",
        message=REMINDER if reminder else OPENED,
        params=_quarter(cycle),
        to=_page(summary_id),
        key=f"assessment:{summary_id}:{'reminder' if reminder else 'opened'}",
        now=now,
    )


def tell(summary: Summary, cycle: Cycle, brings: frozenset[Effect], *, now: datetime) -> None:
    """Tell author and reviewer what a step means for them."""
    key = f"assessment:{summary.id}:{summary.state.value}:{summary.version}"
    if Effect.NOTIFY_LEARNER in brings and summary.state.value in TO_LEARNER:
        message = TO_LEARNER[summary.state.value]
        _send(summary.person_id, message, _quarter(cycle), summary, key=key, now=now)
    if Effect.NOTIFY_REVIEWER in brings:
        name = session().get_one(Person, summary.person_id).name
        _send(summary.reviewer_id, TO_REVIEWER, {"name": name, **_quarter(cycle)}, summary, key=key, now=now)


def _send(
    person_id: int, message: str, params: dict[str, object], summary: Summary, *, key: str, now: datetime
) -> None:
    notify(person_id, kind="assessment", message=message, params=params, to=_page(summary.id), key=key, now=now)


def _quarter(cycle: Cycle) -> dict[str, object]:
    return {"year": cycle.year, "number": cycle.number}


def _page(summary_id: int) -> str:
    return f"/assessment/summaries/{summary_id}"

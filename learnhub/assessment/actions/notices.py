"""What people are told about their summaries."""

from collections.abc import Iterable
from datetime import datetime

from learnhub.assessment import queries
from learnhub.assessment.models import Cycle, Objection, Summary
from learnhub.assessment.rules import Effect, Step
from learnhub.inbox.actions import notify
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person
from learnhub.platform.db import session

OPENED = "Your summary for quarter %(number)s of %(year)s is ready to be written."
REMINDER = "Three days are left to hand in your summary for quarter %(number)s of %(year)s."
TO_LEARNER = {
    "returned": "Your summary for quarter %(number)s of %(year)s was returned with a reason.",
    "notified": "Your summary for quarter %(number)s of %(year)s has been reviewed.",
}
TO_UNIT_ADMINISTRATOR = "%(name)s contests a line of the summary for quarter %(number)s of %(year)s."
ANSWERED = "Your objection to the summary for quarter %(number)s of %(year)s has been answered."
TO_REVIEWER = "%(name)s handed in the summary for quarter %(number)s of %(year)s."


def tell_to_write(cycle_id: int, summary_id: int, person_id: int, *, reminder: bool, now: datetime) -> None:
    """Tell somebody that there is a summary to write; each of the two messages comes once."""
    cycle = session().get_one(Cycle, cycle_id)
    notify(
        person_id,
        kind="assessment_reminder" if reminder else "assessment",
        message=REMINDER if reminder else OPENED,
        params=_quarter(cycle),
        to=_page(summary_id),
        key=f"assessment:{summary_id}:{'reminder' if reminder else 'opened'}",
        now=now,
    )


def tell_contested(
    objection: Objection, summary: Summary, cycle: Cycle, people: Iterable[int], *, now: datetime
) -> None:
    """Tell those who have to answer that a line is contested."""
    params = {"name": session().get_one(Person, summary.person_id).name, **_quarter(cycle)}
    for person_id in people:
        notify(
            person_id, kind="assessment", message=TO_UNIT_ADMINISTRATOR, params=params,
            to=f"/assessment/objections/{objection.id}", key=f"assessment:objection:{objection.id}", now=now,
        )  # fmt: skip


def tell(summary: Summary, cycle: Cycle, step: Step, brings: frozenset[Effect], *, now: datetime) -> None:
    """Tell author and reviewer what a step means for them."""
    key = f"assessment:{summary.id}:{summary.state.value}:{summary.version}"
    if step is Step.ANSWER:
        _send(summary.person_id, ANSWERED, _quarter(cycle), summary, key=key, now=now)
    elif Effect.NOTIFY_LEARNER in brings and summary.state.value in TO_LEARNER:
        message = TO_LEARNER[summary.state.value]
        _send(summary.person_id, message, _quarter(cycle), summary, key=key, now=now)
    if Effect.NOTIFY_REVIEWER in brings:
        tell_reviewer(summary, cycle, key=key, now=now)


def tell_reviewer(summary: Summary, cycle: Cycle, *, key: str, now: datetime) -> None:
    """Tell the reviewer, and whoever stands in, that a summary waits for them."""
    params = {"name": session().get_one(Person, summary.person_id).name, **_quarter(cycle)}
    for reviewer_id in queries.reviewers_of(summary, local_date(now)):
        _send(reviewer_id, TO_REVIEWER, params, summary, key=key, now=now)


def _send(
    person_id: int, message: str, params: dict[str, object], summary: Summary, *, key: str, now: datetime
) -> None:
    notify(person_id, kind="assessment", message=message, params=params, to=_page(summary.id), key=key, now=now)


def _quarter(cycle: Cycle) -> dict[str, object]:
    return {"year": cycle.year, "number": cycle.number}


def _page(summary_id: int) -> str:
    return f"/assessment/summaries/{summary_id}"

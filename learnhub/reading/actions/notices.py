"""What people are told about disputes, declarations and reviews."""

from datetime import datetime

from learnhub.inbox.actions import notify
from learnhub.kernel.clock import local_date
from learnhub.people import queries as people
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.reading.models import Declaration, Dispute, Review

TO_DECIDE = {
    "disputes": "%(name)s disputes what was recorded; the answer is due by %(day)s.",
    "declarations": "%(name)s declares having read a lesson otherwise; please confirm or decline by %(day)s.",
    "reviews": "Something unusual in the reading of %(name)s should be looked at by %(day)s.",
}
TO_PERSON = {
    "disputes": "Your dispute has been answered.",
    "declarations": "Your declaration has been decided.",
    "reviews": "The review of your reading has an outcome.",
}
REVIEW_RAISED = "Something unusual in your reading is being looked at by a person. Nothing was refused or taken away."

CORRECTED = "Class-hours of yours were put right after a review; it says which, by whom and why."


def tell_deciders(kind: str, row: Dispute | Declaration | Review, *, now: datetime) -> None:
    """Tell those who have to decide that a case waits."""
    name = session().get_one(Person, row.person_id).name
    for person_id in people.who_decides(row.unit_id, local_date(now), besides=row.person_id):
        notify(
            person_id, kind="reading", message=TO_DECIDE[kind], params={"name": name, "day": row.due_on.isoformat()},
            to=_page(kind, row), key=f"reading:{kind}:{row.id}:waits", now=now,
        )  # fmt: skip


def tell_person(kind: str, row: Dispute | Declaration | Review, *, now: datetime) -> None:
    """Tell the person concerned how a case was decided."""
    notify(
        row.person_id, kind="reading", message=TO_PERSON[kind], params={}, to=_page(kind, row),
        key=f"reading:{kind}:{row.id}:decided", now=now,
    )  # fmt: skip


def tell_review_raised(row: Review, *, now: datetime) -> None:
    """Tell the person concerned that somebody will look at something: nothing is looked into behind their back."""
    notify(
        row.person_id, kind="reading", message=REVIEW_RAISED, params={}, to=_page("reviews", row),
        key=f"reading:reviews:{row.id}:raised", now=now,
    )  # fmt: skip


def tell_corrected(row: Review, entry_id: int, *, now: datetime) -> None:
    """Tell the person concerned that a review was followed by a further entry of the ledger."""
    notify(
        row.person_id, kind="reading", message=CORRECTED, params={}, to=_page("reviews", row),
        key=f"reading:reviews:{row.id}:corrected:{entry_id}", now=now,
    )  # fmt: skip


def _page(kind: str, row: Dispute | Declaration | Review) -> str:
    return f"/reading/{kind}/{row.id}"

"""The one way in which a case puts the hours of an entry right: further entries of the ledger, never a change."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from learnhub.credits import actions as credits
from learnhub.credits.models import CreditEntry
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Invalid

NO_ENTRY = "This entry does not belong to the case. Choose another."
NO_HOURS = "Say how many class-hours."
CHECK = "Please check what you entered"


def put_entry_right(
    correctable: Sequence[CreditEntry], entry_id: int | None, hours: Decimal | None, *, reason: str, by: Actor,
    now: datetime,
) -> CreditEntry:  # fmt: skip
    """Give one of these entries other hours (0 takes it back); returns the entry that holds now.

    Raises Invalid without hours and for an entry that is none of these; as `credits.correct_entry` for the rest.
    """
    if hours is None:
        raise Invalid(CHECK, fields={"hours": NO_HOURS})
    if entry_id not in {entry.id for entry in correctable}:
        raise Invalid(CHECK, fields={"entry": NO_ENTRY})
    return credits.correct_entry(int(entry_id or 0), hours=hours, reason=reason, actor_id=by.id, now=now)

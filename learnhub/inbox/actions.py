"""Telling somebody something once, marking it as seen, and keeping what they choose to hear of."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from learnhub.inbox.models import MailChoice, Notice, SwitchedOff
from learnhub.inbox.queries import KINDS, Due, can_be_off, digest_for, switched_off
from learnhub.kernel.errors import Invalid
from learnhub.platform.db import insert, session
from learnhub.platform.mail import write_mail

NO_WEEKDAY = "Choose a day of the week."


def notify(
    person_id: int, *, kind: str, message: str, params: dict[str, Any], to: str, key: str, now: datetime
) -> Notice | None:
    """Tell a person something, once: the same `key` for the same person again is a no-op and returns None.

    So is a kind that the person has switched off: nothing is written, so nothing is counted, listed or mailed.
    `message` is an English message id with %(name)s places; `params` are plain JSON values; `to` is a path here.
    """
    if not to.startswith("/") or to.startswith("//"):
        raise ValueError(f"a notice leads to a path of this site, not to {to!r}")
    unwanted = sa.select(SwitchedOff.kind).where(SwitchedOff.person_id == person_id, SwitchedOff.kind == kind)
    if can_be_off(kind) and session().scalar(unwanted):
        return None
    row = {"kind": kind, "message": message, "params": params, "to": to, "key": key, "created_at": now}
    # Two may tell the same at once, so the database decides and not a look beforehand.
    once = insert(Notice).values(person_id=person_id, **row).on_conflict_do_nothing(index_elements=["person_id", "key"])
    told: Notice | None = session().scalar(once.returning(Notice))
    return told


def mark_seen(notice: Notice, *, now: datetime) -> None:
    """Note that a notice was seen; the first time counts."""
    if notice.seen_at is None:
        notice.seen_at = now


def mark_all_seen(person_id: int, *, up_to: int, now: datetime) -> int:
    """Note that every notice up to this id was seen; what came in meanwhile stays new."""
    unseen = (Notice.person_id == person_id, Notice.id <= up_to, Notice.seen_at.is_(None))
    marked = session().execute(sa.update(Notice).where(*unseen).values(seen_at=now))
    return int(marked.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE


def keep_choices(person_id: int, *, wanted: Collection[str], mail: bool, weekday: int) -> None:
    """Keep which kinds a person wants, and the weekly mail; what cannot be switched off stays on."""
    if not 0 <= weekday <= 6:
        raise Invalid(NO_WEEKDAY)
    off = {kind for kind in KINDS if can_be_off(kind) and kind not in wanted}
    before = switched_off(person_id)
    gone = sa.delete(SwitchedOff).where(SwitchedOff.person_id == person_id, SwitchedOff.kind.in_(before - off))
    session().execute(gone)
    session().add_all(SwitchedOff(person_id=person_id, kind=kind) for kind in sorted(off - before))
    choice = mail_choice(person_id)
    choice.wanted, choice.weekday = mail, weekday
    session().flush()


def mail_choice(person_id: int) -> MailChoice:
    """The row of a person's weekly mail, made where there is none."""
    choice = session().get(MailChoice, person_id)
    if choice is None:
        choice = MailChoice(person_id=person_id, wanted=True, weekday=0, last_on=None, told_up_to=0)
        session().add(choice)
    return choice


def mail_to(due: Due, day: date) -> None:
    """Write the weekly mail of a person, and note how far it tells."""
    made = digest_for(due)
    if made is None:
        return
    write_mail(due.email, made.subject, text=made.text, html=made.html)
    choice = mail_choice(due.person_id)
    choice.last_on, choice.told_up_to = day, made.up_to

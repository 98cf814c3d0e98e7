"""Telling somebody something once, and marking it as seen."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.inbox.models import Notice
from learnhub.platform.db import session


def notify(
    person_id: int, *, kind: str, message: str, params: dict[str, Any], to: str, key: str, now: datetime
) -> Notice | None:
    """Tell a person something, once: the same `key` for the same person again is a no-op and returns None.

    `message` is an English message id with %(name)s places; `params` are plain JSON values; `to` is a path here.
    """
    if not to.startswith("/") or to.startswith("//"):
        raise ValueError(f"a notice leads to a path of this site, not to {to!r}")
    known = sa.select(Notice.id).where(Notice.person_id == person_id, Notice.key == key)
    if session().scalar(known) is not None:
        return None
    notice = Notice(
        person_id=person_id, kind=kind, message=message, params=params, to=to, key=key, created_at=now, seen_at=None
    )
    session().add(notice)
    session().flush()
    return notice


def mark_seen(notice: Notice, *, now: datetime) -> None:
    """Note that a notice was seen; the first time counts."""
    if notice.seen_at is None:
        notice.seen_at = now


def mark_all_seen(person_id: int, *, up_to: int, now: datetime) -> int:
    """Note that every notice up to this id was seen; what came in meanwhile stays new."""
    unseen = (Notice.person_id == person_id, Notice.id <= up_to, Notice.seen_at.is_(None))
    marked = session().execute(sa.update(Notice).where(*unseen).values(seen_at=now))
    return int(marked.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE

"""Keeping what somebody searched for lately, and erasing it."""

from datetime import datetime

import sqlalchemy as sa

from learnhub.platform.db import insert, session
from learnhub.search.models import RecentSearch
from learnhub.search.queries import KEPT_SEARCHES


def remember_search(person_id: int, words: str, *, now: datetime) -> None:
    """Put a search on top of a person's list; of more than ten the oldest goes."""
    # Two pages may send the same words at once.
    session().execute(
        insert(RecentSearch)
        .values(person_id=person_id, words=words, asked_at=now)
        .on_conflict_do_update(index_elements=["person_id", "words"], set_={"asked_at": now})
    )
    mine = RecentSearch.person_id == person_id
    newest = sa.select(RecentSearch.id).where(mine).order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc())
    kept = session().scalars(newest.limit(KEPT_SEARCHES)).all()
    session().execute(sa.delete(RecentSearch).where(mine, RecentSearch.id.not_in(kept)))


def forget_searches(person_id: int, words: str | None = None) -> int:
    """Erase one of a person's searches, or all of them; returns how many there were."""
    mine = sa.delete(RecentSearch).where(RecentSearch.person_id == person_id)
    erased = session().execute(mine if words is None else mine.where(RecentSearch.words == words))
    return int(erased.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every DELETE

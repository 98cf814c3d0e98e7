"""What one person searched for lately."""

import sqlalchemy as sa

from learnhub.platform.db import fetch
from learnhub.search.models import RecentSearch

KEPT_SEARCHES = 10

_RECENT = (
    sa.select(RecentSearch.words)
    .where(RecentSearch.person_id == sa.bindparam("person_id"))
    .order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc())
    .limit(KEPT_SEARCHES)
)


def recent_searches(person_id: int) -> list[str]:
    """The words of the last searches of a person, newest first."""
    return [row.words for row in fetch(_RECENT, person_id=person_id)]

"""Which courses readers are offered: what is not retired and, where the site says so, what was reviewed."""

import sqlalchemy as sa
from flask import current_app

from learnhub.catalog.models import Course


def hides_unreviewed() -> bool:
    """Whether courses that nobody has reviewed are kept from readers (LEARNHUB_HIDE_UNREVIEWED)."""
    return bool(current_app.extensions["learnhub.config"].hide_unreviewed)


def offered() -> sa.ColumnElement[bool]:
    """The courses that every reader may see, as a condition on Course."""
    if hides_unreviewed():
        return sa.and_(Course.retired_at.is_(None), Course.is_reviewed)
    return Course.retired_at.is_(None)

"""Who may do what with articles."""

from learnhub.articles.policies.articles import (
    access_article,
    access_draft,
    access_own,
    access_text,
    can_read,
    can_view,
    can_write,
    own_units,
    released_to,
    sees_as_reviewer,
    sees_draft,
    visible_to,
    writes_along,
)

__all__ = [
    "access_article",
    "access_draft",
    "access_own",
    "access_text",
    "can_read",
    "can_view",
    "can_write",
    "own_units",
    "released_to",
    "sees_as_reviewer",
    "sees_draft",
    "visible_to",
    "writes_along",
]

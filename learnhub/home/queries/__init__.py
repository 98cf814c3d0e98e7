"""Reads of home: where a person may go, what is owed, what is next, and what waits."""

from learnhub.home.queries.desk import Desk, desk
from learnhub.home.queries.places import navigation, site_links

__all__ = ["Desk", "desk", "navigation", "site_links"]

"""Reads for the front page and the furniture of every page: where this person may go."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flask import current_app, request, url_for

from learnhub.home.queries.counts import Waiting
from learnhub.kernel.actor import Actor, Role
from learnhub.platform.furniture import Place
from learnhub.platform.i18n import lazy_gettext

_REVIEWS, _OBJECTIONS = "assessment.show_reviews", "assessment.show_objections"
_INBOX = lazy_gettext("Inbox")
# (endpoint, words, roles that see it; none means everybody). Order is the order on the page.
_PLACES = (
    ("home.show_home", lazy_gettext("Home"), ()),
    ("catalog.show_courses", lazy_gettext("Courses"), ()),
    ("credits.show_record", lazy_gettext("My record"), ()),
    ("assessment.show_mine", lazy_gettext("Quarterly summary"), ()),
    ("oversight.show_board", lazy_gettext("Progress"), (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)),
    (_REVIEWS, lazy_gettext("To review"), (Role.SUPERVISOR,)),
    (_OBJECTIONS, lazy_gettext("Contested lines"), (Role.UNIT_ADMINISTRATOR,)),
    ("reading.show_cases", lazy_gettext("Cases"), (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)),
    ("assessment.show_cycles", lazy_gettext("Cycles"), (Role.TRAINING_ADMINISTRATOR,)),
    ("operations.show_jobs", lazy_gettext("Jobs"), (Role.OPERATOR,)),
    ("operations.show_health", lazy_gettext("Health"), (Role.OPERATOR,)),
    ("operations.show_audit", lazy_gettext("Audit log"), (Role.AUDITOR,)),
    ("people.show_units", lazy_gettext("Units"), (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)),
)
# Domains whose places stand side by side: being in one of them is not being in the other.
_APART = ("home", "reading", "assessment", "operations")
_LINKS = {
    "home": "home.show_home",
    "help": "home.show_help",
    "hours": "requirements.show_rules",
    "accessibility": "home.show_accessibility",
    "profile": "people.show_profile",
    "preferences": "people.post_preferences",
    "sign_in": "people.show_sign_in",
    "sign_out": "people.post_sign_out",
}


def navigation(actor: Actor, waits: Waiting) -> list[Place]:
    """Where this person may go, in order, with what waits there; the place one is in is marked."""
    roles = frozenset(grant.role for grant in actor.grants)
    counts = {_REVIEWS: waits.to_review, _OBJECTIONS: waits.contested}
    return [
        Place(str(words), url, here, counts.get(place))
        for place, words, url, here in _places_of(roles, waits.reviews, request.endpoint or "", request.script_root)
    ]


def inbox(waits: Waiting) -> Place | None:
    """The way to one's notices, with how many are new."""
    if "inbox.show_inbox" not in current_app.view_functions:
        return None
    return Place(str(_INBOX), url_for("inbox.show_inbox"), request.blueprint == "inbox", waits.unseen)


@lru_cache(maxsize=1024)
def _places_of(
    roles: frozenset[Role], reviews: bool, endpoint: str, _script_root: str
) -> tuple[tuple[str, Any, str, bool], ...]:
    """What these roles may open, with its words, its address, and whether one is there.

    Whoever was named to review has the reviews, whatever the roles.
    """
    domain = endpoint.partition(".")[0]
    return tuple(
        (
            place,
            words,
            url_for(place),
            endpoint == place or (domain == place.partition(".")[0] and domain not in _APART),
        )
        for place, words, needed in _PLACES
        if place in current_app.view_functions
        and (not needed or not roles.isdisjoint(needed) or (reviews and place == _REVIEWS))
    )


def site_links() -> Mapping[str, str]:
    """The addresses that the layout links to; one that does not exist is left out."""
    return _links(request.script_root)


@lru_cache(maxsize=8)
def _links(_script_root: str) -> Mapping[str, str]:
    return MappingProxyType(
        {name: url_for(endpoint) for name, endpoint in _LINKS.items() if endpoint in current_app.view_functions}
    )

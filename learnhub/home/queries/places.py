"""Reads for the front page and the furniture of every page: where this person may go."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from flask import current_app, request, url_for

from learnhub.home.queries.counts import Waiting, waiting
from learnhub.kernel.actor import Actor, Role
from learnhub.platform import i18n
from learnhub.platform.auth import viewer
from learnhub.platform.furniture import Place, Ways
from learnhub.platform.i18n import lazy_gettext

_REVIEWS, _OBJECTIONS = "assessment.show_reviews", "assessment.show_objections"
_INBOX = lazy_gettext("Inbox")
# (endpoint, words, roles that see it; none means everybody). Order is the order on the page.
_PLACES = (
    ("home.show_home", lazy_gettext("Home"), ()),
    ("catalog.show_courses", lazy_gettext("Courses"), ()),
    ("articles.show_shelf", lazy_gettext("Articles"), ()),
    ("credits.show_record", lazy_gettext("My record"), ()),
    ("assessment.show_mine", lazy_gettext("My quarter"), ()),
    ("oversight.show_board", lazy_gettext("Progress"), (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)),
    (_REVIEWS, lazy_gettext("To review"), (Role.SUPERVISOR,)),
    (_OBJECTIONS, lazy_gettext("Contested lines"), (Role.UNIT_ADMINISTRATOR,)),
    ("reading.show_cases", lazy_gettext("Cases"), (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)),
    ("assessment.show_cycles", lazy_gettext("Cycles"), (Role.TRAINING_ADMINISTRATOR,)),
    ("operations.show_jobs", lazy_gettext("Jobs"), (Role.OPERATOR,)),
    ("operations.show_health", lazy_gettext("Health"), (Role.OPERATOR,)),
    ("operations.show_audit", lazy_gettext("Audit log"), (Role.AUDITOR,)),
    ("quizzes.show_bank", lazy_gettext("Question bank"), (Role.AUTHOR, Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)),
    ("people.show_units", lazy_gettext("Units"), (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)),
)
# Domains whose places stand side by side: being in one of them is not being in the other.
_APART = ("home", "reading", "assessment", "operations")
_LINKS = {
    "home": "home.show_home",
    "search": "search.show_search",
    "help": "home.show_help",
    "hours": "requirements.show_rules",
    "accessibility": "home.show_accessibility",
    "profile": "people.show_profile",
    "preferences": "people.post_preferences",
    "sign_in": "people.show_sign_in",
    "sign_out": "people.post_sign_out",
}


def ways() -> Ways:
    """Where the person who asks may go, in order, with what waits there; the place one is in is marked."""
    seen = viewer()
    if seen is None:
        return Ways()
    return _ways_of(
        _roles(seen.actor), waiting(seen.actor), request.endpoint or "", request.script_root, i18n.html_lang()
    )


@lru_cache(maxsize=4096)
def _roles(actor: Actor) -> frozenset[Role]:
    return frozenset(grant.role for grant in actor.grants)


@lru_cache(maxsize=4096)
def _ways_of(roles: frozenset[Role], waits: Waiting, endpoint: str, _script_root: str, _language: str) -> Ways:
    """The same for everybody with these roles and numbers: the very same object, so that what is made of it is kept.

    Whoever was named to review has the reviews, whatever the roles.
    """
    domain = endpoint.partition(".")[0]
    counts = {_REVIEWS: waits.to_review, _OBJECTIONS: waits.contested}
    places = tuple(
        Place(
            str(words),
            url_for(place),
            endpoint == place or (domain == place.partition(".")[0] and domain not in _APART),
            counts.get(place),
        )
        for place, words, needed in _PLACES
        if place in current_app.view_functions
        and (not needed or not roles.isdisjoint(needed) or (waits.reviews and place == _REVIEWS))
    )
    return Ways(places, Place(str(_INBOX), url_for("inbox.show_inbox"), domain == "inbox", waits.unseen))


def site_links() -> Mapping[str, str]:
    """The addresses that the layout links to; one that does not exist is left out."""
    return _links(request.script_root)


@lru_cache(maxsize=8)
def _links(_script_root: str) -> Mapping[str, str]:
    return MappingProxyType(
        {name: url_for(endpoint) for name, endpoint in _LINKS.items() if endpoint in current_app.view_functions}
    )

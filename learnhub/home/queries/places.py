"""Reads for the front page and the furniture of every page: where this person may go."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from learnhub.kernel.actor import Actor, Role
from learnhub.platform.i18n import lazy_gettext

# (endpoint, words, roles that see it; none means everybody). Order is the order on the page.
_PLACES = (
    ("home.show_home", lazy_gettext("Home"), ()),
    ("catalog.show_courses", lazy_gettext("Courses"), ()),
    ("credits.show_record", lazy_gettext("My record"), ()),
    ("assessment.show_mine", lazy_gettext("Quarterly summary"), ()),
    ("oversight.show_board", lazy_gettext("Progress"), (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)),
    ("assessment.show_reviews", lazy_gettext("To review"), (Role.SUPERVISOR,)),
    ("assessment.show_objections", lazy_gettext("Contested lines"), (Role.UNIT_ADMINISTRATOR,)),
    ("assessment.show_cycles", lazy_gettext("Cycles"), (Role.TRAINING_ADMINISTRATOR,)),
    ("operations.show_jobs", lazy_gettext("Jobs"), (Role.OPERATOR,)),
    ("operations.show_health", lazy_gettext("Health"), (Role.OPERATOR,)),
    ("operations.show_audit", lazy_gettext("Audit log"), (Role.AUDITOR,)),
    ("people.show_units", lazy_gettext("Units"), (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)),
)
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


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


def navigation(actor: Actor) -> list[Place]:
    """Where this person may go, in order; the place one is in is marked."""
    domain = (request.endpoint or "").partition(".")[0]
    places = []
    for endpoint, words, roles in _PLACES:
        if endpoint not in current_app.view_functions or (roles and not any(actor.has(role) for role in roles)):
            continue
        here = request.endpoint == endpoint or (domain == endpoint.partition(".")[0] and domain not in ("assessment",))
        places.append(Place(str(words), url_for(endpoint), here))
    return places


def site_links() -> dict[str, str]:
    """The addresses that the layout links to; one that does not exist is left out."""
    return {name: url_for(endpoint) for name, endpoint in _LINKS.items() if endpoint in current_app.view_functions}

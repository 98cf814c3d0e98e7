"""What somebody may ask of the search, and what is wrong with words that cannot be searched for."""

from flask import url_for
from werkzeug.datastructures import MultiDict

from learnhub.kernel.actor import Actor
from learnhub.kernel.text import one_line
from learnhub.platform.i18n import lazy_gettext
from learnhub.search.policies import page_of
from learnhub.search.queries import KINDS, Asked, Name
from learnhub.search.rules.tokens import LONGEST_QUERY, query_terms

TOO_LONG = lazy_gettext(
    "This is too long to search for: at most %(most)s characters. Take the words that matter most.", most=LONGEST_QUERY
)
NOTHING = lazy_gettext("There is nothing to search for in this. Type at least one letter, number or character.")


def read_search(query: "MultiDict[str, str]") -> Asked:
    """What the address asks for; words that cannot be searched for come with their problem."""
    given = query.get("q", "")
    words, kind = one_line(given[: LONGEST_QUERY * 4]), query.get("kind", "")
    course = query.get("course", "")
    return Asked(
        words=words[:LONGEST_QUERY],
        kind=kind if kind in KINDS else "",
        category=one_line(query.get("category", "")[:32]),
        language=one_line(query.get("language", "")[:16]),
        course=course if course.isdecimal() and len(course) <= 9 else "",
        page=query.get("page", "")[:9],
        problem=_problem(given, words),
    )


def _problem(given: str, words: str) -> object:
    if not given:
        return None
    if len(words) > LONGEST_QUERY:
        return TOO_LONG
    return None if query_terms(words) else NOTHING


def place_of(actor: Actor, name: Name) -> str | None:
    """Where a name leads; None for a person of whom the asker may open no page."""
    page = page_of(actor, name)
    return url_for(page[0], **{page[1]: name.id}) if page else None  # type: ignore[arg-type]  # the route's own

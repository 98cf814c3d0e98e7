"""Routes of people: sign-in, profile, units, persons, rosters."""

from learnhub.people.views import persons, profile, roster, sign_in, units
from learnhub.people.views.blueprint import blueprint

__all__ = ["blueprint", "persons", "profile", "roster", "sign_in", "units"]

"""Routes of people: sign-in, profile, units, persons, rosters, and the first start."""

from learnhub.people.views import persons, profile, roster, setup, sign_in, units
from learnhub.people.views.blueprint import blueprint

__all__ = ["blueprint", "persons", "profile", "roster", "setup", "sign_in", "units"]

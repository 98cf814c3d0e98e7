"""Routes of people: sign-in, profile, units, persons."""

from learnhub.people.views import persons, profile, sign_in, units
from learnhub.people.views.blueprint import blueprint

__all__ = ["blueprint", "persons", "profile", "sign_in", "units"]

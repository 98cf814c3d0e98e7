"""Routes of people: sign-in, profile, units."""

from learnhub.people.views import profile, sign_in, units
from learnhub.people.views.blueprint import blueprint

__all__ = ["blueprint", "profile", "sign_in", "units"]

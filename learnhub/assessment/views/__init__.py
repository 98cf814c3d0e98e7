"""Routes of assessment: quarters, one's own summaries, objections, reviews."""

from learnhub.assessment.views import cycles, objections, reviewers, reviews, summaries
from learnhub.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "cycles", "objections", "reviewers", "reviews", "summaries"]

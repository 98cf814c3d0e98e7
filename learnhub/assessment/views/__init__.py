"""Routes of assessment: quarters, one's own summaries, reviews."""

from learnhub.assessment.views import cycles, reviews, summaries
from learnhub.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "cycles", "reviews", "summaries"]

"""Pages of the catalogue: courses and their pictures, writing them, and reviewing them."""

from learnhub.catalog.views import courses, drafts, reviews, writing
from learnhub.catalog.views.blueprint import blueprint

__all__ = ["blueprint", "courses", "drafts", "reviews", "writing"]

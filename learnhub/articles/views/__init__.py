"""Routes of articles."""

from learnhub.articles.views.blueprint import blueprint

__all__ = ["blueprint"]

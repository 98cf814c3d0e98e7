"""What articles do on a schedule."""

from learnhub.articles.jobs import similarity

__all__ = ["similarity"]

"""What articles do on a schedule."""

from learnhub.articles.jobs import collections, files, similarity, writing

__all__ = ["collections", "files", "similarity", "writing"]

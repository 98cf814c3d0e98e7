"""Pages of reading: the lesson, the evidence behind every figure, and the cases about it."""

from learnhub.reading.views import cases, declarations, disputes, evidence, lessons, reviews
from learnhub.reading.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "declarations", "disputes", "evidence", "lessons", "reviews"]

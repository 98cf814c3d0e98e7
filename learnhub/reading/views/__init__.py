"""Pages of reading: the lesson, and the evidence behind every figure."""

from learnhub.reading.views import lessons
from learnhub.reading.views.blueprint import blueprint

__all__ = ["blueprint", "lessons"]

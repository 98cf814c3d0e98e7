"""Routes of quizzes: the check of a lesson and its attempts."""

from learnhub.quizzes.views import attempts, statistics
from learnhub.quizzes.views.blueprint import blueprint

__all__ = ["attempts", "blueprint", "statistics"]

"""Routes of quizzes: the check of a lesson, its attempts, and their statistics."""

from learnhub.quizzes.views import attempts, bank, editing, holding, importing, regrading, statistics
from learnhub.quizzes.views.blueprint import blueprint

__all__ = ["attempts", "bank", "blueprint", "editing", "holding", "importing", "regrading", "statistics"]

"""Routes of quizzes: the check of a lesson, its attempts, and their statistics."""

from learnhub.quizzes.views import attempts, bank, editing, essays, holding, importing, notebook, regrading, statistics
from learnhub.quizzes.views.blueprint import blueprint

__all__ = [
    "attempts",
    "bank",
    "blueprint",
    "editing",
    "essays",
    "holding",
    "importing",
    "notebook",
    "regrading",
    "statistics",
]

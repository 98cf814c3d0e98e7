"""What quizzes do on a schedule."""

from learnhub.quizzes.jobs import attempts, statistics

__all__ = ["attempts", "statistics"]

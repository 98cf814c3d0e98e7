"""What quizzes do on a schedule."""

from learnhub.quizzes.jobs import attempts

__all__ = ["attempts"]

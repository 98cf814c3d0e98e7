"""What quizzes do on a schedule."""

from learnhub.quizzes.jobs import attempts, question_files, statistics

__all__ = ["attempts", "question_files", "statistics"]

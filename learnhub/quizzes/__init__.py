"""Question bank, quizzes, attempts, grading, statistics."""

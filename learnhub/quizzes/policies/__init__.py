"""Who may see and change what of quizzes."""

from learnhub.quizzes.policies.attempts import (
    access_attempt,
    access_attempt_to_change,
    access_coverage,
    access_final_test,
    access_quiz,
)

__all__ = ["access_attempt", "access_attempt_to_change", "access_coverage", "access_final_test", "access_quiz"]

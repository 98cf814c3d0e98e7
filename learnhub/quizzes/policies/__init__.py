"""Who may see and change what of quizzes."""

from learnhub.quizzes.policies.attempts import (
    access_attempt,
    access_attempt_to_change,
    access_coverage,
    access_final_test,
    access_quiz,
)
from learnhub.quizzes.policies.holding import (
    access_allowance,
    access_person_to_allow,
    access_question_to_regrade,
    access_quiz_to_hold,
    can_allow,
    can_take_back,
    chosen_parts,
    refuse_unless_allowing,
)

__all__ = [
    "access_allowance",
    "access_attempt",
    "access_attempt_to_change",
    "access_coverage",
    "access_final_test",
    "access_person_to_allow",
    "access_question_to_regrade",
    "access_quiz",
    "access_quiz_to_hold",
    "can_allow",
    "can_take_back",
    "chosen_parts",
    "refuse_unless_allowing",
]

"""Tables of quizzes: the question bank, the checks, and the attempts."""

from learnhub.quizzes.models.attempts import AnswerStep, Attempt, AttemptItem, Quiz
from learnhub.quizzes.models.bank import Question, QuestionVersion

__all__ = ["AnswerStep", "Attempt", "AttemptItem", "Question", "QuestionVersion", "Quiz"]

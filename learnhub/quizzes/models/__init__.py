"""Tables of quizzes: the question bank, the checks, and the attempts."""

from learnhub.quizzes.models.attempts import AnswerStep, Attempt, AttemptItem, Quiz
from learnhub.quizzes.models.bank import (
    Category,
    Question,
    QuestionPrint,
    QuestionTag,
    QuestionUpload,
    QuestionVersion,
    UploadState,
)
from learnhub.quizzes.models.essays import EssayMark
from learnhub.quizzes.models.holding import Allowance, AttemptEvent, MarkChange, Regrading
from learnhub.quizzes.models.notebook import NotebookSettings, ReviewAnswer, ReviewItem
from learnhub.quizzes.models.statistics import StoredStatistics

__all__ = [
    "Allowance",
    "AnswerStep",
    "Attempt",
    "AttemptEvent",
    "AttemptItem",
    "Category",
    "EssayMark",
    "MarkChange",
    "NotebookSettings",
    "Question",
    "QuestionPrint",
    "QuestionTag",
    "QuestionUpload",
    "QuestionVersion",
    "Quiz",
    "Regrading",
    "ReviewAnswer",
    "ReviewItem",
    "StoredStatistics",
    "UploadState",
]

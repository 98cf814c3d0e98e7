"""Reads of quizzes: the bank, a person's attempts and best scores, and what the pages show."""

from learnhub.quizzes.queries.attempts import (
    BestScore,
    Waiting,
    attempts_of,
    bank_of,
    best_scores,
    has_open_attempt,
    has_quiz,
    items_of,
    quiz_of,
    start_decision,
    times_asked,
    version_of,
    waiting_attempts,
)
from learnhub.quizzes.queries.coverage import CoveragePage, Kind, LessonCoverage, coverage_of, coverage_page
from learnhub.quizzes.queries.pace import answered_since
from learnhub.quizzes.queries.pages import AttemptPage, QuizPage, attempt_page, quiz_page

__all__ = [
    "AttemptPage",
    "BestScore",
    "CoveragePage",
    "Kind",
    "LessonCoverage",
    "QuizPage",
    "Waiting",
    "answered_since",
    "attempt_page",
    "attempts_of",
    "bank_of",
    "best_scores",
    "coverage_of",
    "coverage_page",
    "has_open_attempt",
    "has_quiz",
    "items_of",
    "quiz_of",
    "quiz_page",
    "start_decision",
    "times_asked",
    "version_of",
    "waiting_attempts",
]

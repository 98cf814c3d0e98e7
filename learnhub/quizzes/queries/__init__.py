"""Reads of quizzes: the bank, a person's attempts and best scores, and what the pages show."""

from learnhub.quizzes.queries.attempt_pages import AttemptPage, attempt_page
from learnhub.quizzes.queries.attempts import (
    BestScore,
    Waiting,
    attempts_of,
    bank_of,
    best_scores,
    has_open_attempt,
    items_of,
    keyed_versions,
    overdue_attempts,
    quiz_of,
    title_of,
    version_of,
    waiting_attempts,
)
from learnhub.quizzes.queries.chinese import simplified
from learnhub.quizzes.queries.coverage import CoveragePage, Kind, LessonCoverage, coverage_of, coverage_page
from learnhub.quizzes.queries.drawing import bank_size, can_be_asked, candidates, supply, times_asked, worded
from learnhub.quizzes.queries.grading import place_of
from learnhub.quizzes.queries.holding import (
    Held,
    allowance_of,
    held_for,
    is_counted,
    lessons_left,
    result,
    settings_of,
    start_decision,
)
from learnhub.quizzes.queries.pace import answered_since
from learnhub.quizzes.queries.pages import About, QuizPage, about_of, asked_by, quiz_page
from learnhub.quizzes.queries.regrading import RegradePage, affected_by, regrade_page
from learnhub.quizzes.queries.settings_pages import (
    SettingsPage,
    about_quiz,
    category_paths,
    settings_page,
    too_little_for,
)

__all__ = [
    "About",
    "AttemptPage",
    "BestScore",
    "CoveragePage",
    "Held",
    "Kind",
    "LessonCoverage",
    "QuizPage",
    "RegradePage",
    "SettingsPage",
    "Waiting",
    "about_of",
    "about_quiz",
    "affected_by",
    "allowance_of",
    "answered_since",
    "asked_by",
    "attempt_page",
    "attempts_of",
    "bank_of",
    "bank_size",
    "best_scores",
    "can_be_asked",
    "candidates",
    "category_paths",
    "coverage_of",
    "coverage_page",
    "has_open_attempt",
    "held_for",
    "is_counted",
    "items_of",
    "keyed_versions",
    "lessons_left",
    "overdue_attempts",
    "place_of",
    "quiz_of",
    "quiz_page",
    "regrade_page",
    "result",
    "settings_of",
    "settings_page",
    "simplified",
    "start_decision",
    "supply",
    "times_asked",
    "title_of",
    "too_little_for",
    "version_of",
    "waiting_attempts",
    "worded",
]

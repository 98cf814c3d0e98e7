"""What changes quizzes: importing a lesson's questions, and the steps of an attempt."""

from learnhub.catalog.events import CoursesImported, ImportProblem, LessonVersionImported
from learnhub.catalog.models import LessonVersion
from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.actions.attempts import (
    FormAnswer,
    Receipt,
    save_answer,
    save_form,
    unanswered,
)
from learnhub.quizzes.actions.checking import check_answer, flag, note_events
from learnhub.quizzes.actions.closing import close_overdue, hand_in, settle
from learnhub.quizzes.actions.final_tests import take_final_test
from learnhub.quizzes.actions.holding import allow, end_allowance, set_settings
from learnhub.quizzes.actions.importing import gift_file_of, import_questions
from learnhub.quizzes.actions.regrading import change_key, regrade
from learnhub.quizzes.actions.starting import start_attempt

SECTIONS_NAMED = 5
NO_QUESTION = "%(count)s of %(all)s sections have no question: %(sections)s."
NO_QUESTION_TODO = "Bind a question to each with a line “// section:”."
NO_QUESTIONS = "%(count)s of %(all)s lessons of this course have no questions, so they earn no class-hours."
NO_QUESTIONS_TODO = "Put a check or a bank beside each."

__all__ = [
    "FormAnswer",
    "Receipt",
    "allow",
    "change_key",
    "check_answer",
    "close_overdue",
    "end_allowance",
    "flag",
    "hand_in",
    "import_questions",
    "note_events",
    "note_gaps",
    "regrade",
    "save_answer",
    "save_form",
    "set_settings",
    "settle",
    "start_attempt",
    "take_final_test",
    "take_imported",
    "unanswered",
]


def take_imported(event: LessonVersionImported) -> None:
    """Read the questions beside a lesson that was just imported; what is wrong with them goes into its report."""
    version = session().get_one(LessonVersion, event.lesson_version_id)
    file = gift_file_of(event.source_path, is_bank=event.is_bank)
    found = import_questions(
        version, event.gift, file=file, now=clock.now(), references=event.references, is_bank=event.is_bank
    )
    event.problems.extend(found)


def note_gaps(event: CoursesImported) -> None:
    """Tell the authors which sections of which lessons nobody is ever asked about."""
    by_course: dict[int, list[queries.LessonCoverage]] = {}
    for lesson in queries.coverage_of(event.course_ids):
        by_course.setdefault(lesson.course_id, []).append(lesson)
    for lessons in by_course.values():
        silent = [lesson for lesson in lessons if lesson.kind is queries.Kind.NONE]
        if silent:
            params = {"count": str(len(silent)), "all": str(len(lessons))}
            event.notes.append(ImportProblem(silent[0].source_path, 1, NO_QUESTIONS, NO_QUESTIONS_TODO, params))
        event.notes.extend(_gap(lesson) for lesson in lessons if lesson.without and lesson not in silent)


def _gap(lesson: queries.LessonCoverage) -> ImportProblem:
    titles = [section.title or lesson.title for section in lesson.without]
    more = ["…"] if len(titles) > SECTIONS_NAMED else []
    params = {
        "count": str(len(titles)),
        "all": str(len(lesson.sections)),
        "sections": " · ".join([*titles[:SECTIONS_NAMED], *more]),
    }
    return ImportProblem(lesson.source_path, 1, NO_QUESTION, NO_QUESTION_TODO, params)

"""Takes the final test that a course describes: makes it, changes it, retires it."""

import sqlalchemy as sa

from learnhub.catalog.events import CourseDescribed, ImportProblem
from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.rules.final_test import read_final_test
from learnhub.quizzes.rules.settings import settings_document


def take_final_test(event: CourseDescribed) -> None:
    """Make the final test of a course what its file says; one that was set on its page here keeps those settings."""
    quiz = session().scalar(sa.select(Quiz).where(Quiz.course_id == event.course_id))
    if event.final_test is None:
        if quiz is not None and quiz.retired_at is None:
            quiz.retired_at = clock.now()
        return
    test, faults = read_final_test(event.final_test)
    event.problems.extend(
        ImportProblem(event.file, event.line, fault.what, fault.what_to_do, fault.params) for fault in faults
    )
    if quiz is None:
        quiz = Quiz(course_id=event.course_id)
        session().add(quiz)
    quiz.retired_at = None
    if quiz.edited_at is None:
        quiz.questions, quiz.pass_percent, quiz.counts = test.questions, test.pass_percent, test.counts
        quiz.settings = settings_document(test.settings)
    session().flush()

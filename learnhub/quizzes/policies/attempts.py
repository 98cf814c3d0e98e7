"""Whose attempts may be seen and answered by whom: only one's own; and who sees which questions are missing."""

import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.catalog.queries import CourseAbout
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, Quiz
from learnhub.quizzes.queries import can_be_asked

NO_QUIZ = "This lesson has no check."
NO_TEST = "This course has no final test."
NO_ATTEMPT = "There is no such attempt."


def access_quiz(_actor: Actor, lesson_id: int) -> Quiz:
    """The quiz of a lesson that has questions to ask; the lesson itself is asked for through the catalogue."""
    quiz = session().scalar(sa.select(Quiz).where(Quiz.lesson_id == lesson_id))
    if quiz is None or not can_be_asked(quiz):
        raise NotFound(NO_QUIZ)
    return quiz


def access_final_test(actor: Actor, course_id: int) -> Quiz:
    """The final test of a course that may be seen and has one with questions to ask."""
    course = catalog.access_course(actor, course_id)
    quiz = session().scalar(sa.select(Quiz).where(Quiz.course_id == course.id, Quiz.retired_at.is_(None)))
    if quiz is None or not can_be_asked(quiz):
        raise NotFound(NO_TEST)
    return quiz


def access_coverage(actor: Actor, course_id: int) -> CourseAbout:
    """A course whose questions by section one may see: for those who write courses and look after them."""
    if not catalog.keeps_courses(actor):
        raise NotFound("There is no such page, or it is not yours to see.")
    return catalog.access_course(actor, course_id)


def access_attempt(actor: Actor, attempt_id: int) -> Attempt:
    """One's own attempt; somebody else's does not exist for the asker."""
    attempt = session().scalar(sa.select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == actor.id))
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    return attempt


def access_attempt_to_change(actor: Actor, attempt_id: int) -> Attempt:
    """One's own attempt, locked until the transaction ends, as it stands now."""
    attempt = session().scalar(
        sa.select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.person_id == actor.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    return attempt

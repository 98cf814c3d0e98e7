"""What of the catalogue may be seen: every signed-in person sees what is not retired."""

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session


def access_course(_actor: Actor, course_id: int) -> Course:
    """A course that is not retired; NotFound otherwise."""
    course = session().get(Course, course_id)
    if course is None or course.retired_at is not None:
        raise NotFound("There is no such course.")
    return course


def access_lesson(_actor: Actor, lesson_id: int) -> LessonVersion:
    """The current version of a lesson; NotFound when it is retired or has none."""
    lesson = session().get(Lesson, lesson_id)
    if lesson is None or lesson.retired_at is not None or lesson.current_version_id is None:
        raise NotFound("There is no such lesson.")
    return session().get_one(LessonVersion, lesson.current_version_id)


def access_lesson_version(_actor: Actor, version_id: int) -> LessonVersion:
    """One version of a lesson; NotFound when there is none."""
    version = session().get(LessonVersion, version_id)
    if version is None:
        raise NotFound("There is no such lesson.")
    return version

"""What of the catalogue may be seen: every signed-in person sees what is not retired."""

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, MediaFile
from learnhub.catalog.queries import CourseAbout, LessonText, course_about, lesson_text
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session

# Those who write courses, read them before others do, or answer for what is offered; courses belong to no unit.
KEEPS_COURSES = (Role.AUTHOR, Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)


def keeps_courses(actor: Actor) -> bool:
    """Whether somebody sees what is still missing in courses."""
    return any(actor.has(role) for role in KEEPS_COURSES)


def visible_to(_actor: Actor) -> sa.ColumnElement[bool]:
    """The courses that a person may see, as a condition on Course."""
    return Course.retired_at.is_(None)


def can_view(_actor: Actor, course: Course | CourseAbout) -> bool:
    """The same for one course."""
    return course.retired_at is None


def access_course(actor: Actor, course_id: int) -> CourseAbout:
    """A course that is not retired; NotFound otherwise."""
    course = course_about(course_id)
    if course is None or not can_view(actor, course):
        raise NotFound("There is no such course.")
    return course


def access_lesson(_actor: Actor, lesson_id: int) -> LessonVersion:
    """The current version of a lesson; NotFound when it is retired or has none."""
    lesson = session().get(Lesson, lesson_id)
    if lesson is None or lesson.retired_at is not None or lesson.current_version_id is None:
        raise NotFound("There is no such lesson.")
    return session().get_one(LessonVersion, lesson.current_version_id)


def access_lesson_text(_actor: Actor, lesson_id: int) -> LessonText:
    """The same lesson with all that its pages show, out of memory where it is known; NotFound as above."""
    text = lesson_text(lesson_id)
    if text is None:
        raise NotFound("There is no such lesson.")
    return text


def access_lesson_version(_actor: Actor, version_id: int) -> LessonVersion:
    """One version of a lesson, also an older or retired one; NotFound when there is none."""
    version = session().get(LessonVersion, version_id)
    if version is None:
        raise NotFound("There is no such lesson.")
    return version


def access_picture(_actor: Actor, digest: str, extension: str) -> MediaFile:
    """A picture of a lesson; NotFound when there is none of that name."""
    picture = session().get(MediaFile, digest)
    if picture is None or picture.extension != extension:
        raise NotFound("There is no such picture.")
    return picture

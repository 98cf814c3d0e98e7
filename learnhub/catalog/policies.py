"""Who may see, write and review what of the catalogue: every signed-in person sees what readers are offered."""

import sqlalchemy as sa

from learnhub.catalog.models import Course, DraftState, Lesson, LessonDraft, LessonVersion, MediaFile
from learnhub.catalog.queries import (
    CourseAbout,
    LessonText,
    course_about,
    hides_unreviewed,
    lesson_text,
    offered,
    reviews,
)
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Forbidden, NotFound
from learnhub.platform.db import session

NO_COURSE = "There is no such course."
NO_DRAFT = "There is no such text, or it is not yours."
NOT_AN_AUTHOR = "Authors write courses. Ask a training administrator for that role."
OF_FILES = "This course is kept in files: change them and import them again."
OF_ANOTHER = "Somebody else writes this course."
NOT_A_REVIEWER = "Content reviewers decide on courses."
NOT_ONES_OWN = "Nobody reviews their own course. Another reviewer decides."
NOT_A_KEEPER = "Authors, content reviewers and training administrators see this."

# Those who write courses, read them before others do, or answer for what is offered; courses belong to no unit.
KEEPS_COURSES = (Role.AUTHOR, Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)


def keeps_courses(actor: Actor) -> bool:
    """Whether somebody sees what is still missing in courses."""
    return any(actor.has(role) for role in KEEPS_COURSES)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The courses that a person may see, as a condition on Course; keepers see also what is not reviewed yet."""
    return Course.retired_at.is_(None) if keeps_courses(actor) else offered()


def can_view(actor: Actor, course: Course | CourseAbout) -> bool:
    """The same for one course."""
    return course.retired_at is None and _can_study(actor, is_reviewed=course.is_reviewed)


def _can_study(actor: Actor, *, is_reviewed: bool) -> bool:
    """Whether the review of a course, or the lack of it, lets somebody study it."""
    return is_reviewed or not hides_unreviewed() or keeps_courses(actor)


def access_course(actor: Actor, course_id: int) -> CourseAbout:
    """A course that is not retired; NotFound otherwise."""
    course = course_about(course_id)
    if course is None or not can_view(actor, course):
        raise NotFound("There is no such course.")
    return course


def access_lesson(actor: Actor, lesson_id: int) -> LessonVersion:
    """The current version of a lesson; NotFound when it is retired, has none, or is not offered to this person."""
    lesson = session().get(Lesson, lesson_id)
    if lesson is None or lesson.retired_at is not None or lesson.current_version_id is None:
        raise NotFound("There is no such lesson.")
    if hides_unreviewed() and not _can_study(actor, is_reviewed=lesson.course.is_reviewed):
        raise NotFound("There is no such lesson.")
    return session().get_one(LessonVersion, lesson.current_version_id)


def access_lesson_text(actor: Actor, lesson_id: int) -> LessonText:
    """The same lesson with all that its pages show, out of memory where it is known; NotFound as above."""
    text = lesson_text(lesson_id)
    if text is None or not _can_study(actor, is_reviewed=text.is_reviewed):
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


def access_writing(actor: Actor) -> None:
    """Forbidden for who does not write courses."""
    if not actor.has(Role.AUTHOR):
        raise Forbidden(NOT_AN_AUTHOR)


def access_course_to_write(actor: Actor, course_id: int) -> Course:
    """A course that the actor writes in the browser, released or not."""
    access_writing(actor)
    course = session().get(Course, course_id)
    if course is None:
        raise NotFound(NO_COURSE)
    if course.written_by_id is None:
        raise Forbidden(OF_FILES)
    if course.written_by_id != actor.id:
        raise Forbidden(OF_ANOTHER)
    return course


def access_draft(actor: Actor, draft_id: int, *, anew: bool = False) -> tuple[LessonDraft, Course]:
    """A lesson that the actor is writing, with its course; anybody else's does not exist. `anew`: as it stands now."""
    draft = session().get(LessonDraft, draft_id, populate_existing=anew)
    course = session().get(Course, draft.course_id) if draft else None
    if draft is None or course is None or course.written_by_id != actor.id or not actor.has(Role.AUTHOR):
        raise NotFound(NO_DRAFT)
    return draft, course


def access_lesson_to_write(course: Course, lesson_id: int) -> Lesson:
    """A lesson of a course that one writes; NotFound where it is none of it."""
    lesson = session().get(Lesson, lesson_id)
    if lesson is None or lesson.course_id != course.id or lesson.retired_at is not None:
        raise NotFound("There is no such lesson.")
    return lesson


def access_reviews(actor: Actor) -> None:
    """Forbidden for who neither writes nor reviews courses nor answers for them."""
    if not keeps_courses(actor):
        raise Forbidden(NOT_A_KEEPER)


def access_review(actor: Actor, course_id: int) -> Course:
    """A course with what changed in it, also before its first release once something was handed in or released."""
    access_reviews(actor)
    course = session().get(Course, course_id)
    if course is None or (course.retired_at is not None and not _was_handed_in(course)):
        raise NotFound(NO_COURSE)
    return course


def _was_handed_in(course: Course) -> bool:
    """Whether a course that readers do not have was shown to reviewers; what is only being written is its author's."""
    if course.written_by_id is None:
        return False
    return bool(reviews.drafts_of(course.id, state=DraftState.SUBMITTED) or reviews.reviews_of(course.id, limit=1))


def locked(course: Course) -> Course:
    """The same course, locked until the transaction ends: writing, handing in and deciding go one after the other."""
    session().refresh(course, with_for_update=True)
    return course


def can_review(actor: Actor, course: Course) -> bool:
    """Reviewers decide, and never on a course of their own."""
    return actor.has(Role.REVIEWER) and course.written_by_id != actor.id


def access_course_to_review(actor: Actor, course_id: int) -> Course:
    """A course on which the actor may decide."""
    course = access_review(actor, course_id)
    if not actor.has(Role.REVIEWER):
        raise Forbidden(NOT_A_REVIEWER)
    if not can_review(actor, course):
        raise Forbidden(NOT_ONES_OWN)
    return course

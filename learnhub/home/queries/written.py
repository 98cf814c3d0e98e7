"""What the catalogue knows of a person who writes courses."""

from learnhub.catalog.models import Course, CourseDraft, LessonDraft
from learnhub.home.queries.part import Part
from learnhub.platform.i18n import lazy_gettext as _

WRITTEN = (
    Part(
        "written_courses",
        _("Courses you write"),
        Course,
        "written_by_id",
        (("title", _("Title of the course")), ("reviewed_on", _("Last passed"))),
    ),
    Part(
        "lesson_drafts",
        _("Lessons you are writing"),
        LessonDraft,
        "by_id",
        (("title", _("Title of the lesson")), ("updated_at", _("Saved"))),
    ),
    Part(
        "course_titles",
        _("Titles of courses that wait for a review"),
        CourseDraft,
        "course_id",
        (("title", _("Title of the course")), ("updated_at", _("Saved"))),
        through=Course,
        order="course_id",
    ),
)

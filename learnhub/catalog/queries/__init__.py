"""Reads of the catalogue: courses, lessons, their versions and sections."""

from learnhub.catalog.queries.courses import (
    CourseAbout,
    CourseList,
    CoursePage,
    CourseRow,
    LessonRow,
    Measured,
    Study,
    StudyOf,
    course_about,
    course_list,
    course_page,
)
from learnhub.catalog.queries.lessons import (
    LessonText,
    Neighbour,
    SectionRow,
    holds_for,
    lesson_text,
    sections_of,
    versions_held,
    weights,
)
from learnhub.catalog.queries.offered import hides_unreviewed, offered

__all__ = [
    "CourseAbout",
    "CourseList",
    "CoursePage",
    "CourseRow",
    "LessonRow",
    "LessonText",
    "Measured",
    "Neighbour",
    "SectionRow",
    "Study",
    "StudyOf",
    "course_about",
    "course_list",
    "course_page",
    "hides_unreviewed",
    "holds_for",
    "lesson_text",
    "offered",
    "sections_of",
    "versions_held",
    "weights",
]

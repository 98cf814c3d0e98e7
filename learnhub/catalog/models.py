"""Tables of the catalogue: courses, lessons with versions and sections, their reviews, and what is being written."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.platform.db import Base, enum_type


class Category(StrEnum):
    """The kind of training a course belongs to (理论、党性、专业)."""

    THEORY = "theory"
    PARTY_SPIRIT = "party-spirit"
    PROFESSIONAL = "professional"


class Change(StrEnum):
    """What a new version means for those who read the old one."""

    MINOR = "minor"
    MATERIAL = "material"


class Course(Base):
    """A course; `key` is the name of its folder and never changes, `origin` is where that folder lay last time."""

    __tablename__ = "catalog_courses"
    __stamp__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(300), unique=True)
    origin: Mapped[str] = mapped_column(sa.Text, default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    intro_html: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(16))
    category: Mapped[Category] = mapped_column(enum_type(Category), default=Category.PROFESSIONAL)
    audience: Mapped[str] = mapped_column(sa.String(300), default="")
    licence: Mapped[str] = mapped_column(sa.String(200), default="")
    authors: Mapped[str] = mapped_column(sa.String(300), default="")
    # The last review that passed, and whether it holds for what readers get now; see CourseReview.
    reviewed_by: Mapped[str] = mapped_column(sa.String(200), default="")
    reviewed_on: Mapped[date | None]
    is_reviewed: Mapped[bool] = mapped_column(default=False)
    # Whose course it is where it is written in the browser; None for one that files own. It is retired until its
    # first release.
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    version_note: Mapped[str] = mapped_column(sa.Text, default="")
    # What the course says of its final test, as it was written; whoever holds the test reads it.
    final_test: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int] = mapped_column(default=0)
    # What the import had to say about the introduction; each lesson's version keeps its own.
    problems: Mapped[list[Any]] = mapped_column(default=list)
    imported_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    lessons: Mapped[list["Lesson"]] = relationship(back_populates="course", order_by="Lesson.position")


class Lesson(Base):
    """A lesson (课); its words are in its versions. A translation points at its original."""

    __tablename__ = "catalog_lessons"
    __stamp__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_courses.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(300))
    language: Mapped[str] = mapped_column(sa.String(16))
    original_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    # The one version that readers get; set after the version exists, so no foreign key closes the circle.
    current_version_id: Mapped[int | None] = mapped_column(index=True)
    retired_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(back_populates="lessons")
    __table_args__ = (sa.UniqueConstraint("course_id", "key"),)


class LessonVersion(Base):
    """A lesson as it was at one import: source, rendered body with its sections, and the quiz text beside it."""

    __tablename__ = "catalog_lesson_versions"
    __stamp__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(16))
    source: Mapped[str] = mapped_column(sa.Text)
    source_path: Mapped[str] = mapped_column(sa.String(500))
    html: Mapped[str] = mapped_column(sa.Text)
    chars: Mapped[int]
    minutes: Mapped[int]
    class_hours: Mapped[Decimal | None]
    change: Mapped[Change] = mapped_column(enum_type(Change), default=Change.MATERIAL)
    version_note: Mapped[str] = mapped_column(sa.Text, default="")
    gift: Mapped[str] = mapped_column(sa.Text, default="")
    has_recall: Mapped[bool] = mapped_column(default=False)
    # What the import had to say, so that importing the same again says it again.
    problems: Mapped[list[Any]] = mapped_column(default=list)
    imported_at: Mapped[datetime]

    lesson: Mapped[Lesson] = relationship()
    sections: Mapped[list["Section"]] = relationship(order_by="Section.position")
    __table_args__ = (sa.UniqueConstraint("lesson_id", "number"),)


class Section(Base):
    """A section (小节) of a version; `identity` is the hash of its text, `chars` its weight."""

    __tablename__ = "catalog_sections"
    __stamp__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_version_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_lesson_versions.id"), index=True)
    position: Mapped[int]
    identity: Mapped[str] = mapped_column(sa.String(64), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    anchor: Mapped[str] = mapped_column(sa.String(120))
    chars: Mapped[int]

    __table_args__ = (sa.UniqueConstraint("lesson_version_id", "position"),)


class Outcome(StrEnum):
    """What a review came to."""

    PASSED = "passed"
    RETURNED = "returned"


class ReviewSource(StrEnum):
    """Where a review was given: on the page of reviews, or in the course's own file."""

    PAGE = "page"
    FILE = "file"


class CourseReview(Base):
    """A review of a course as it stood: `versions` maps its lessons to the versions that were looked at.

    `content_hash` names all of it, `about_hash` the words of the course itself. It holds until a lesson changes
    materially, a lesson is added, or the words of the course change.
    """

    __tablename__ = "catalog_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_courses.id"), index=True)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    about_hash: Mapped[str] = mapped_column(sa.String(64))
    versions: Mapped[dict[str, Any]]
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    source: Mapped[ReviewSource] = mapped_column(enum_type(ReviewSource))
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    reviewer_name: Mapped[str] = mapped_column(sa.String(200))
    reviewed_on: Mapped[date]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class DraftState(StrEnum):
    """How far a lesson that is being written is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class LessonDraft(Base):
    """A lesson as its author is writing it; readers get nothing of it until a reviewer passes it.

    `lesson_id` is the lesson that it changes, None for a new one; `revision` counts the savings, so that two windows do
    not overwrite each other.
    """

    __tablename__ = "catalog_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_courses.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), unique=True)
    state: Mapped[DraftState] = mapped_column(enum_type(DraftState), default=DraftState.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.Text, default="")
    gift: Mapped[str] = mapped_column(sa.Text, default="")
    change: Mapped[Change] = mapped_column(enum_type(Change), default=Change.MATERIAL)
    version_note: Mapped[str] = mapped_column(sa.Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class CourseDraft(Base):
    """What a released course is to be called and about, until a reviewer has passed it."""

    __tablename__ = "catalog_course_drafts"

    course_id: Mapped[int] = mapped_column(sa.ForeignKey("catalog_courses.id"), primary_key=True)
    state: Mapped[DraftState] = mapped_column(enum_type(DraftState), default=DraftState.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(300))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class MediaFile(Base):
    """A picture of a lesson, kept once under the hash of its bytes in the instance folder."""

    __tablename__ = "catalog_media"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    extension: Mapped[str] = mapped_column(sa.String(8))
    content_type: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]

"""Writing a course in the browser: the course itself, its lessons as drafts, and handing them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.catalog.models import (
    Category,
    Change,
    Course,
    CourseDraft,
    DraftState,
    Lesson,
    LessonDraft,
    LessonVersion,
)
from learnhub.catalog.queries import reviews
from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import iso_ms
from learnhub.kernel.errors import Conflict
from learnhub.kernel.ids import token
from learnhub.platform import audit
from learnhub.platform.db import session

NOTHING_TO_HAND_IN = "There is nothing to hand in: write a lesson first."
NO_TEXT = "“%(title)s” holds no text yet. Write it, or discard it."
HANDED_IN = "This text is with the reviewers. Take it back before you change it."
OVERTAKEN = "This lesson was saved in another window meanwhile. Your text stands below; copy what you need and reload."
ABOUT_OVERTAKEN = "Title or summary were changed in another window meanwhile. Look at them once more."
TO_REVIEWER = "“%(title)s” by %(name)s waits for a review."


@dataclass(frozen=True, slots=True)
class Words:
    """What the form of a lesson holds."""

    title: str
    summary: str
    source: str
    gift: str
    change: Change
    version_note: str


def create_course(
    title: str, *, summary: str, category: Category, language: str, by: Actor, now: datetime
) -> Course:  # fmt: skip
    """A course that is written in the browser; nobody but its author sees it until its first release."""
    course = Course(
        key=f"written-{token(9)}", origin="", title=title, summary=summary, category=category, language=language,
        authors=by.name, content_hash="", imported_at=now, retired_at=now, written_by_id=by.id, is_reviewed=False,
    )  # fmt: skip
    session().add(course)
    session().flush()
    audit.record("catalog.create", actor_id=by.id, thing=f"course:{course.id}", title=title)
    return course


def describe(course: Course, title: str, summary: str, *, revision: int, by: Actor, now: datetime) -> None:
    """Change what a course is called and about: at once before anybody reviewed it, else with the next review.

    Raises Conflict where it is with the reviewers, or was changed from another window.
    """
    about = reviews.about_draft(course.id)
    if reviews.drafts_of(course.id, state=DraftState.SUBMITTED) or (about and about.state is DraftState.SUBMITTED):
        raise Conflict(HANDED_IN)
    if revision != (about.revision if about else 0):
        raise Conflict(ABOUT_OVERTAKEN)
    if reviews.last_review(course.id) is None:
        course.title, course.summary = title, summary
    elif (title, summary) == (course.title, course.summary):
        if about is not None:
            session().delete(about)
    elif about is None:
        session().add(CourseDraft(course_id=course.id, title=title, summary=summary, updated_at=now))
    else:
        about.title, about.summary = title, summary
        about.revision, about.updated_at = about.revision + 1, now
    session().flush()
    audit.record("catalog.describe", actor_id=by.id, thing=f"course:{course.id}", title=title)


def begin_draft(course: Course, lesson: Lesson | None, *, title: str, by: Actor, now: datetime) -> LessonDraft:
    """Begin a new lesson, or the next version of one with its present words; what was begun already is given back."""
    if lesson is not None:
        begun = session().scalar(sa.select(LessonDraft).where(LessonDraft.lesson_id == lesson.id))
        if begun is not None:
            return begun
    present = session().get(LessonVersion, lesson.current_version_id) if lesson else None
    draft = LessonDraft(
        course_id=course.id,
        lesson_id=lesson.id if lesson else None,
        state=DraftState.DRAFT,
        title=present.title if present else title,
        summary=present.summary if present else "",
        source=present.source if present else "",
        gift=present.gift if present else "",
        change=Change.MATERIAL,
        version_note="",
        revision=1,
        by_id=by.id,
        updated_at=now,
    )
    session().add(draft)
    session().flush()
    return draft


def why_not_saved(draft: LessonDraft, *, revision: int) -> str | None:
    """Why a text cannot be kept now: it is with the reviewers, or was saved from another window; None where it can."""
    if draft.state is DraftState.SUBMITTED:
        return HANDED_IN
    return OVERTAKEN if draft.revision != revision else None


def save_draft(draft: LessonDraft, words: Words, *, now: datetime) -> None:
    """Keep what was written."""
    draft.title, draft.summary, draft.source, draft.gift = words.title, words.summary, words.source, words.gift
    draft.change, draft.version_note = words.change, words.version_note
    draft.revision, draft.updated_at = draft.revision + 1, now
    session().flush()


def discard_draft(draft: LessonDraft) -> None:
    """Forget what was not handed in; what readers get stays as it is."""
    if draft.state is DraftState.SUBMITTED:
        raise Conflict(HANDED_IN)
    session().delete(draft)


def submit(course: Course, *, reviewers: Iterable[int], by: Actor, now: datetime) -> None:
    """Hand every draft of a course in, and tell those who may review it."""
    drafts = reviews.drafts_of(course.id, state=DraftState.DRAFT)
    about = reviews.about_draft(course.id, state=DraftState.DRAFT)
    if not drafts and about is None:
        raise Conflict(NOTHING_TO_HAND_IN)
    if about is not None:
        about.state, about.submitted_at = DraftState.SUBMITTED, now
    for draft in drafts:
        if not draft.source.strip():
            raise Conflict(NO_TEXT, title=draft.title)
        draft.state, draft.submitted_at = DraftState.SUBMITTED, now
    audit.record("catalog.submit", actor_id=by.id, thing=f"course:{course.id}", lessons=len(drafts))
    for person_id in reviewers:
        notify(
            person_id, kind="course_review", message=TO_REVIEWER, params={"title": course.title, "name": by.name},
            to=f"/catalog/courses/{course.id}/review", key=f"course:{course.id}:waits:{iso_ms(now)}", now=now,
        )  # fmt: skip


def take_back(course: Course) -> None:
    """Make what was handed in drafts again, to write on."""
    for draft in reviews.drafts_of(course.id, state=DraftState.SUBMITTED):
        draft.state, draft.submitted_at = DraftState.DRAFT, None
    about = reviews.about_draft(course.id, state=DraftState.SUBMITTED)
    if about is not None:
        about.state, about.submitted_at = DraftState.DRAFT, None

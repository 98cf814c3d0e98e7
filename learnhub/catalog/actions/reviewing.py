"""The release of courses: what a reviewer passes or returns, and what the files of a course say of its review."""

from collections.abc import Sequence
from datetime import date, datetime

from learnhub.catalog.actions.publishing import Publication, publish
from learnhub.catalog.actions.writing import take_back
from learnhub.catalog.models import Course, CourseReview, DraftState, Outcome, ReviewSource
from learnhub.catalog.queries import reviews
from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.kernel.text import normalise, shorten
from learnhub.platform import audit
from learnhub.platform.db import session

MOVED_ON = "The course has changed since you opened this page. Look at it again before you decide."
NOTHING_IN_IT = "There is no lesson in this course yet, so there is nothing to pass."
NO_REASON = "Say what is to be changed, so that the author can act on it."
LONGEST_REASON = 2_000
PASSED = "Your course “%(title)s” was passed; readers see it now."
RETURNED = "Your course “%(title)s” came back to you: %(reason)s"


def take_file_review(course: Course, by: str, on: date | None, *, now: datetime) -> None:
    """Note the review that a course's own file names, once for each name and date; then see what holds.

    A file that names none takes back what an earlier one said, and never what a reviewer said on the page.
    """
    session().flush()
    latest = reviews.last_review(course.id)
    if by and on is not None:
        said = latest is not None and (latest.reviewer_name, latest.reviewed_on) == (shorten(by, 200), on)
        known = said or any(
            (each.source, each.reviewer_name, each.reviewed_on) == (ReviewSource.FILE, shorten(by, 200), on)
            for each in reviews.reviews_of(course.id, limit=100)
        )
        if not known:
            _keep(course, Outcome.PASSED, ReviewSource.FILE, name=by, on=on, at=now)
    elif latest is not None and latest.source is ReviewSource.FILE:
        course.is_reviewed, course.reviewed_by, course.reviewed_on = False, "", None
        return
    settle(course)


def settle(course: Course) -> None:
    """See whether the last review that passed holds for what readers get now."""
    session().flush()
    latest = reviews.last_review(course.id)
    course.is_reviewed = latest is not None and reviews.holds(latest, reviews.contents_of(course))
    course.reviewed_by = latest.reviewer_name if latest else ""
    course.reviewed_on = latest.reviewed_on if latest else None


def pass_course(
    course: Course, publications: Sequence[Publication], *, seen: str, remark: str, by: Actor, now: datetime
) -> CourseReview:
    """Pass a course as it was shown: what was handed in becomes what readers get; raises Conflict where it moved on."""
    _refuse_other(course, seen)
    if not (publications or reviews.contents_of(course).versions):
        raise Conflict(NOTHING_IN_IT)
    for each in publications:
        publish(each, now=now)
    about = reviews.about_draft(course.id, state=DraftState.SUBMITTED)
    if about is not None:
        course.title, course.summary = about.title, about.summary
        session().delete(about)
    if course.written_by_id is not None:
        course.retired_at = None
    session().flush()
    review = _keep(
        course, Outcome.PASSED, ReviewSource.PAGE, name=by.name, on=local_date(now), at=now, by=by, reason=remark
    )  # fmt: skip
    settle(course)
    audit.record(
        "catalog.pass", actor_id=by.id, person_id=course.written_by_id, thing=f"course:{course.id}",
        lessons=len(publications),
    )  # fmt: skip
    _tell(course, PASSED, review, {"title": course.title}, now=now)
    return review


def return_course(course: Course, *, seen: str, reason: str, by: Actor, now: datetime) -> CourseReview:
    """Give a course back with a reason: what was handed in is a draft again; raises Conflict where it moved on."""
    words = normalise(reason)[:LONGEST_REASON]
    if not words:
        raise Invalid(NO_REASON, fields={"reason": NO_REASON})
    _refuse_other(course, seen)
    take_back(course)
    review = _keep(
        course, Outcome.RETURNED, ReviewSource.PAGE, name=by.name, on=local_date(now), at=now, by=by, reason=words
    )  # fmt: skip
    audit.record(
        "catalog.return", actor_id=by.id, person_id=course.written_by_id, thing=f"course:{course.id}", reason=words
    )
    _tell(course, RETURNED, review, {"title": course.title, "reason": shorten(words, 200)}, now=now)
    return review


def _refuse_other(course: Course, seen: str) -> None:
    if reviews.seen_mark(course) != seen:
        raise Conflict(MOVED_ON)


def _keep(
    course: Course, outcome: Outcome, source: ReviewSource, *, name: str, on: date, at: datetime,
    by: Actor | None = None, reason: str = "",
) -> CourseReview:  # fmt: skip
    contents = reviews.contents_of(course)
    review = CourseReview(
        course_id=course.id,
        content_hash=contents.content_hash,
        about_hash=contents.about_hash,
        versions={str(lesson): version for lesson, version in contents.versions.items()},
        outcome=outcome,
        source=source,
        reviewer_id=by.id if by else None,
        reviewer_name=shorten(name, 200),
        reviewed_on=on,
        at=at,
        reason=normalise(reason)[:LONGEST_REASON],
    )
    session().add(review)
    session().flush()
    return review


def _tell(course: Course, message: str, review: CourseReview, params: dict[str, object], *, now: datetime) -> None:
    if course.written_by_id is not None:
        notify(
            course.written_by_id, kind="course", message=message, params=params,
            to=f"/catalog/courses/{course.id}/write", key=f"course:{course.id}:review:{review.id}", now=now,
        )  # fmt: skip

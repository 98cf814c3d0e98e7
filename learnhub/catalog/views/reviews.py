"""Pages of reviewers: the courses that wait, what changed in one since its last review, and the decision."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies
from learnhub.catalog.actions import publishing, reviewing
from learnhub.catalog.forms import ReviewForm
from learnhub.catalog.models import Course, DraftState
from learnhub.catalog.queries import hides_unreviewed
from learnhub.catalog.queries import reviews as queries
from learnhub.catalog.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.people.queries import person_line
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.get("/reviews")
def show_reviews() -> ResponseReturnValue:
    """The courses that wait for a review, the longest waiting first."""
    policies.access_reviews(actor())
    waiting = queries.waiting_courses()
    names = person_line([each.written_by_id for each in waiting if each.written_by_id])
    return render_template(
        "catalog/reviews.html", waiting=waiting, names=names, now=clock.now(), hides=hides_unreviewed()
    )


@blueprint.get("/courses/<int:course_id>/review")
def show_review(course_id: int) -> ResponseReturnValue:
    """What changed in a course since its last review, lesson by lesson."""
    course = policies.access_review(actor(), course_id)
    return _review_page(course, ReviewForm(formdata=None, seen=queries.seen_mark(course)))


@blueprint.post("/courses/<int:course_id>/pass")
def post_pass(course_id: int) -> ResponseReturnValue:
    """Pass the course as it was shown: readers get what was handed in."""
    me, form = actor(), ReviewForm()
    course = policies.access_course_to_review(me, course_id)
    if not form.validate_on_submit():
        return _review_page(course, form), 422
    # Rendering takes its time, so it happens before the write begins.
    ready = publishing.prepare(course, queries.drafts_of(course.id, state=DraftState.SUBMITTED))
    with transaction():
        reviewing.pass_course(
            policies.locked(course),
            ready,
            seen=form.seen.data or "",
            remark=form.reason.data or "",
            by=me,
            now=clock.now(),
        )
    flash(_("Passed. Readers see this state, with your name and today's date."), "success")
    return redirect(url_for("catalog.show_reviews"), 303)


@blueprint.post("/courses/<int:course_id>/return")
def post_return(course_id: int) -> ResponseReturnValue:
    """Give the course back with a reason."""
    me, form = actor(), ReviewForm()
    course = policies.access_course_to_review(me, course_id)
    if form.validate_on_submit() and not form.reason.data:
        form.reason.errors = [_(reviewing.NO_REASON)]
    if form.errors:
        return _review_page(course, form), 422
    seen, reason = form.seen.data or "", form.reason.data or ""
    with transaction():
        reviewing.return_course(policies.locked(course), seen=seen, reason=reason, by=me, now=clock.now())
    flash(_("Returned with your reason."), "success")
    return redirect(url_for("catalog.show_reviews"), 303)


def _review_page(course: Course, form: ReviewForm) -> str:
    me = actor()
    latest = queries.last_review(course.id)
    return render_template(
        "catalog/review.html",
        course=course,
        latest=latest,
        past=queries.reviews_of(course.id),
        changes=queries.changes_since(course, latest),
        about=queries.about_change(course),
        form=form,
        can_review=policies.can_review(me, course),
        is_mine=course.written_by_id == me.id,
        author=person_line([course.written_by_id]).get(course.written_by_id) if course.written_by_id else None,
    )

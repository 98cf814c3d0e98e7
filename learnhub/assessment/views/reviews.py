"""Routes of reviewers: what waits, open, return, review."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import ReturnForm, ReviewForm
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import render_summary
from learnhub.kernel import clock
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.get("/reviews")
def show_reviews() -> ResponseReturnValue:
    """What waits for my review, and what I have handled."""
    waiting, handled = queries.reviews_of(auth.actor(), clock.today())
    return render_template("assessment/reviews.html", waiting=waiting, handled=handled)


@blueprint.post("/summaries/<int:summary_id>/open")
def post_open(summary_id: int) -> ResponseReturnValue:
    """Begin to read a summary; its author cannot take it back from now on."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        actions.open_for_review(policies.access_summary(actor, summary_id), by=actor, now=now)
    return redirect(url_for("assessment.show_summary", summary_id=summary_id), 303)


@blueprint.post("/summaries/<int:summary_id>/return")
def post_return(summary_id: int) -> ResponseReturnValue:
    """Give a summary back with a reason."""
    actor, now, form = auth.actor(), clock.now(), ReturnForm()
    if not form.validate_on_submit():
        return render_summary(policies.access_summary(actor, summary_id), returning=form, status=422)
    with transaction():
        summary = policies.access_summary(actor, summary_id)
        current = actions.is_current(summary, form.version.data or 0)
        if current:
            actions.return_for_revision(summary, reason=form.reason.data or "", by=actor, now=now)
    if not current:
        form.version.renew(summary.version)
        return render_summary(summary, returning=form, problem=_changed(), status=409)
    flash(_("Returned with your reason."), "success")
    return redirect(url_for("assessment.show_reviews"), 303)


@blueprint.post("/summaries/<int:summary_id>/review")
def post_review(summary_id: int) -> ResponseReturnValue:
    """Review a summary with a comment."""
    actor, now, form = auth.actor(), clock.now(), ReviewForm()
    if not form.validate_on_submit():
        return render_summary(policies.access_summary(actor, summary_id), review=form, status=422)
    with transaction():
        summary = policies.access_summary(actor, summary_id)
        current = actions.is_current(summary, form.version.data or 0)
        if current:
            actions.review(summary, comment=form.comment.data or "", by=actor, now=now)
    if not current:
        form.version.renew(summary.version)
        return render_summary(summary, review=form, problem=_changed(), status=409)
    flash(_("Reviewed. Your comment has reached the author."), "success")
    return redirect(url_for("assessment.show_reviews"), 303)


def _changed() -> str:
    return str(_("This summary has changed since you opened the page. Read it again; what you typed is kept below."))

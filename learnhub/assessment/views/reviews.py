"""Routes of reviewers: what waits, open, return, review."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import ReturnForm, ReviewForm
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import done, render_summary
from learnhub.kernel import clock
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.get("/reviews")
def show_reviews() -> ResponseReturnValue:
    """What waits for my review, or what I have handled."""
    actor, handled = auth.actor(), request.args.get("show") == "handled"
    page = queries.reviews_page(actor, clock.today(), handled=handled, page=request.args.get("page"))
    waiting = queries.waiting_reviews(actor)
    return render_template("assessment/reviews.html", page=page, waiting=waiting, handled=handled)


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
    form = ReturnForm()
    give_back = partial(actions.return_for_revision, reason=form.reason.data or "")
    return _judge(summary_id, form, give_back, _("Returned with your reason."), returning=form)


@blueprint.post("/summaries/<int:summary_id>/review")
def post_review(summary_id: int) -> ResponseReturnValue:
    """Review a summary with a comment."""
    form = ReviewForm()
    review = partial(actions.review, comment=form.comment.data or "")
    return _judge(summary_id, form, review, _("Reviewed. Your comment has reached the author."), review=form)


def _judge(
    summary_id: int, form: ReturnForm | ReviewForm, judge: Callable[..., None], said: str, **shown: Any
) -> ResponseReturnValue:
    """Judge the summary that the page showed; one that has changed since is shown again with what was typed."""
    actor, now = auth.actor(), clock.now()
    summary = policies.access_summary_to_judge(actor, summary_id, returning="returning" in shown)
    if not form.validate_on_submit():
        return render_summary(summary, **shown, status=422)
    with transaction():
        summary = policies.access_summary_to_judge(actor, summary_id, returning="returning" in shown)
        current = actions.is_current(summary, form.version.data or 0)
        if current:
            judge(summary, by=actor, now=now)
    if current:
        return done(said, "assessment.show_reviews")
    form.version.renew(summary.version)
    changed = _("This summary has changed since you opened the page. Read it again; what you typed is kept below.")
    return render_summary(summary, **shown, problem=str(changed), status=409)

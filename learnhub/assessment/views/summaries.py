"""Routes of one's own summaries: write, hand in, take back, acknowledge."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import WordsForm, lines_left_out
from learnhub.assessment.models import Summary
from learnhub.assessment.rules import Refusal
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import done, render_summary
from learnhub.kernel import clock
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.web import wants_json


@blueprint.get("/")
def show_mine() -> ResponseReturnValue:
    """My summaries, and the one to look at now."""
    actor, today = auth.actor(), clock.today()
    return render_template(
        "assessment/mine.html",
        current=queries.current_summary(actor.id, today),
        lines=queries.own_summaries(actor.id, today),
        waiting=queries.waiting_reviews(actor),
        objections=queries.waiting_objections(policies.objections_answered_by(actor)),
    )


@blueprint.get("/summaries/<int:summary_id>")
def show_summary(summary_id: int) -> ResponseReturnValue:
    """One summary: to its author, to the reviewer, to who runs the quarter."""
    return render_summary(policies.access_summary(auth.actor(), summary_id))


@blueprint.post("/summaries/<int:summary_id>/words")
def post_words(summary_id: int) -> ResponseReturnValue:
    """Keep the words, sent by the page while they are typed or by its button."""
    form = WordsForm()
    if not form.validate_on_submit():
        return invalid(summary_id, form)
    with transaction():
        summary = policies.access_own_summary(auth.actor(), summary_id)
        refusal = save(summary, form)
    if refusal is not None:
        return refused(summary, form, refusal)
    if wants_json():
        return jsonify(saved_at=clock.iso_ms(summary.saved_at or clock.now()), version=summary.version)
    return done(_("Saved."), "assessment.show_summary", summary_id=summary_id, _anchor="words")


@blueprint.post("/summaries/<int:summary_id>/submit")
def post_submit(summary_id: int) -> ResponseReturnValue:
    """Keep the words and hand the summary in."""
    form = WordsForm()
    if not form.validate_on_submit():
        return invalid(summary_id, form)
    if not any(form.words().values()):
        form.form_errors.append(_("Write a few words of self-assessment before you submit."))
        return invalid(summary_id, form)
    actor, now = auth.actor(), clock.now()
    with transaction():
        summary = policies.access_own_summary(actor, summary_id)
        refusal = save(summary, form)
        if refusal is None:
            actions.submit(summary, by=actor, now=now)
    if refusal is not None:
        return refused(summary, form, refusal)
    return done(
        _("Handed in. You can take it back until your reviewer opens it."),
        "assessment.show_summary",
        summary_id=summary_id,
    )


@blueprint.post("/summaries/<int:summary_id>/take-back")
def post_take_back(summary_id: int) -> ResponseReturnValue:
    """Take a summary back that the reviewer has not opened."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        actions.take_back(policies.access_summary(actor, summary_id), by=actor, now=now)
    return done(_("Taken back. You can go on writing."), "assessment.show_summary", summary_id=summary_id)


@blueprint.post("/summaries/<int:summary_id>/acknowledge")
def post_acknowledge(summary_id: int) -> ResponseReturnValue:
    """Confirm that the feedback was read."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        actions.acknowledge(policies.access_summary(actor, summary_id), by=actor, now=now)
    return done(_("Noted that you have read the feedback."), "assessment.show_summary", summary_id=summary_id)


def save(summary: Summary, form: WordsForm) -> Refusal | None:
    return actions.save_words(
        summary,
        form.words(),
        lines_left_out(request.form.getlist("hidden")),
        version=form.version.data or 0,
        by=auth.actor(),
        now=clock.now(),
    )


def invalid(summary_id: int, form: WordsForm) -> ResponseReturnValue:
    summary = policies.access_own_summary(auth.actor(), summary_id)
    if wants_json():
        raise Invalid("At most 4,000 characters.")
    return render_summary(summary, words=form, status=422)


def refused(summary: Summary, form: WordsForm, refusal: Refusal) -> ResponseReturnValue:
    """The page again with what was typed, and what to do; sending it once more then keeps it."""
    if wants_json():
        raise Conflict(refusal.message, **refusal.params)
    form.version.renew(summary.version)
    return render_summary(summary, words=form, problem=_(refusal.message, **refusal.params), status=409)

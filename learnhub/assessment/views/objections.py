"""Routes of objections: contest a line, the list of those who answer, answer one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import AnswerForm, ObjectionForm, WordsForm
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import done, render_summary
from learnhub.assessment.views.summaries import invalid, refused, save
from learnhub.kernel import clock
from learnhub.platform import audit, auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.post("/summaries/<int:summary_id>/contest")
def post_contest(summary_id: int) -> ResponseReturnValue:
    """Keep the words and contest a line of the figures."""
    words, form, actor = WordsForm(), ObjectionForm(), auth.actor()
    if not words.validate_on_submit():
        return invalid(summary_id, words)
    if not form.validate_on_submit():
        summary = policies.access_own_summary(actor, summary_id)
        return render_summary(summary, words=words, objection=form, status=422)
    with transaction():
        summary = policies.access_own_summary(actor, summary_id)
        refusal = save(summary, words)
        if refusal is None:
            reason = form.objection.data or ""
            actions.contest(summary, form.line_id.data, reason=reason, by=actor, now=clock.now())
    if refusal is not None:
        return refused(summary, words, refusal)
    said = _("Contested. You can go on writing as soon as it has been answered.")
    return done(said, "assessment.show_summary", summary_id=summary_id)


@blueprint.get("/objections")
def show_objections() -> ResponseReturnValue:
    """What waits for my answer, or what was answered."""
    actor, answered = auth.actor(), request.args.get("show") == "answered"
    policies.refuse_unless_answering(actor)
    visible = policies.objections_answered_by(actor)
    return render_template(
        "assessment/objections.html",
        page=queries.objections_page(visible, answered=answered, page=request.args.get("page")),
        waiting=queries.waiting_objections(visible),
        answered=answered,
    )


@blueprint.get("/objections/<int:objection_id>")
def show_objection(objection_id: int) -> ResponseReturnValue:
    """One objection with what lies behind the line."""
    return _objection(objection_id, AnswerForm(formdata=None))


@blueprint.post("/objections/<int:objection_id>/answer")
def post_answer(objection_id: int) -> ResponseReturnValue:
    """Answer an objection."""
    actor, form = auth.actor(), AnswerForm()
    if not form.validate_on_submit():
        return _objection(objection_id, form), 422
    with transaction():
        objection = policies.access_objection(actor, objection_id)
        actions.answer(objection, text=form.answer.data or "", by=actor, now=clock.now())
    return done(_("Answered. The author can go on writing."), "assessment.show_objections")


def _objection(objection_id: int, form: AnswerForm) -> str:
    actor = auth.actor()
    objection = policies.access_objection(actor, objection_id)
    line = queries.objection_line(objection.id)
    audit.note_look(actor, line.person_id, f"objection:{line.id}")
    return render_template(
        "assessment/objection.html",
        line=line,
        entries=queries.entries_behind(line.line),
        mine=line.person_id == actor.id,
        form=form,
    )

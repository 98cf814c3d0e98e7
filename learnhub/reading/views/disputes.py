"""Routes of disputes: raise one, look at it, answer it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.reading import actions, policies, queries
from learnhub.reading.forms import DisputeAnswerForm, DisputeForm
from learnhub.reading.models import Dispute
from learnhub.reading.rules import Decision, Remedy
from learnhub.reading.views.blueprint import blueprint
from learnhub.reading.views.cases import case_days, decide, done


@blueprint.get("/disputes/new")
def show_new_dispute() -> ResponseReturnValue:
    """Say what is wrong with a sitting, a completion, or an hour that is missing."""
    return _new(DisputeForm(formdata=None))


@blueprint.post("/disputes/new")
def post_dispute() -> ResponseReturnValue:
    """Dispute it; the nearest unit administrator has to answer."""
    form = DisputeForm()
    if not form.validate_on_submit():
        return _new(form), 422
    with transaction():
        row = actions.dispute(
            _disputed(), reason=form.reason.data or "", days=case_days(), by=actor(), now=clock.now()
        )  # fmt: skip
    return done(_("Sent. You will be told as soon as it has been answered."), "reading.show_dispute", case_id=row.id)


@blueprint.get("/disputes/<int:case_id>")
def show_dispute(case_id: int) -> ResponseReturnValue:
    """One dispute with the figures that stood then, and its answer."""
    return _dispute(case_id, DisputeAnswerForm(formdata=None))


@blueprint.post("/disputes/<int:case_id>/answer")
def post_dispute_answer(case_id: int) -> ResponseReturnValue:
    """Answer a dispute: what was recorded stands, or is corrected by a further entry."""
    form = DisputeAnswerForm()

    def act(row: Dispute) -> None:
        actions.answer_dispute(
            row, text=form.answer.data or "", correction=_correction(form), by=actor(), now=clock.now()
        )  # fmt: skip

    return decide("disputes", case_id, form, show=_dispute, act=act, said=_("Answered. The reader has been told."))


def _new(form: DisputeForm) -> str:
    thing = _disputed()
    lesson = queries.current_version(thing.lesson_id) if thing.lesson_id else None
    return render_template(
        "reading/dispute_new.html", subject=thing.subject.value, figures_now=queries.readable(thing.figures),
        lesson=lesson, form=form, days=case_days(),
    )  # fmt: skip


def _disputed() -> actions.Disputed:
    """What the address names; without anything it is an hour that is missing."""
    me, asked = actor(), request.args
    if "sitting" in asked:
        return actions.disputed_sitting(policies.access_own_sitting(me, _number("sitting")))
    if "completion" in asked:
        return actions.disputed_completion(policies.access_own_completion(me, _number("completion")))
    if "lesson" in asked:
        return actions.missing_hours(catalog.access_lesson_text(me, _number("lesson")).lesson_id)
    return actions.missing_hours(None)


def _number(name: str) -> int:
    return min(max(request.args.get(name, default=0, type=int), 0), 2**31 - 1)


def _dispute(case_id: int, form: DisputeAnswerForm) -> str:
    me = actor()
    row = policies.access_case(me, "disputes", case_id)
    case = queries.case("disputes", case_id)
    note_look(me, row.person_id, f"dispute:{case_id}")
    may_decide = policies.can_decide(me, row)
    form.offer(queries.correctable_entries(row) if may_decide and case.waits else ())
    return render_template(
        "reading/dispute.html", case=case, row=row, figures_then=queries.readable(row.figures), form=form,
        may_decide=may_decide, today=clock.today(),
    )  # fmt: skip


def _correction(form: DisputeAnswerForm) -> actions.Correction | None:
    if form.decision.data == Decision.STANDS.value:
        return None
    return actions.Correction(Remedy(form.remedy.data), form.hours.data, form.entry.data)

"""Routes of declarations: declare that a lesson was read otherwise, look at it, confirm or decline it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.reading import actions, policies, queries
from learnhub.reading.forms import DeclarationDecisionForm, DeclarationForm
from learnhub.reading.models import Declaration
from learnhub.reading.rules import Manner
from learnhub.reading.views.blueprint import blueprint
from learnhub.reading.views.cases import case_days, decide, done


@blueprint.get("/lessons/<int:lesson_id>/declare")
def show_declare(lesson_id: int) -> ResponseReturnValue:
    """Declare that a lesson was read with a screen reader or on paper."""
    return _declare(lesson_id, DeclarationForm(formdata=None))


@blueprint.post("/lessons/<int:lesson_id>/declare")
def post_declare(lesson_id: int) -> ResponseReturnValue:
    """Take the declaration; the check is still to be passed, and the hours wait to be confirmed."""
    form = DeclarationForm()
    if not form.validate_on_submit():
        return _declare(lesson_id, form), 422
    with transaction():
        row = actions.declare(
            catalog.access_lesson(actor(), lesson_id), manner=Manner(form.manner.data), words=form.words.data or "",
            days=case_days(), by=actor(), now=clock.now(),
        )  # fmt: skip
    return done(
        _("Declared. Pass the check now; the class-hours count as soon as your declaration is confirmed."),
        "reading.show_declaration", case_id=row.id,
    )  # fmt: skip


@blueprint.get("/declarations/<int:case_id>")
def show_declaration(case_id: int) -> ResponseReturnValue:
    """One declaration and what was decided on it."""
    return _declaration(case_id, DeclarationDecisionForm(formdata=None))


@blueprint.post("/declarations/<int:case_id>/decide")
def post_declaration_decision(case_id: int) -> ResponseReturnValue:
    """Confirm a declaration or decline it, with a reason."""
    form = DeclarationDecisionForm()

    def act(row: Declaration) -> None:
        confirmed, reason = form.decision.data == "confirmed", form.reason.data or ""
        actions.decide_declaration(row, confirmed=confirmed, reason=reason, by=actor(), now=clock.now())

    return decide(
        "declarations", case_id, form, show=_declaration, act=act, said=_("Decided. The reader has been told.")
    )  # fmt: skip


def _declare(lesson_id: int, form: DeclarationForm) -> str:
    text = catalog.access_lesson_text(actor(), lesson_id)
    already = queries.read_before(actor().id, text.version_id)
    return render_template("reading/declare.html", text=text, form=form, already=already, days=case_days())


def _declaration(case_id: int, form: DeclarationDecisionForm) -> str:
    me = actor()
    row = policies.access_case(me, "declarations", case_id)
    note_look(me, row.person_id, f"declaration:{case_id}")
    return render_template(
        "reading/declaration.html",
        case=queries.case("declarations", case_id),
        completion=queries.keys_of(row.completion_id),
        hours=queries.waiting_entries(row.person_id, row.completion_id),
        form=form,
        may_decide=policies.can_decide(me, row),
        today=clock.today(),
    )

"""Routes of training administrators: prepare, open, close and archive a quarter, take people in, reopen a summary."""

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import CycleForm, ReopenForm
from learnhub.assessment.models import Cycle
from learnhub.assessment.rules import CycleState
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import done
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.periods import Quarter, quarter_of
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.pagination import Page, page_number

PEOPLE, SOME = 50, 20
BEFORE_THE_END = timedelta(days=6)


@blueprint.get("/cycles")
def show_cycles() -> ResponseReturnValue:
    """The quarters I run, and a form for the next one."""
    actor = auth.actor()
    policies.refuse_unless_administrator(actor)
    quarter = quarter_of(clock.today())
    form = CycleForm(
        formdata=None, year=quarter.year, number=quarter.number, cut_off_on=quarter.period.end - BEFORE_THE_END
    )
    return _cycles(actor, form)


@blueprint.post("/cycles")
def post_cycle() -> ResponseReturnValue:
    """Prepare a quarter."""
    actor, form = auth.actor(), CycleForm()
    policies.refuse_unless_administrator(actor)
    form.unit_id.choices = _units(actor)
    if not form.validate_on_submit():
        return _cycles(actor, form), 422
    quarter, cut_off_on = Quarter(form.year.data or 0, form.number.data), form.cut_off_on.data or clock.today()
    problem = actions.why_not_cut_off(quarter, cut_off_on)
    if problem:
        form.cut_off_on.errors = [_(problem)]
        return _cycles(actor, form), 422
    with transaction():
        cycle = actions.create_cycle(
            quarter, unit_id=form.unit_id.data, cut_off_on=cut_off_on, by=actor, now=clock.now()
        )
    said = _("Prepared. Look who takes part, then open it.")
    return done(said, "assessment.show_cycle", cycle_id=cycle.id)


@blueprint.get("/cycles/<int:cycle_id>")
def show_cycle(cycle_id: int) -> ResponseReturnValue:
    """One quarter: who takes part, and where each summary is."""
    return _cycle(cycle_id, ReopenForm(formdata=None))


@blueprint.post("/cycles/<int:cycle_id>/open")
def post_open_cycle(cycle_id: int) -> ResponseReturnValue:
    """Open a quarter: everybody who takes part gets a summary."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        people = actions.open_cycle(policies.access_cycle(actor, cycle_id), by=actor, now=now)
    said = _("Open. %(count)s people have a summary now.", count=people)
    return done(said, "assessment.show_cycle", cycle_id=cycle_id)


@blueprint.post("/cycles/<int:cycle_id>/people")
def post_take_in(cycle_id: int) -> ResponseReturnValue:
    """Give those who joined after the opening a summary."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        people = actions.take_in(policies.access_cycle(actor, cycle_id), by=actor, now=now)
    said = _("Taken in: %(count)s people have a summary now.", count=people)
    return done(said, "assessment.show_cycle", cycle_id=cycle_id)


@blueprint.post("/cycles/<int:cycle_id>/close")
def post_close_cycle(cycle_id: int) -> ResponseReturnValue:
    """Close a quarter; what was handed in goes its way."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        actions.close_cycle(policies.access_cycle(actor, cycle_id), by=actor, now=now)
    return done(_("Closed. What was handed in can still be reviewed."), "assessment.show_cycle", cycle_id=cycle_id)


@blueprint.post("/cycles/<int:cycle_id>/archive")
def post_archive_cycle(cycle_id: int) -> ResponseReturnValue:
    """Make a closed quarter read only."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        actions.archive_cycle(policies.access_cycle(actor, cycle_id), by=actor, now=now)
    return done(_("Archived. Nothing in it changes any more."), "assessment.show_cycle", cycle_id=cycle_id)


@blueprint.post("/summaries/<int:summary_id>/reopen")
def post_reopen(summary_id: int) -> ResponseReturnValue:
    """Let somebody hand in after the close, with a reason."""
    actor, form = auth.actor(), ReopenForm()
    cycle_id = policies.access_summary_of_cycle(actor, summary_id).cycle_id
    if not form.validate_on_submit():
        return _cycle(cycle_id, form, wrong=summary_id), 422
    with transaction():
        summary = policies.access_summary_of_cycle(actor, summary_id)
        actions.reopen_summary(summary, reason=form.reason.data or "", by=actor, now=clock.now())
    return done(_("Reopened. The summary can be handed in now."), "assessment.show_cycle", cycle_id=cycle_id)


def _cycles(actor: Actor, form: CycleForm) -> str:
    form.unit_id.choices = _units(actor)
    archived, visible = request.args.get("show") == "archived", policies.cycles_visible_to(actor)
    page = queries.cycles_page(visible, archived=archived, page=request.args.get("page"))
    return render_template("assessment/cycles.html", form=form, page=page, archived=archived)


def _cycle(cycle_id: int, form: ReopenForm, *, wrong: int = 0) -> str:
    cycle = policies.access_cycle(auth.actor(), cycle_id)
    if cycle.state is CycleState.DRAFT:
        return _prepared(cycle)
    today, show = clock.today(), request.args.get("show", "")
    joined = queries.newcomers(cycle) if cycle.state is CycleState.OPEN else []
    return render_template(
        "assessment/cycle.html",
        cycle=cycle,
        unit=queries.unit_name(cycle.unit_id),
        counts=queries.counts_of_cycle(cycle),
        show=show,
        page=queries.people_of_cycle(cycle, today, show=show, page=request.args.get("page")),
        joined=joined[:SOME],
        joining=sum(member.reviewer_id is not None for member in joined),
        outside=sum(member.reviewer_id is None for member in joined),
        owed=queries.owed_in(cycle.id),
        unfrozen=queries.unfrozen(cycle.id) if cycle.state is CycleState.ARCHIVED else 0,
        can_close=cycle.state is CycleState.OPEN and today >= cycle.cut_off_on,
        form=form,
        wrong=wrong,
    )


def _prepared(cycle: Cycle) -> str:
    """A quarter before its opening: who will take part, and whom nobody reviews yet."""
    members = queries.members_of(cycle)
    alone = [member for member in members if member.reviewer_id is None]
    number = page_number(request.args.get("page"), len(members), PEOPLE)
    shown = queries.with_reviewer_names(members[(number - 1) * PEOPLE : number * PEOPLE])
    return render_template(
        "assessment/prepared.html",
        cycle=cycle,
        unit=queries.unit_name(cycle.unit_id),
        alone=alone[:SOME],
        alone_count=len(alone),
        page=Page(shown, number, len(members), PEOPLE),
    )


def _units(actor: Actor) -> list[SelectChoice]:
    named = queries.units_named(sorted(actor.units(Role.TRAINING_ADMINISTRATOR)))
    return [SelectChoice(unit_id, name) for unit_id, name in named]

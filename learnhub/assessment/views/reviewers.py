"""Routes of the reviewer map: who reviews whom in a quarter, name somebody else, let somebody stand in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from learnhub.assessment import actions, policies, queries
from learnhub.assessment.forms import ReviewerForm, StandInForm
from learnhub.assessment.models import Cycle
from learnhub.assessment.views.blueprint import blueprint
from learnhub.assessment.views.page import done
from learnhub.kernel import clock
from learnhub.kernel.errors import NotFound
from learnhub.people.models import Person, Unit
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.forms import LineField
from learnhub.platform.i18n import gettext as _

NO_TARGET = "There is no such person or unit in this quarter."


@blueprint.get("/cycles/<int:cycle_id>/reviewers")
def show_reviewers(cycle_id: int) -> ResponseReturnValue:
    """Who reviews whom in a quarter; ?unit= or ?person= opens the form for one of them."""
    cycle = policies.access_cycle(auth.actor(), cycle_id)
    return _page(cycle, target=_target(cycle))


@blueprint.post("/cycles/<int:cycle_id>/reviewers")
def post_reviewer(cycle_id: int) -> ResponseReturnValue:
    """Name somebody else to review a person or a unit."""
    actor, form = auth.actor(), ReviewerForm()
    cycle = policies.access_cycle(actor, cycle_id)
    target = _target(cycle)
    if target is None:
        raise NotFound(NO_TARGET)
    found = form.validate_on_submit() and _known(form.reviewer)
    if found and isinstance(target, Person) and found == target.id:
        form.reviewer.errors = [_("Nobody reviews a summary of their own.")]
        found = None
    if not found:
        return _page(cycle, target=target, naming=form), 422
    with transaction():
        changed = actions.name_reviewer(
            policies.access_cycle(actor, cycle_id), target, found,
            reason=form.reason.data or "", by=actor, now=clock.now(),
        )  # fmt: skip
    said = _("Named. %(count)s summaries have changed hands.", count=changed)
    return done(said, "assessment.show_reviewers", cycle_id=cycle_id)


@blueprint.post("/cycles/<int:cycle_id>/stand-ins")
def post_stand_in(cycle_id: int) -> ResponseReturnValue:
    """Let somebody review in place of a reviewer, until a last day."""
    actor, form = auth.actor(), StandInForm()
    cycle = policies.access_cycle(actor, cycle_id)
    valid = form.validate_on_submit()
    people = (_known(form.away), _known(form.in_place)) if valid else (None, None)
    if not all(people) or not _makes_sense(form, people):
        return _page(cycle, target=None, standing=form), 422
    with transaction():
        actions.stand_in(
            policies.access_cycle(actor, cycle_id), people[0] or 0, people[1] or 0,
            from_on=form.from_on.data or clock.today(), until_on=form.until_on.data or clock.today(),
            reason=form.why.data or "", by=actor, now=clock.now(),
        )  # fmt: skip
    return done(_("Noted. Both names are shown on the summaries."), "assessment.show_reviewers", cycle_id=cycle_id)


@blueprint.post("/stand-ins/<int:stand_in_id>/end")
def post_stand_in_end(stand_in_id: int) -> ResponseReturnValue:
    """End it at once."""
    actor, now = auth.actor(), clock.now()
    with transaction():
        row = policies.access_stand_in(actor, stand_in_id)
        cycle_id = row.cycle_id
        actions.end_stand_in(row, by=actor, now=now)
    return done(_("Ended."), "assessment.show_reviewers", cycle_id=cycle_id)


def _target(cycle: Cycle) -> Person | Unit | None:
    """The person or unit that the address names; NotFound where it is not one of the quarter's."""
    person, unit = request.args.get("person", type=int), request.args.get("unit", type=int)
    if person is None and unit is None:
        return None
    found = queries.person_of_cycle(cycle, person) if person is not None else queries.unit_of_cycle(cycle, unit or 0)
    if found is None:
        raise NotFound(NO_TARGET)
    return found


def _known(field: LineField) -> int | None:
    """Whom a field names; says beside the field why nobody is found."""
    people = queries.people_called(field.data or "", clock.today())
    if len(people) == 1:
        return people[0]
    field.errors = [
        _("Several people have this name. Use the user name.") if people else _("Nobody here is called that.")
    ]
    return None


def _makes_sense(form: StandInForm, people: tuple[int | None, int | None]) -> bool:
    if people[0] == people[1]:
        form.in_place.errors = [_("Nobody stands in for themselves.")]
    elif form.from_on.data and form.until_on.data and form.until_on.data < form.from_on.data:
        form.until_on.errors = [_("The last day lies before the first.")]
    else:
        return True
    return False


def _page(
    cycle: Cycle,
    *,
    target: Person | Unit | None,
    naming: ReviewerForm | None = None,
    standing: StandInForm | None = None,
) -> str:
    today = clock.today()
    return render_template(
        "assessment/reviewers.html",
        cycle=cycle,
        unit=queries.unit_name(cycle.unit_id),
        page=queries.map_page(cycle, today, request.args.get("page")),
        choices=queries.choices_of(cycle.id),
        stand_ins=queries.stand_ins_of(cycle.id),
        usual=queries.usual_reviewers(cycle, today),
        target=target,
        target_key="person" if isinstance(target, Person) else "unit",
        today=today,
        can_change=cycle.state != "archived",
        naming=naming or ReviewerForm(formdata=None),
        standing=standing or StandInForm(formdata=None, from_on=today),
    )

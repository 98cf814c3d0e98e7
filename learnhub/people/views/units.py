"""Routes of the unit tree: the tree, one unit with its people and roles, and the changes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Invalid
from learnhub.people import actions, policies, queries
from learnhub.people.forms import GrantForm, MoveForm, UnitForm
from learnhub.people.models import Unit
from learnhub.people.views.blueprint import blueprint
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import lazy_gettext
from learnhub.platform.pagination import SIZE, Page, page_number

UNREADABLE = "Please check what you entered."
NO_SUCH_NAME = "Nobody whom you may see has this user name."
ROLE_WORDS = {
    Role.LEARNER: lazy_gettext("Learner"),
    Role.SUPERVISOR: lazy_gettext("Supervisor"),
    Role.UNIT_ADMINISTRATOR: lazy_gettext("Unit administrator"),
    Role.TRAINING_ADMINISTRATOR: lazy_gettext("Training administrator"),
    Role.AUTHOR: lazy_gettext("Author"),
    Role.REVIEWER: lazy_gettext("Content reviewer"),
    Role.HEAD_TEACHER: lazy_gettext("Head teacher"),
    Role.LIAISON: lazy_gettext("Class liaison"),
    Role.COUNSELLOR: lazy_gettext("Counsellor"),
    Role.STUDY_SECRETARY: lazy_gettext("Study secretary"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.OPERATOR: lazy_gettext("Operator"),
}


@blueprint.get("/units")
def show_units() -> ResponseReturnValue:
    """The units that one supervises or administers, as a tree with the number of people."""
    actor = auth.actor()
    rows = queries.unit_tree(policies.access_units(actor), clock.today())
    total = sum(row.below for row in rows if row.depth == 0)
    return render_template("people/units.html", rows=rows, total=total, may_import=policies.can_import(actor))


@blueprint.get("/units/<int:unit_id>")
def show_unit(unit_id: int) -> ResponseReturnValue:
    """One unit: where it stands, its people, its roles, and what may be changed here."""
    actor = auth.actor()
    unit = policies.access_unit(actor, unit_id)
    return _unit_page(actor, unit)


def _unit_page(
    actor: Actor, unit: Unit, *, unit_form: UnitForm | None = None, grant_form: GrantForm | None = None
) -> ResponseReturnValue:
    today, below = clock.today(), queries.units_below(unit.id)
    seen = policies.visible_to(actor, today)
    total = queries.count_visible(seen, below, today)
    number = page_number(request.args.get("page"), total)
    ids = queries.visible_ids(seen, below, today, limit=SIZE, offset=(number - 1) * SIZE)
    lines = queries.person_line(ids, today)
    tree = queries.unit_tree(policies.units_of(actor), today)
    keepable = [row for row in tree if policies.can_keep_unit(actor, row.id) and row.id not in below]
    wrong = bool((unit_form and unit_form.errors) or (grant_form and grant_form.errors))
    page = render_template(
        "people/unit.html",
        unit=unit,
        path=queries.unit_path(unit.id),
        reach=policies.units_of(actor),
        children=[row for row in queries.unit_tree(frozenset(below), today) if row.depth == 1],
        page=Page([lines[one] for one in ids], number, total),
        grants=queries.grants_in(unit.id, today),
        words=ROLE_WORDS,
        may_keep=policies.can_keep_unit(actor, unit.id),
        may_move=policies.can_keep_unit(actor, unit.parent_id),
        may_give=policies.can_give_here(actor, unit.id),
        targets=keepable,
        me=actor.id,
        unit_form=unit_form or UnitForm(formdata=None),
        grant_form=grant_form or GrantForm(formdata=None, from_on=today),
    )
    return page, 422 if wrong else 200


@blueprint.post("/units/<int:unit_id>/units")
def post_unit(unit_id: int) -> ResponseReturnValue:
    """Make a new unit below this one."""
    actor, form = auth.actor(), UnitForm()
    parent = policies.access_unit_to_keep(actor, unit_id)
    if not form.validate_on_submit():
        return _unit_page(actor, parent, unit_form=form)
    with transaction():
        made = actions.create_unit(form.name.data or "", parent=parent, on=clock.today(), by=actor.id)
    flash(_("The unit is made."), "success")
    return redirect(url_for("people.show_unit", unit_id=made.id), 303)


@blueprint.post("/units/<int:unit_id>/name")
def post_unit_name(unit_id: int) -> ResponseReturnValue:
    """Give this unit another name."""
    actor, form = auth.actor(), UnitForm()
    unit = policies.access_unit_to_keep(actor, unit_id)
    if not form.validate_on_submit():
        return _unit_page(actor, unit, unit_form=form)
    with transaction():
        actions.rename_unit(unit, form.name.data or "", by=actor.id)
    flash(_("The unit is renamed."), "success")
    return redirect(url_for("people.show_unit", unit_id=unit_id), 303)


@blueprint.post("/units/<int:unit_id>/place")
def post_unit_place(unit_id: int) -> ResponseReturnValue:
    """Put this unit below another, from today on."""
    actor, form = auth.actor(), MoveForm()
    unit = policies.access_unit_to_move(actor, unit_id)
    if not form.validate_on_submit():
        raise Invalid(UNREADABLE)
    with transaction():
        target = policies.access_unit_to_keep(actor, form.parent_id.data or 0)
        actions.move_unit(unit, to=target, on=clock.today(), by=actor.id)
    flash(_("The unit is moved."), "success")
    return redirect(url_for("people.show_unit", unit_id=unit_id), 303)


@blueprint.post("/units/<int:unit_id>/roles")
def post_role(unit_id: int) -> ResponseReturnValue:
    """Give somebody a role in this unit and below."""
    actor, form = auth.actor(), GrantForm()
    unit = policies.access_unit_to_give(actor, unit_id)
    if not form.validate_on_submit():
        return _unit_page(actor, unit, grant_form=form)
    role = Role(form.role.data)
    policies.refuse_role(actor, role, unit_id)
    person = policies.person_to_give(actor, (form.username.data or "").casefold())
    if person is None:
        form.username.errors = [_(NO_SUCH_NAME)]
        return _unit_page(actor, unit, grant_form=form)
    with transaction():
        actions.grant_role(
            person, role, unit, from_on=form.from_on.data or clock.today(), until_on=form.until_on.data, by=actor.id
        )
    flash(_("The role is given."), "success")
    return redirect(url_for("people.show_unit", unit_id=unit_id, _anchor="roles"), 303)


@blueprint.post("/roles/<int:grant_id>/end")
def post_role_end(grant_id: int) -> ResponseReturnValue:
    """Take a role back at once."""
    actor = auth.actor()
    with transaction():
        grant = policies.access_grant_to_revoke(actor, grant_id)
        unit_id = grant.unit_id
        actions.revoke_role(grant, on=clock.today(), by=actor.id)
    flash(_("The role is taken back."), "success")
    return redirect(url_for("people.show_unit", unit_id=unit_id, _anchor="roles"), 303)

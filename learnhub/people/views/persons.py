"""Routes of one person for administrators: corrections, closing and opening the account, a new initial password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.people import actions, policies, queries
from learnhub.people.forms import PersonForm, ReasonForm
from learnhub.people.models import Person
from learnhub.people.rules.addresses import email_address
from learnhub.people.views.blueprint import blueprint
from learnhub.people.views.units import ROLE_WORDS
from learnhub.platform import audit, auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _

NUMBER_TAKEN = "Somebody else has this staff number."


@blueprint.get("/persons/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    """The roster facts of a person and the state of the account; the look is written down."""
    actor = auth.actor()
    person = policies.access_person_to_keep(actor, person_id)
    audit.note_look(actor, person_id, "roster")
    form = PersonForm(formdata=None, name=person.name, staff_number=person.staff_number)
    form.phone.data, form.email.data = person.phone, person.email
    return _person_page(person, form)


@blueprint.post("/persons/<int:person_id>")
def post_person(person_id: int) -> ResponseReturnValue:
    """Correct the name, the staff number, the phone or the e-mail address."""
    actor = auth.actor()
    person, form = policies.access_person_to_keep(actor, person_id), PersonForm()
    if not form.validate_on_submit() or not _number_is_free(form, person_id):
        return _person_page(person, form), 422
    with transaction():
        changed = actions.correct_person(
            person,
            name=form.name.data or "",
            staff_number=form.staff_number.data or None,
            phone=form.phone.data or None,
            email=email_address(form.email.data or ""),
            by=actor.id,
        )
    flash(_("The correction is kept.") if changed else _("Nothing was changed."), "success" if changed else "info")
    return redirect(url_for("people.show_person", person_id=person_id), 303)


@blueprint.get("/persons/<int:person_id>/account")
def show_account(person_id: int) -> ResponseReturnValue:
    """The question before an account is closed, or opened again."""
    person = policies.access_person_to_lock(auth.actor(), person_id)
    return render_template("people/account.html", person=person, form=ReasonForm(formdata=None))


@blueprint.post("/persons/<int:person_id>/disable")
def post_disable(person_id: int) -> ResponseReturnValue:
    """Close the account: all its sessions end at once."""
    actor = auth.actor()
    person, form = policies.access_person_to_lock(actor, person_id), ReasonForm()
    if not form.validate_on_submit():
        return render_template("people/account.html", person=person, form=form), 422
    with transaction():
        actions.disable_person(person, reason=form.reason.data or "", by=actor.id, now=clock.now())
    flash(_("The account is closed, and every sign-in of it has ended."), "success")
    return redirect(url_for("people.show_person", person_id=person_id), 303)


@blueprint.post("/persons/<int:person_id>/enable")
def post_enable(person_id: int) -> ResponseReturnValue:
    """Open the account again."""
    actor = auth.actor()
    person, form = policies.access_person_to_lock(actor, person_id), ReasonForm()
    if not form.validate_on_submit():
        return render_template("people/account.html", person=person, form=form), 422
    with transaction():
        actions.enable_person(person, reason=form.reason.data or "", by=actor.id)
    flash(_("The account is open again. The password is as it was."), "success")
    return redirect(url_for("people.show_person", person_id=person_id), 303)


@blueprint.get("/persons/<int:person_id>/password")
def show_new_password(person_id: int) -> ResponseReturnValue:
    """The question before a new initial password is made."""
    person = policies.access_person_to_lock(auth.actor(), person_id)
    return render_template("people/new_password.html", person=person, password=None)


@blueprint.post("/persons/<int:person_id>/password")
def post_new_password(person_id: int) -> ResponseReturnValue:
    """Make a new initial password and show it this once: it stands in this answer and nowhere else."""
    actor = auth.actor()
    person = policies.access_person_to_lock(actor, person_id)
    password = actions.initial_password()
    new_hash = actions.hash_password(password)
    with transaction():
        actions.set_initial_password(person, new_hash=new_hash, now=clock.now(), by=actor.id)
    return render_template("people/new_password.html", person=person, password=password)


def _number_is_free(form: PersonForm, person_id: int) -> bool:
    number = form.staff_number.data
    if number and queries.staff_number_taken(number, but=person_id):
        form.staff_number.errors = [_(NUMBER_TAKEN)]
        return False
    return True


def _person_page(person: Person, form: PersonForm) -> str:
    actor = auth.actor()
    page = queries.person_page(person, clock.now())
    return render_template(
        "people/person.html",
        page=page,
        form=form,
        words=ROLE_WORDS,
        path=queries.unit_path(page.unit_id) if page.unit_id else (),
        reach=policies.units_of(actor),
        is_self=person.id == actor.id,
        may_lock=policies.may_lock(actor, person.id),
    )

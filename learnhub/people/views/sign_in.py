"""Routes of signing in and out, and of the password."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.people import actions, policies, queries
from learnhub.people.forms import PasswordForm, SignInForm
from learnhub.people.models import Person
from learnhub.people.rules import passwords
from learnhub.people.views.blueprint import blueprint
from learnhub.platform import auth
from learnhub.platform.auth import public, while_changing_password
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.web import safe_next

HOME = "/"


@blueprint.get("/sign-in")
@public
def show_sign_in() -> ResponseReturnValue:
    """The sign-in page; who is signed in goes on at once."""
    target = safe_next(request.args.get("next"), HOME)
    if auth.viewer():
        return redirect(target, 303)
    if actions.awaits_setup(current_app.extensions["learnhub.config"].instance):
        return redirect(url_for("people.show_setup"), 303)
    return render_template("people/sign_in.html", form=SignInForm(formdata=None, next=target))


@blueprint.post("/sign-in")
@public
def post_sign_in() -> ResponseReturnValue:
    """Check the password outside of any transaction, then open a session."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("people/sign_in.html", form=form), 422
    username, password, address = (form.username.data or "").casefold(), form.password.data or "", _address()
    with transaction():
        actions.begin_sign_in(username, address=address, now=clock.now())
    person = queries.person_by_username(username)
    fits = actions.check_password(person.password_hash if person else None, password)
    if person is None or not fits or person.disabled_at is not None:
        return _refuse(form, person)
    _open(person, address, new_hash=actions.fresher_hash(person, password))
    return redirect(safe_next(form.next.data, HOME), 303)


def _refuse(form: SignInForm, person: Person | None) -> ResponseReturnValue:
    with transaction():
        actions.note_refused_sign_in(person.id if person else None)
    form.form_errors.append(_("The user name or the password is not right."))
    return render_template("people/sign_in.html", form=form), 422


def _open(person: Person, address: str, *, new_hash: str | None) -> None:
    with transaction():
        previous = auth.viewer()
        if previous is not None:
            actions.end_session(
                policies.access_own_session(previous.actor, previous.session_id), why="replaced", now=clock.now()
            )
        handle = actions.finish_sign_in(
            person, address=address, browser=request.user_agent.string, new_hash=new_hash, now=clock.now()
        )
    _remember(handle)


def _remember(handle: str) -> None:
    seen = queries.viewer_by_handle(handle)
    if seen is not None:
        auth.remember(seen)


@blueprint.post("/sign-out")
@while_changing_password
def post_sign_out() -> ResponseReturnValue:
    """End this session, and let the browser forget what it kept of it."""
    actor, seen = auth.actor(), auth.viewer()
    with transaction():
        if seen is not None:
            actions.end_session(policies.access_own_session(actor, seen.session_id), why="signed_out", now=clock.now())
    auth.forget()
    answer = redirect(url_for("people.show_sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.get("/password")
@while_changing_password
def show_password() -> ResponseReturnValue:
    """The page that changes the password."""
    return _password_page(PasswordForm(formdata=None))


@blueprint.post("/password")
@while_changing_password
def post_password() -> ResponseReturnValue:
    """Change the own password: every session ends, and this browser goes on with a new one."""
    form, person = PasswordForm(), policies.access_self(auth.actor())
    if not form.validate_on_submit() or not _acceptable(form, person):
        return _password_page(form), 422
    with transaction():
        actions.begin_sign_in(person.username, address=_address(), now=clock.now())
    if not actions.check_password(person.password_hash, form.present_password.data or ""):
        form.present_password.errors = [_(actions.WRONG_PRESENT)]
        return _password_page(form), 422
    new_hash = actions.hash_password(form.new_password.data or "")
    with transaction():
        actions.change_password(person, new_hash=new_hash, now=clock.now())
        handle = actions.finish_sign_in(
            person, address=_address(), browser=request.user_agent.string, new_hash=None, now=clock.now()
        )
    _remember(handle)
    flash(_("Your password is changed. You are signed out everywhere else."), "success")
    return redirect(HOME, 303)


def _acceptable(form: PasswordForm, person: Person) -> bool:
    """Whether the new password is fit; the reason goes beside the field."""
    if form.new_password.data != form.repeat_password.data:
        form.repeat_password.errors = [_("The two new passwords differ.")]
        return False
    fault = passwords.fault(form.new_password.data or "", own_words=queries.own_words(person))
    if fault is None and form.new_password.data == form.present_password.data:
        fault = passwords.UNCHANGED
    if fault:
        form.new_password.errors = [_(fault)]
    return fault is None


def _password_page(form: PasswordForm) -> str:
    seen = auth.viewer()
    return render_template(
        "people/password.html",
        form=form,
        forced=bool(seen and seen.must_change_password),
        username=seen.username if seen else "",
    )


def _address() -> str:
    return request.remote_addr or "unknown"

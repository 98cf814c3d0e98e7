"""Routes of the first start: an empty site asks for its first administrator and unit at /setup, and never again."""

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.errors import NotFound
from learnhub.people import actions, queries
from learnhub.people.forms import SetupForm
from learnhub.people.rules import passwords
from learnhub.people.views.blueprint import blueprint
from learnhub.platform import auth
from learnhub.platform.auth import public
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang

NOT_PRINTED = "This is not the token that the terminal printed."
DIFFERENT = "The two passwords differ."


@public
def show_setup() -> ResponseReturnValue:
    """The questions of the first start; there is no such page once anybody is here."""
    _refuse_when_done()
    return _page(SetupForm(formdata=None))


@public
def post_setup() -> ResponseReturnValue:
    """Make the first unit and administrator, and sign the administrator in."""
    _refuse_when_done()
    form = SetupForm()
    if not form.validate_on_submit() or not _acceptable(form):
        return _page(form), 422
    new_hash = actions.hash_password(form.password.data or "")
    with transaction():
        person = actions.set_up(
            username=(form.username.data or "").casefold(),
            name=form.name.data or "",
            unit_name=form.unit.data or "",
            locale=html_lang(),
            new_hash=new_hash,
            now=clock.now(),
        )
        handle = actions.open_session(
            person, address=request.remote_addr or "", browser=request.user_agent.string, now=clock.now()
        )
    actions.forget_setup_token(_folder())
    seen = queries.viewer_by_handle(handle)
    if seen is not None:
        auth.remember(seen)
    flash(_("The site is set up. Next, import the roster of your people."), "success")
    return redirect(url_for("people.show_units"), 303)


def _refuse_when_done() -> None:
    if not queries.nobody_is_there():
        raise NotFound(actions.SETUP_DONE)


def _acceptable(form: SetupForm) -> bool:
    """Whether the token and the password are fit; the reason goes beside the field."""
    if not actions.is_setup_token(_folder(), form.token.data or ""):
        form.token.errors = [_(NOT_PRINTED)]
    elif form.password.data != form.repeat_password.data:
        form.repeat_password.errors = [_(DIFFERENT)]
    else:
        own_words = [form.username.data or "", form.name.data or "", form.unit.data or ""]
        fault = passwords.fault(form.password.data or "", own_words=own_words)
        form.password.errors = [_(fault)] if fault else []
    return not form.errors


def _page(form: SetupForm) -> str:
    return render_template("people/setup.html", form=form)


def _folder() -> Path:
    folder: Path = current_app.extensions["learnhub.config"].instance
    return folder


def _at_the_root(state: BlueprintSetupState) -> None:
    """The page lies at /setup, beside the folder of people."""
    state.app.add_url_rule("/setup", endpoint="people.show_setup", view_func=show_setup, methods=["GET"])
    state.app.add_url_rule("/setup", endpoint="people.post_setup", view_func=post_setup, methods=["POST"])


blueprint.record(_at_the_root)

"""Routes of the profile: language and looks, and where one is signed in."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from learnhub.kernel import clock
from learnhub.people import actions, policies, queries
from learnhub.people.forms import EmailForm, ProfileForm
from learnhub.people.rules.addresses import email_address
from learnhub.people.views.blueprint import blueprint
from learnhub.platform import auth
from learnhub.platform.auth import public, while_changing_password
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.platform.web import safe_next, wants_json

CHOICES = ("locale", "theme", "text_size", "care")
COOKIES = {"locale": "lh_lang", "theme": "lh_theme"}
ONE_YEAR = 365 * 24 * 3600


@blueprint.get("/profile")
def show_profile() -> ResponseReturnValue:
    """Who I am here, how the site looks to me, and where I am signed in."""
    return _profile(EmailForm(formdata=None, email=queries.email_of(auth.actor().id)))


def _profile(email_form: EmailForm) -> str:
    actor, seen = auth.actor(), auth.viewer()
    page = queries.profile_page(actor, clock.now())
    form = ProfileForm(
        formdata=None,
        locale=page.locale or html_lang(),
        theme=page.theme,
        text_size=page.text_size,
        care="on" if page.care else "off",
    )
    this_session = seen.session_id if seen else 0
    return render_template(
        "people/profile.html", page=page, form=form, email_form=email_form, this_session=this_session
    )


@blueprint.post("/profile/email")
def post_email() -> ResponseReturnValue:
    """Keep where one's own mail goes, or that none is wanted."""
    form = EmailForm()
    if not form.validate_on_submit():
        return _profile(form), 422
    with transaction():
        actions.keep_email(policies.access_self(auth.actor()), email_address(form.email.data or ""))
    flash(_("Your e-mail address is kept."), "success")
    return redirect(url_for("people.show_profile", _anchor="mail"), 303)


@blueprint.post("/preferences")
@public
@while_changing_password
def post_preferences() -> ResponseReturnValue:
    """Keep any of locale, theme, text_size and care; a visitor's language and colours stay in the browser."""
    choices = {name: request.form[name] for name in CHOICES if name in request.form}
    actions.refuse_unknown_preferences(choices)
    if auth.viewer():
        with transaction():
            actions.keep_preferences(policies.access_self(auth.actor()), choices)
    target = safe_next(request.form.get("next"), "/")
    answer = current_app.make_response(("", 204)) if wants_json() else redirect(target, 303)
    for name, cookie in COOKIES.items():
        if name in choices:
            _keep_in_browser(answer, cookie, choices[name])
    return answer


def _keep_in_browser(answer: Response, cookie: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(cookie, value, max_age=ONE_YEAR, secure=secure, httponly=True, samesite="Lax")


@blueprint.post("/sessions/<int:session_id>/end")
def post_end_session(session_id: int) -> ResponseReturnValue:
    """Sign out one of the own browsers; ending the present one is signing out."""
    actor, seen = auth.actor(), auth.viewer()
    with transaction():
        actions.end_session(policies.access_own_session(actor, session_id), why="ended", now=clock.now())
    if seen is not None and seen.session_id == session_id:
        auth.forget()
        return redirect(url_for("people.show_sign_in"), 303)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("people.show_profile", _anchor="devices"), 303)


@blueprint.post("/sessions/end-all")
def post_end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, this browser included."""
    actor = auth.actor()
    with transaction():
        actions.end_all_sessions(actor.id, why="everywhere", now=clock.now())
    auth.forget()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("people.show_sign_in"), 303)

"""Who is signed in: Flask-Login over revocable sessions, and sign-in required unless a route says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Unauthorised
from learnhub.platform import i18n, outage
from learnhub.platform.db import transaction
from learnhub.platform.web import wants_json

Route = TypeVar("Route", bound=Callable[..., Any])
Touch = Callable[[int, datetime], None]
TOUCH_EVERY = timedelta(minutes=1)
_UNKNOWN = object()
_manager = LoginManager()


@dataclass(frozen=True, eq=False)
class Viewer(UserMixin):  # type: ignore[misc]  # Flask-Login is untyped
    """The signed-in person with what a page needs: preferences, and the handle of the session."""

    handle: str
    session_id: int
    actor: Actor
    username: str
    locale: str | None = None
    theme: str = "system"
    text_size: str = "m"
    care: bool = False
    must_change_password: bool = False
    last_seen_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.actor.name

    def get_id(self) -> str:
        return self.handle


def init_app(app: Flask, *, load: Callable[[str], Viewer | None], touch: Touch | None = None) -> None:
    """Guard every route; `load` turns a session handle into a viewer, or None when it was revoked.

    `touch(session_id, now)` notes that a session is in use, at most once a minute.
    """
    app.extensions["learnhub.touch"] = touch
    _manager.init_app(app, add_context_processor=False)  # templates ask for `viewer`, which is looked up once
    _manager.session_protection = None  # our own table of sessions decides
    _manager.user_loader(load)
    app.before_request(_guard)


def public(route: Route) -> Route:
    """Mark a route that needs no sign-in."""
    route.learnhub_public = True  # type: ignore[attr-defined]
    return route


def while_changing_password(route: Route) -> Route:
    """Mark a route that is open although the initial password must be changed first."""
    route.learnhub_while_changing = True  # type: ignore[attr-defined]
    return route


def is_public(endpoint: str) -> bool:
    """Whether an endpoint may be asked without a sign-in."""
    return bool(getattr(current_app.view_functions.get(endpoint), "learnhub_public", False))


def viewer() -> Viewer | None:
    """The signed-in person, if any; looked up once a request."""
    known = g.get("viewer", _UNKNOWN)
    if known is _UNKNOWN:
        user = current_user._get_current_object()
        known = g.viewer = user if user.is_authenticated else None
    return known  # type: ignore[no-any-return]  # Flask's g holds anything


def look_nobody_up() -> None:
    """The database does not answer: for the rest of this request nobody is signed in, and the language stays."""
    if g.get("viewer") is not None:
        i18n.html_lang()  # remembered, while it is known who reads it
    g.viewer = None


def actor() -> Actor:
    """The facts about the signed-in person; raises Unauthorised when nobody is."""
    if "actor" not in g:
        seen = viewer()
        if seen is None:
            raise Unauthorised("Please sign in first.")
        g.actor = seen.actor
    return g.actor  # type: ignore[no-any-return]


def remember(seen: Viewer) -> None:
    """Sign a person in under a fresh cookie session."""
    session.clear()
    _forget_request()
    login_user(seen)
    session["locale"] = seen.locale  # for pages that have to do without the database


def forget() -> None:
    """Sign the present person out of this browser."""
    logout_user()
    session.clear()
    _forget_request()


def _forget_request() -> None:
    for name in ("actor", "viewer", "csrf_token"):
        g.pop(name, None)
    i18n.forget()


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or is_public(endpoint):
        return None
    seen = viewer()
    if seen is None:
        if wants_json() or request.method not in ("GET", "HEAD"):
            raise Unauthorised("Please sign in first.")
        return redirect(url_for("people.show_sign_in", next=request.full_path.rstrip("?")), 303)
    _note_presence(seen)
    if seen.must_change_password and not _open_while_changing(endpoint):
        return redirect(url_for("people.show_password"), 303)
    return None


def _note_presence(seen: Viewer) -> None:
    """Write down that the session is in use; once a minute is enough to know when it went idle."""
    touch: Touch | None = current_app.extensions["learnhub.touch"]
    now = clock.now()
    if touch is None or seen.last_seen_at is None or now - seen.last_seen_at < TOUCH_EVERY:
        return
    try:
        with transaction():
            touch(seen.session_id, now)
    except Exception as error:
        # While nothing can be written, what is stored can still be read.
        if request.method not in ("GET", "HEAD") or not outage.cannot_serve(error):
            raise


def _open_while_changing(endpoint: str) -> bool:
    return bool(getattr(current_app.view_functions[endpoint], "learnhub_while_changing", False))

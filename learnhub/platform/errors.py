"""One handler for refusals: a page for a browser, RFC 9457 problem details for a program."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from learnhub.kernel.errors import Invalid, LearnHubError, TooMany
from learnhub.platform import auth, outage
from learnhub.platform.i18n import gettext, lazy_gettext
from learnhub.platform.web import request_id, safe_next, wants_json

log = structlog.get_logger("errors")
MESSAGES = {
    400: lazy_gettext("The request could not be read. Go back and try again."),
    404: lazy_gettext("There is no such page, or it is not yours to see."),
    405: lazy_gettext("This address does not take that kind of request."),
    413: lazy_gettext("This is too large to upload: at most %(most)s MB are taken. Make it smaller and try again."),
    415: lazy_gettext("This kind of content is not accepted here."),
}
STALE = lazy_gettext(
    "The form belongs to an earlier sign-in, so nothing was saved. "
    "Copy what you typed, open the page again and send it once more."
)
# Fields that no person writes words into, or that must not be shown again.
_NOT_WORDS = ("csrf_token", "next", "version", "token", "username", "password")
MEGABYTE = 1024 * 1024
BROKEN = lazy_gettext("Something went wrong on our side. Nothing that was confirmed is lost. Try again in a moment.")
AWAY = lazy_gettext(
    "LearnHub cannot reach its data right now. Nothing that was confirmed is lost. "
    "Wait a moment and try again; what you were just sending was not taken, so send it once more."
)


def init_app(app: Flask) -> None:
    """Answer every exception in the visitor's language and form."""
    handlers: tuple[tuple[type[Exception], Callable[[Any], ResponseReturnValue]], ...] = (
        (LearnHubError, _refusal), (CSRFError, _stale), (HTTPException, _http), (Exception, _bug),
    )  # fmt: skip
    for kind, handle in handlers:
        app.register_error_handler(kind, _without_fail(handle))


def _without_fail(handle: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    """Even to refuse takes the database: for the reader's language, and for what surrounds the page."""

    def answer(error: Exception) -> ResponseReturnValue:
        try:
            return handle(error)
        except Exception as trouble:
            if not outage.cannot_serve(trouble):
                raise
            return _away(trouble)

    return answer


def _stale(_error: CSRFError) -> ResponseReturnValue:
    """A form of an older session is not taken; the page says so and shows the words that were typed into it."""
    return _answer(400, "stale_form", str(STALE))


def _refusal(error: LearnHubError) -> ResponseReturnValue:
    extra: dict[str, Any] = {}
    if isinstance(error, Invalid) and error.fields:
        extra["fields"] = {name: gettext(text) for name, text in error.fields.items()}
    answer = _answer(error.status, error.code, gettext(error.message, **error.params), **extra)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    message = MESSAGES.get(status, error.description)
    words = (
        str(message) % {"most": current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE} if status == 413 else str(message)
    )
    answer = _answer(status, error.name.lower().replace(" ", "_"), words)
    if status == 405 and hasattr(error, "valid_methods"):
        answer.headers["Allow"] = ", ".join(error.valid_methods or ())
    return answer


def _bug(error: Exception) -> ResponseReturnValue:
    if outage.cannot_serve(error):
        return _away(error)
    log.exception("unexpected error", request_id=request_id(), error=type(error).__name__)
    return _answer(500, "bug", str(BROKEN))


def _away(error: Exception) -> Response:
    """The database or the disk cannot serve: everything is kept as it was, and trying again is right."""
    log.error("the database or the disk cannot serve", request_id=request_id(), error=type(error).__name__)
    auth.look_nobody_up()
    answer = _answer(503, "unavailable", str(AWAY))
    answer.headers["Retry-After"] = str(outage.RETRY_AFTER_S)
    return answer


def _answer(status: int, code: str, message: str, **extra: Any) -> Response:
    if wants_json():
        answer = jsonify(type=f"urn:learnhub:{code}", title=message, status=status, request_id=request_id(), **extra)
        answer.headers["Content-Type"] = "application/problem+json"
    else:
        answer = make_response(_page(status, code, message, extra.get("fields", {})))
    answer.status_code = status
    return answer


def _page(status: int, code: str, message: str, fields: Mapping[str, str]) -> str:
    not_taken = code in ("stale_form", "unavailable")
    return render_template(
        "errors/error.html",
        status=status,
        message=message,
        request_id=request_id(),
        fields=fields,
        back=_page_before() if status == 401 or not_taken else "",
        stale=code == "stale_form",
        typed=_typed() if not_taken else (),
        **({"site_links": {}} if code == "unavailable" else {}),
    )


def _page_before() -> str:
    """The page of ours that was asked for, or whose form was sent and not taken; one comes back to it."""
    if request.method == "GET":
        return safe_next(request.full_path.rstrip("?"), "")
    before = urlsplit(request.referrer or "")
    return safe_next(before.path, "") if before.netloc == request.host else ""


def _typed() -> list[str]:
    """The words of a form sent from a page of ours: what has a space or is not plain ASCII was written by a person."""
    if not _page_before():
        return []
    fields = ((name, value.strip()) for name, value in request.form.items(multi=True))
    return [
        value
        for name, value in fields
        if not any(part in name for part in _NOT_WORDS) and (not value.isascii() or " " in value or "\n" in value)
    ]

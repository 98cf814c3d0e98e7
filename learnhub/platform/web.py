"""Small questions about the request, and the headers of every answer."""

import secrets
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, g, request
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.routing import IntegerConverter, Map

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
LARGEST_ID = 2**31 - 1
# Browsers keep no longer one; a stranger may send as much as the server reads.
LONGEST_COOKIE = 4096
_UNCHANGING = (str, int, bool, type(None))


class IdConverter(IntegerConverter):
    """The `<int:…>` of our routes: a number that no table can hold is an address that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


class JsonProvider(DefaultJSONProvider):
    """JSON that is nested deeper than Python follows is malformed like any other, and no error of ours."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class Site(Flask):
    """Flask as this site uses it: nothing of ours is a coroutine, so nothing is asked whether it is one."""

    def ensure_sync(self, func: Any) -> Any:
        return func


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie; the same cookie is proved genuine once and not on every request.

    How long it is good for is decided by our own table of sessions.
    """

    def __init__(self) -> None:
        self._signers: dict[Any, Any] = {}
        self._proved = lru_cache(maxsize=10_000)(self._prove)

    def get_signing_serializer(self, app: Flask) -> Any:
        key = app.secret_key
        if key not in self._signers:
            self._signers[key] = super().get_signing_serializer(app)
        return self._signers[key]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        value, signer = request.cookies.get(self.get_cookie_name(app)), self.get_signing_serializer(app)
        plain = None
        if value and signer and len(value) <= LONGEST_COOKIE:
            with suppress(BadSignature):
                plain = self._proved(signer, value)
        return super().open_session(app, request) if plain is None else self.session_class(plain)

    @staticmethod
    def _prove(signer: Any, value: str) -> dict[str, Any] | None:
        """What a genuine cookie says; None where it holds what a request could change in place.

        Raises BadSignature for any other, and so remembers nothing that a stranger makes up.
        """
        said: dict[str, Any] = signer.loads(value)
        return said if all(type(each) in _UNCHANGING for each in said.values()) else None


def init_app(app: Flask, *, https: bool) -> None:
    """Give every answer its security headers and every request an id."""
    app.url_map.converters["int"] = IdConverter
    app.json = JsonProvider(app)
    app.session_interface = Sessions()
    # Pages are personal unless a view says otherwise.
    fixed = {**HEADERS, "Cache-Control": "no-store"}
    if https:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    named = [(name, name.lower(), value) for name, value in fixed.items()]

    @app.after_request
    def _finish(response: Response) -> Response:
        headers = response.headers
        present = {name.lower() for name in headers.keys()}  # noqa: SIM118 - iterating gives pairs
        for name, lower, value in named:
            if lower not in present:
                headers.add(name, value)
        if "request_id" in g:
            headers["X-Request-Id"] = g.request_id
        return response


def request_id() -> str:
    """A short id of this request, shown on error pages and written to the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return g.request_id  # type: ignore[no-any-return]


def wants_json() -> bool:
    """Whether the answer goes to a program: it sent JSON, or prefers JSON over HTML."""
    if request.is_json:
        return True
    accepts = request.accept_mimetypes
    return accepts["application/json"] > accepts["text/html"]


def safe_next(target: str | None, fallback: str) -> str:
    """Where to go next: a path of this site, never another host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "\\" in target or any(ord(c) < 32 for c in target):
        return fallback
    return target

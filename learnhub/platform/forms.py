"""What every form shares: CSRF, translated messages, tidy text."""

from functools import lru_cache
from typing import Any

from flask import current_app, g, session
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from flask_wtf.file import FileField, FileRequired
from itsdangerous import URLSafeTimedSerializer
from wtforms import StringField, TextAreaField

from learnhub.kernel import text

csrf = CSRFProtect()
_NAME, _SALT = "csrf_token", "wtf-csrf-token"  # Flask-WTF's own


def csrf_token() -> str:
    """The token of this session; signed once for a session, since ours last as long as the session does."""
    if _NAME not in g and _NAME in session:
        g.csrf_token = _signed(str(current_app.secret_key), session[_NAME])
    return str(generate_csrf())


@lru_cache(maxsize=20_000)
def _signed(secret: str, value: str) -> str:
    return str(URLSafeTimedSerializer(secret, salt=_SALT).dumps(value))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form of LearnHub; WTForms' own messages follow the page's language."""


class LineField(StringField):
    """One line of text, normalised before it is checked."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = text.one_line(self.data or "")


class ProseField(TextAreaField):
    """Several lines of text, normalised before they are checked."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = text.normalise(self.data or "")


class UploadField(FileField):  # type: ignore[misc]  # Flask-WTF is untyped
    """One uploaded file; None when nothing was chosen."""


class UploadRequired(FileRequired):  # type: ignore[misc]  # Flask-WTF is untyped
    """Refuses a form without the file."""

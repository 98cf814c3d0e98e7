"""What every form shares: CSRF, translated messages, tidy text."""

from typing import Any

from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField

from learnhub.kernel import text

csrf = CSRFProtect()


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

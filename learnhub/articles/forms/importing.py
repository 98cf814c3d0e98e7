"""The forms of an import: the document, and the title that the draft gets."""

from wtforms.validators import Length

from learnhub.articles.actions.importing import LONGEST_TITLE
from learnhub.platform.forms import Form, LineField, UploadField, UploadRequired
from learnhub.platform.i18n import lazy_gettext


class DocumentForm(Form):
    """A document that is to become an article."""

    file = UploadField(
        lazy_gettext("Document"),
        validators=[UploadRequired(lazy_gettext("Choose a document."))],
        description=lazy_gettext("Word (.docx), Markdown (.md), or a zip of one Markdown text with its pictures."),
    )


class IntoForm(Form):
    """What becomes of a document that was looked at; empty keeps the title that was found."""

    title = LineField(lazy_gettext("Title"), validators=[Length(max=LONGEST_TITLE)])

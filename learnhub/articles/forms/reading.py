"""What the shelf is asked for, the words of kinds and languages, and the form of a comment."""

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from learnhub.articles.actions.comments import LONGEST, LONGEST_KEY
from learnhub.articles.queries.shelf import Wanted
from learnhub.articles.rules.states import Kind
from learnhub.kernel import ids
from learnhub.kernel.text import one_line
from learnhub.platform.forms import Form, LineField, ProseField
from learnhub.platform.i18n import lazy_gettext

Query = MultiDict[str, str]
LARGEST_ID = 2**31 - 1
KIND_WORDS = {
    Kind.TOPIC: lazy_gettext("Topic article"),
    Kind.REFLECTION: lazy_gettext("Study reflection"),
    Kind.PRACTICE: lazy_gettext("Good practice"),
    Kind.RESEARCH: lazy_gettext("Research report"),
}
LANGUAGE_WORDS = {"zh-CN": lazy_gettext("Chinese"), "en": lazy_gettext("English")}


class CommentForm(Form):
    """A comment: its words, the paragraph or the comment it is about, and the key that makes it once."""

    text = ProseField(
        lazy_gettext("Your comment"),
        validators=[
            DataRequired(lazy_gettext("Write something first.")),
            Length(max=LONGEST, message=lazy_gettext("A comment has at most %(max)d characters.")),
        ],
        render_kw={"maxlength": LONGEST, "rows": 4},
    )
    block = HiddenField()
    parent = HiddenField()
    request_key = HiddenField(filters=[lambda key: (key or ids.token(18))[:LONGEST_KEY]])


class RemoveForm(Form):
    """Why a comment is taken away."""

    reason = LineField(lazy_gettext("Reason"), validators=[Length(max=300)])


def read_wanted(query: Query) -> Wanted:
    """What the address asks for; anything unreadable is as if it were not there."""
    kind = query.get("kind", "")
    year = number_in(query.get("year", ""))
    return Wanted(
        kind=Kind(kind) if kind in set(Kind) else None,
        topic_id=number_in(query.get("topic", "")),
        unit_id=number_in(query.get("unit", "")),
        language=language if (language := query.get("language", "")) in LANGUAGE_WORDS else "",
        year=year if year and 1990 <= year <= 2200 else None,
        tag=one_line(query.get("tag", "")[:40]),
        author_id=number_in(query.get("author", "")),
        by_title=query.get("sort") == "title",
        page=query.get("page", ""),
    )


def number_in(text: str) -> int | None:
    """A whole number from an address or a hidden field; None for anything else."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        return None
    return number if (number := int(text)) <= LARGEST_ID else None

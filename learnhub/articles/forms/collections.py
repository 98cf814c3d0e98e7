"""Forms of collections: what stands around the articles, and why one is returned or withdrawn."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from learnhub.articles.queries.collections import Wanted
from learnhub.articles.rules.states import Kind, Level
from learnhub.platform.forms import Form, LineField, ProseField
from learnhub.platform.i18n import lazy_gettext

LEVEL_WORDS = {
    Level.UNIT: lazy_gettext("People of the unit"),
    Level.COUNTY: lazy_gettext("The whole county"),
}
KIND_WORDS = {
    Kind.TOPIC: lazy_gettext("Topic article"),
    Kind.REFLECTION: lazy_gettext("Study reflection"),
    Kind.PRACTICE: lazy_gettext("Good practice"),
    Kind.RESEARCH: lazy_gettext("Research report"),
}
LONGEST_FOREWORD = 20_000


class CollectionForm(Form):
    """Title, foreword and readers of a collection."""

    revision = HiddenField()
    title = LineField(
        lazy_gettext("Title"),
        validators=[DataRequired(lazy_gettext("Enter the title.")), Length(max=200)],
    )
    subtitle = LineField(lazy_gettext("Subtitle"), validators=[Length(max=200)])
    level = RadioField(
        lazy_gettext("Who reads it"),
        choices=[SelectChoice(level.value, words) for level, words in LEVEL_WORDS.items()],
        default=Level.UNIT.value,
    )
    language = SelectField(
        lazy_gettext("Language of the book"), choices=[SelectChoice("zh-CN", "中文"), SelectChoice("en", "English")]
    )
    foreword = ProseField(
        lazy_gettext("Foreword"),
        description=lazy_gettext("In Markdown. Another person looks at it before the release."),
        validators=[Length(max=LONGEST_FOREWORD)],
    )

    def chosen_level(self) -> Level:
        """The chosen readers."""
        return Level(self.level.data)


class WhyForm(Form):
    """A reason that others read."""

    why = LineField(lazy_gettext("Reason"), validators=[DataRequired(lazy_gettext("Say why.")), Length(max=500)])


class EditorForm(WhyForm):
    """Who is to be the editor from now on, and why."""

    editor = SelectField(lazy_gettext("New editor"), coerce=int, choices=[])


def read_wanted(asked: Mapping[str, str]) -> Wanted:
    """What is looked for among the articles; anything unreadable narrows nothing."""
    topic, kind = asked.get("topic", ""), asked.get("kind", "")
    return Wanted(
        text=asked.get("q", "").strip()[:100],
        topic_id=int(topic) if topic.isascii() and topic.isdigit() and len(topic) < 10 else None,
        kind=Kind(kind) if kind in set(Kind) else None,
    )


def number_in(text: str | None) -> int | None:
    """A small number that was typed; None for anything else."""
    tidy = (text or "").strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 7 else None

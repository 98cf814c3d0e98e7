"""The form of an article, as the page sends it and as a program does."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from learnhub.articles.actions.writing import Words
from learnhub.articles.forms.reading import KIND_WORDS, LANGUAGE_WORDS
from learnhub.articles.rules.facts import Facts
from learnhub.articles.rules.states import Kind, Level
from learnhub.articles.rules.writing import (
    LANGUAGES,
    LICENCES,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    source_fault,
    summary_fault,
    tags_in,
    tidy_source,
    title_fault,
)
from learnhub.kernel.errors import Invalid
from learnhub.kernel.text import normalise, one_line
from learnhub.platform.forms import Form
from learnhub.platform.i18n import gettext, lazy_gettext

UNREADABLE = "The draft could not be read. Reload the page; what you typed is kept on this device."
NO_TOPIC = "Choose a topic of the list."
LEVEL_WORDS = {Level.UNIT: lazy_gettext("My unit"), Level.COUNTY: lazy_gettext("The whole county")}
LICENCE_WORDS = {
    "": lazy_gettext("All rights stay with the author"),
    "CC-BY-4.0": lazy_gettext("CC BY 4.0: reuse with the author's name"),
    "CC-BY-SA-4.0": lazy_gettext("CC BY-SA 4.0: reuse with the name, under the same licence"),
    "CC-BY-NC-4.0": lazy_gettext("CC BY-NC 4.0: reuse with the name, not for business"),
    "CC0-1.0": lazy_gettext("CC0: reuse without conditions"),
}

# The words of what a text is filed under, by the names of its facts.
FACT_WORDS = {"kind": KIND_WORDS, "language": LANGUAGE_WORDS, "licence": LICENCE_WORDS}


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class ArticleForm(Form):
    """What an author writes and chooses."""

    title = StringField(lazy_gettext("Title"), render_kw={"maxlength": LONGEST_TITLE})
    kind = SelectField(lazy_gettext("Kind"), choices=_choices(KIND_WORDS), default=Kind.TOPIC.value)
    level = SelectField(lazy_gettext("For whom"), choices=_choices(LEVEL_WORDS), default=Level.UNIT.value)
    topic = SelectField(lazy_gettext("Topic of the article"), validate_choice=False, coerce=str, default="")
    tags = StringField(
        lazy_gettext("Tags"),
        description=lazy_gettext("At most 10 words, parted by commas."),
        render_kw={"maxlength": 500},
    )
    summary = TextAreaField(
        lazy_gettext("Abstract"),
        description=lazy_gettext("Two or three sentences that tell a colleague whether to read on."),
        render_kw={"maxlength": LONGEST_SUMMARY, "rows": 3},
    )
    language = SelectField(lazy_gettext("Language of the text"), choices=_choices(LANGUAGE_WORDS), default="zh-CN")
    licence = SelectField(lazy_gettext("What readers may do with it"), choices=_choices(LICENCE_WORDS), default="")
    source = TextAreaField(lazy_gettext("Text of the article"))
    revision = HiddenField(default="0")
    lesson = HiddenField(default="")
    course = HiddenField(default="")

    def with_topics(self, topics: Sequence[tuple[int, str]]) -> "ArticleForm":
        """Offer the topics there are."""
        self.topic.choices = _choices({"": gettext("No topic"), **{str(number): name for number, name in topics}})
        return self

    def given(self) -> dict[str, Any]:
        """What was sent, as `read_words` takes it."""
        sent = {field.name: field.data for field in self if field.name != "csrf_token"}
        return {**sent, "topic_id": sent.pop("topic")}


def number_in(value: Any) -> int | None:
    """A number of a form or of JSON; None for anything else."""
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def read_json() -> dict[str, Any]:
    """The object that a program sent; raises Invalid for anything else."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Invalid(UNREADABLE)
    return sent


def read_words(
    sent: Mapping[str, Any], before: Words, topics: Sequence[tuple[int, str]] | None = None
) -> tuple[Words, dict[str, str]]:
    """The words that were sent, and what is wrong with them by field; what is wrong or missing stays as it was."""
    faults: dict[str, str] = {}
    title = one_line(_text(sent, "title", before.title))
    summary = normalise(_text(sent, "summary", before.summary))
    source = tidy_source(_text(sent, "source", before.source))
    for name, fault in (("title", title_fault(title)), ("summary", summary_fault(summary)),
                        ("source", source_fault(source))):  # fmt: skip
        if fault:
            faults[name] = fault
    topic_id = number_in(sent["topic_id"]) if sent.get("topic_id") else None
    chosen = before.facts
    topic_id = chosen.topic_id if "topic_id" not in sent else topic_id
    if topics is not None and topic_id not in (None, chosen.topic_id, *(number for number, _name in topics)):
        faults["topic"], topic_id = NO_TOPIC, chosen.topic_id
    kind, level = _text(sent, "kind", ""), _text(sent, "level", "")
    language, licence, tags = _text(sent, "language", ""), sent.get("licence"), sent.get("tags")
    facts = Facts(
        kind=Kind(kind) if kind in set(Kind) else chosen.kind,
        topic_id=topic_id,
        language=language if language in LANGUAGES else chosen.language,
        licence=str(licence) if licence in LICENCES else chosen.licence,
        tags=tags_in(tags) if isinstance(tags, str) else chosen.tags,
    )
    return Words(
        title=before.title if "title" in faults else title,
        summary=before.summary if "summary" in faults else summary,
        source=before.source if "source" in faults else source,
        level=Level(level) if level in set(Level) else before.level,
        facts=facts,
    ), faults


def _text(sent: Mapping[str, Any], name: str, before: str) -> str:
    value = sent.get(name, before)
    return value if isinstance(value, str) else before


def fill(values: Mapping[str, Any]) -> ArticleForm:
    """The form with these values, sent or not."""
    return ArticleForm(formdata=MultiDict({name: value for name, value in values.items() if value is not None}))

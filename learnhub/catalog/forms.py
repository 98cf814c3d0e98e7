"""Forms of courses that are written in the browser, and of their review."""

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import ImmutableMultiDict
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from learnhub.catalog.actions.writing import Words
from learnhub.catalog.models import Category, Change, LessonDraft
from learnhub.kernel.text import one_line
from learnhub.platform.forms import Form, LineField, ProseField
from learnhub.platform.i18n import lazy_gettext

LONGEST_TEXT = 300_000
_UNFIT = re.compile("[\0\ud800-\udfff]")


class AboutForm(Form):
    """What a course is called and about."""

    title = LineField(
        lazy_gettext("Title of the course"),
        validators=[DataRequired(lazy_gettext("Enter a title.")), Length(max=200)],
    )
    summary = ProseField(
        lazy_gettext("Summary"),
        description=lazy_gettext("One or two sentences for the list of courses."),
        validators=[Length(max=1000)],
    )
    revision = HiddenField(default="0")


class CourseForm(AboutForm):
    """What a new course is called and about, and where it belongs."""

    category = SelectField(
        lazy_gettext("Category"),
        choices=[
            SelectChoice(Category.THEORY.value, lazy_gettext("Theory")),
            SelectChoice(Category.PARTY_SPIRIT.value, lazy_gettext("Party spirit")),
            SelectChoice(Category.PROFESSIONAL.value, lazy_gettext("Professional")),
        ],
        default=Category.PROFESSIONAL.value,
    )
    language = SelectField(
        lazy_gettext("Language"),
        choices=[SelectChoice("zh-CN", "中文"), SelectChoice("en", "English")],
        default="zh-CN",
    )


class LessonForm(Form):
    """A lesson as its author writes it."""

    title = LineField(
        lazy_gettext("Title of the lesson"),
        validators=[DataRequired(lazy_gettext("Enter a title.")), Length(max=200)],
    )
    summary = LineField(
        lazy_gettext("What readers can do afterwards"), validators=[Length(max=1000)]
    )  # fmt: skip
    source = TextAreaField(
        lazy_gettext("Text"),
        description=lazy_gettext("In Markdown: # heading, **strong**, - list, | table |."),
        validators=[Length(max=LONGEST_TEXT)],
    )
    gift = TextAreaField(
        lazy_gettext("Questions"),
        description=lazy_gettext("In GIFT, as beside a lesson in a file. Without questions the lesson has no check."),
        validators=[Length(max=LONGEST_TEXT)],
    )
    change = RadioField(
        lazy_gettext("What kind of change is it?"),
        choices=[
            SelectChoice(Change.MATERIAL.value, lazy_gettext("Material: who completed the lesson reads it again")),
            SelectChoice(Change.MINOR.value, lazy_gettext("Minor: what was completed stays complete")),
        ],
        default=Change.MATERIAL.value,
    )
    version_note = LineField(lazy_gettext("What has changed"), validators=[Length(max=500)])
    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    @classmethod
    def of(cls, draft: LessonDraft) -> "LessonForm":
        """The form as the draft fills it."""
        return cls(
            formdata=None, title=draft.title, summary=draft.summary, source=draft.source, gift=draft.gift,
            change=draft.change.value, version_note=draft.version_note, revision=draft.revision,
        )  # fmt: skip

    @classmethod
    def sent(cls, given: Mapping[str, Any], draft: LessonDraft) -> tuple["LessonForm", dict[str, str]]:
        """The form as the editor's script fills it, and what is wrong by field.

        What is wrong, or was not sent, stays as the draft has it.
        """
        known = {name: str(value) for name, value in cls.of(draft).data.items()}
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        form = cls(formdata=ImmutableMultiDict({**known, **texts}), meta={"csrf": False})
        form.validate()
        faults = {name: str(errors[0]) for name, errors in form.errors.items() if name is not None}
        for name in faults:
            form[name].data = getattr(draft, name)
        return form, faults

    def words(self) -> Words:
        """What was entered, with line ends as files have them."""
        return Words(
            title=self.title.data or "",
            summary=one_line(self.summary.data or ""),
            source=_text(self.source.data),
            gift=_text(self.gift.data),
            change=Change(self.change.data),
            version_note=self.version_note.data or "",
        )


def _text(value: str | None) -> str:
    return _UNFIT.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n"))


class ReviewForm(Form):
    """What a reviewer says, and what was looked at."""

    reason = ProseField(
        lazy_gettext("Remark or reason"),
        description=lazy_gettext("Needed to return a course: say what is to be changed."),
        validators=[Length(max=2000)],
    )
    seen = HiddenField()

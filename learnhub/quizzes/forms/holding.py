"""Forms of how a quiz is held: its settings, an allowance for a person, the correction of a key."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from learnhub.kernel.clock import SHANGHAI
from learnhub.platform.forms import Form, LineField, ProseField
from learnhub.platform.i18n import gettext, lazy_gettext
from learnhub.quizzes.rules.parts_text import NO_CATEGORY, NOT_A_PART, UnreadableError, parts_from_text, parts_text
from learnhub.quizzes.rules.regrading import OnFall
from learnhub.quizzes.rules.review import DEFAULT_REVIEW, SETTABLE, Moment, Shown
from learnhub.quizzes.rules.settings import MOST_QUESTIONS, TOO_MANY, Behaviour, Counts, Layout, Settings

NUMBER = lazy_gettext("This number is outside what is possible.")
NO_YEAR = "Give a year from %(first)s to %(last)s."
YEARS = range(2000, 2200)
LOCAL, SHOWN = "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"
REASON = lazy_gettext("Give a reason in a few words.")
LONG_ENOUGH = Length(min=4, max=500, message=REASON)
KEEP = lazy_gettext("stands: who answered by the key of that day is not to blame")
TAKE_BACK = lazy_gettext("falls, and class-hours that rest on it are taken back by further entries")
REVIEW_CHOICES = [f"{moment}:{shown}" for moment in SETTABLE for shown in Shown]


class MomentField(DateTimeLocalField):
    """A day and a time of the site's zone, kept in UTC."""

    def process_data(self, value: datetime | None) -> None:
        self.data = value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(gettext(NO_YEAR, first=YEARS[0], last=YEARS[-1]))

    def in_utc(self) -> datetime | None:
        """What was entered, as an instant."""
        return self.data.replace(tzinfo=SHANGHAI).astimezone(UTC) if self.data else None


def _number(label: Any, least: int, most: int, *, optional: bool = False, hint: Any = "") -> IntegerField:
    first: Any = Optional() if optional else InputRequired(NUMBER)
    return IntegerField(label, description=hint, validators=[first, NumberRange(least, most, NUMBER)])


class SettingsForm(Form):
    """Everything about how a quiz is held."""

    questions = _number(lazy_gettext("Questions in an attempt"), 1, 200)
    pass_percent = _number(lazy_gettext("Pass mark in per cent"), 1, 100)
    counts = SelectField(
        lazy_gettext("Which attempt counts"),
        choices=[
            SelectChoice(Counts.BEST.value, lazy_gettext("the best")),
            SelectChoice(Counts.FIRST.value, lazy_gettext("the first")),
            SelectChoice(Counts.LAST.value, lazy_gettext("the last")),
            SelectChoice(Counts.AVERAGE.value, lazy_gettext("the average of all")),
        ],
    )
    attempts = _number(
        lazy_gettext("Attempts"), 1, 100, optional=True, hint=lazy_gettext("Empty: as many as one likes.")
    )
    cooling_minutes = _number(lazy_gettext("Minutes before a repeat"), 0, 43200)
    misses_a_day = _number(
        lazy_gettext("Misses in a day until it rests"), 1, 100, optional=True, hint=lazy_gettext("Empty: no limit.")
    )
    minutes = _number(
        lazy_gettext("Time limit in minutes"), 1, 600, optional=True,
        hint=lazy_gettext("Empty: none. The end is fixed at the start and shown before it."),
    )  # fmt: skip
    opens_at = MomentField(lazy_gettext("Opens"), format=LOCAL, validators=[Optional()])
    closes_at = MomentField(lazy_gettext("Closes"), format=LOCAL, validators=[Optional()])
    behaviour = SelectField(
        lazy_gettext("When answers are judged"),
        choices=[
            SelectChoice(Behaviour.DEFERRED.value, lazy_gettext("after handing in")),
            SelectChoice(Behaviour.IMMEDIATE.value, lazy_gettext("at once, one try")),
            SelectChoice(Behaviour.INTERACTIVE.value, lazy_gettext("at once, with a hint and further tries")),
            SelectChoice(Behaviour.CERTAINTY.value, lazy_gettext("after handing in, with how sure one is")),
        ],
    )
    tries = _number(lazy_gettext("Tries, where there are further ones"), 1, 5)
    layout = SelectField(
        lazy_gettext("Questions on a page"),
        choices=[
            SelectChoice(Layout.ALL.value, lazy_gettext("all")),
            SelectChoice(Layout.ONE.value, lazy_gettext("one at a time")),
        ],
    )
    after_lessons = BooleanField(lazy_gettext("A final test opens only when every lesson is complete"))
    parts = ProseField(
        lazy_gettext("What is drawn"),
        description=lazy_gettext(
            "Empty: from all questions of the lesson or the course, balanced by topic and level. Else a line for each "
            "part: “3 topic:name level:name”, “2 section:heading” or “questions: 12, 15”; from the question bank "
            "“4 bank topic:name” or “4 category:name level:name”."
        ),
        validators=[Length(max=4000)],
    )
    review = SelectMultipleField(
        lazy_gettext("What is shown when"), choices=[SelectChoice(each, each) for each in REVIEW_CHOICES]
    )
    known = HiddenField()

    def __init__(self, categories: Mapping[int, str], *, data: Mapping[str, Any] | None = None, **values: Any) -> None:
        known = {"known": _digest(data)} if data else {}
        super().__init__(data={**(data or {}), **known}, **values)
        self.categories = {path: ident for ident, path in categories.items()}

    def overtaken_by(self, now: "SettingsForm") -> list[tuple[str, str]]:
        """What somebody else saved since this form was shown, where it is not what was entered: what it is, and how.

        It is known from then on, so that saving once more puts in its place what was entered.
        """
        if self.known.data in ("", None, now.known.data):
            return []
        self.known.data = now.known.data
        return [
            (str(theirs.label.text), _said(theirs)) for mine, theirs in zip(self, now, strict=True)
            if not isinstance(mine, HiddenField) and _plain(mine.data) != _plain(theirs.data)
        ]  # fmt: skip

    def validate_parts(self, field: ProseField) -> None:
        """Every line must be a part, and every category one of the bank."""
        try:
            parts = parts_from_text(field.data or "", self.categories)
        except UnreadableError as error:
            told = NO_CATEGORY if error.category else NOT_A_PART
            raise ValidationError(gettext(told, line=error.line, name=error.category)) from error
        # Before anybody asks the database for so many lines.
        if sum(part.wanted for part in parts) > MOST_QUESTIONS:
            raise ValidationError(gettext(TOO_MANY))

    def validate_closes_at(self, _field: MomentField) -> None:
        """It closes after it opens."""
        opens, closes = self.opens_at.in_utc(), self.closes_at.in_utc()
        if opens and closes and closes <= opens:
            raise ValidationError(gettext("It closes before it opens."))

    def settings(self) -> Settings:
        """What was entered."""
        shown = {
            moment: frozenset(each for each in Shown if f"{moment}:{each}" in (self.review.data or ()))
            for moment in SETTABLE
        }
        return Settings(
            behaviour=Behaviour(self.behaviour.data), layout=Layout(self.layout.data), minutes=self.minutes.data,
            opens_at=self.opens_at.in_utc(), closes_at=self.closes_at.in_utc(), attempts=self.attempts.data,
            cooling_minutes=self.cooling_minutes.data or 0, misses_a_day=self.misses_a_day.data,
            tries=self.tries.data or 1, after_lessons=bool(self.after_lessons.data),
            parts=parts_from_text(self.parts.data or "", self.categories),
            review=DEFAULT_REVIEW if shown == dict(DEFAULT_REVIEW) else shown,
        )  # fmt: skip


def settings_values(settings: Settings, categories: Mapping[int, str]) -> dict[str, Any]:
    """What the form shows of settings."""
    values = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
    shown = {Moment(moment): each for moment, each in settings.review.items()}
    values["review"] = [f"{moment}:{one}" for moment in SETTABLE for one in shown.get(moment, DEFAULT_REVIEW[moment])]
    values["parts"] = parts_text(settings.parts, categories)
    values["behaviour"], values["layout"] = settings.behaviour.value, settings.layout.value
    return values


def _digest(values: Mapping[str, Any]) -> str:
    said = {name: _plain(value) for name, value in values.items()}
    return sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """The same however it was entered: in any order, with any line ends."""
    if isinstance(value, list | tuple):
        return sorted(value)
    return "\n".join(value.split("\r\n")).strip() if isinstance(value, str) else value


def _said(field: Field) -> str:
    """The value of a field as its reader knows it; nothing where that is a table."""
    if isinstance(field, SelectMultipleField):
        return ""
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_rest in field.iter_choices() if value == field.data), "")
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if field.data in (None, ""):
        return "–"
    return field.data.strftime(SHOWN) if isinstance(field.data, datetime) else str(field.data)


class AllowanceForm(Form):
    """More time or more attempts for one person."""

    username = LineField(lazy_gettext("User name"), validators=[InputRequired(lazy_gettext("Enter a user name."))])
    time_percent = _number(
        lazy_gettext("More time, in per cent"), 0, 400, hint=lazy_gettext("25 turns 60 minutes into 75.")
    )
    attempts = _number(lazy_gettext("Further attempts"), 0, 20)
    closes_at = MomentField(lazy_gettext("Closes later, at"), format=LOCAL, validators=[Optional()])
    reason = ProseField(lazy_gettext("Reason"), validators=[InputRequired(REASON), LONG_ENOUGH])


class RegradeForm(Form):
    """Why a key is put right, and what becomes of passes that fall."""

    reason = ProseField(lazy_gettext("Reason"), validators=[InputRequired(REASON), LONG_ENOUGH])
    on_fall = SelectField(
        lazy_gettext("A pass that the right key would not have given"),
        choices=[
            SelectChoice(OnFall.KEEP.value, KEEP),
            SelectChoice(OnFall.TAKE_BACK.value, TAKE_BACK),
        ],
        default=OnFall.KEEP.value,
    )  # fmt: skip

    def leave_passes(self) -> None:
        """Offer only that passes stand."""
        self.on_fall.choices = [SelectChoice(OnFall.KEEP.value, KEEP)]

"""Forms of reading: a dispute and its answer, a declaration, and what is decided on either and on a review."""

from collections.abc import Iterable
from typing import Any

from wtforms import DecimalField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from learnhub.platform.forms import Form, ProseField
from learnhub.platform.i18n import gettext, lazy_gettext
from learnhub.reading.rules import Decision, Manner, Outcome, Remedy

LONGEST = 4000
TOO_LONG = lazy_gettext("At most 4,000 characters.")
MANNERS = {
    Manner.SCREEN_READER: lazy_gettext("With the speech or braille of my own screen reader"),
    Manner.PRINT: lazy_gettext("On paper"),
    Manner.OTHER: lazy_gettext("In another way"),
}
REMEDIES = {
    Remedy.HOURS: lazy_gettext("Add class-hours"),
    Remedy.ENTRY: lazy_gettext("Put the class-hours of an entry right"),
    Remedy.READ: lazy_gettext("Count the lesson as read; its check is still to be passed"),
}
OUTCOMES = {
    Outcome.INNOCENT: lazy_gettext("There is an innocent cause"),
    Outcome.TALKED: lazy_gettext("Talked about it with the person, and settled"),
    Outcome.UNCLEAR: lazy_gettext("It cannot be told"),
    Outcome.IRREGULAR: lazy_gettext("This was not reading"),
}


class DisputeForm(Form):
    """What is wrong, in the reader's words."""

    reason = ProseField(
        lazy_gettext("What is wrong"),
        description=lazy_gettext("Say when you studied, what is missing or too much, and what else shows it."),
        validators=[DataRequired(lazy_gettext("Say what is wrong.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class _EntryForm(Form):
    """What puts the hours of an entry right."""

    entry = SelectField(lazy_gettext("Which entry"), choices=[], coerce=int, validate_choice=False)
    hours = DecimalField(
        lazy_gettext("Class-hours"),
        description=lazy_gettext("In steps of 0.25: what to add, or what the entry should say (0 takes it back)."),
        validators=[Optional(), NumberRange(0, 50, lazy_gettext("Between 0 and 50 class-hours."))],
    )

    def offer(self, entries: Iterable[Any]) -> None:
        """Let one of these entries of the ledger be chosen."""
        self.entry.choices = [(each.id, f"{each.title} · {each.hours} · {each.earned_on}") for each in entries]

    def has_hours(self, least: float) -> bool:
        """Whether hours are given as the ledger takes them; says what is wrong with them otherwise."""
        given = self.hours.data
        if given is not None and given >= least and not given * 4 % 1:
            return True
        self.hours.errors = [gettext("Enter class-hours in steps of 0.25.")]
        return False


class DisputeAnswerForm(_EntryForm):
    """The decision on a dispute, with what is put right."""

    decision = RadioField(
        lazy_gettext("Decision"),
        choices=[
            SelectChoice(Decision.STANDS.value, lazy_gettext("What was recorded stands")),
            SelectChoice(Decision.CORRECTED.value, lazy_gettext("It is corrected as chosen below")),
        ],
        validators=[InputRequired(lazy_gettext("Choose a decision."))],
    )
    remedy = SelectField(
        lazy_gettext("What is put right"),
        choices=[SelectChoice(key.value, words) for key, words in REMEDIES.items()],
        description=lazy_gettext("Only for a correction. No entry is ever changed: a further one is written."),
    )
    answer = ProseField(
        lazy_gettext("Answer"),
        description=lazy_gettext("What you looked at, and why it stands or what was put right. The reader sees it."),
        validators=[DataRequired(lazy_gettext("Write an answer.")), Length(max=LONGEST, message=TOO_LONG)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Hours are asked for only where they are put right."""
        well: bool = super().validate(extra_validators)
        if self.decision.data != Decision.CORRECTED.value or self.remedy.data == Remedy.READ.value:
            return well
        return self.has_hours(0 if self.remedy.data == Remedy.ENTRY.value else 0.25) and well


class DeclarationForm(Form):
    """How a lesson was read where the meter cannot see it."""

    manner = RadioField(
        lazy_gettext("How did you read it?"),
        choices=[SelectChoice(key.value, words) for key, words in MANNERS.items()],
        validators=[InputRequired(lazy_gettext("Choose how you read it."))],
    )
    words = ProseField(
        lazy_gettext("When, and with what"),
        description=lazy_gettext("For instance: on paper on 20 November, all sections."),
        validators=[
            DataRequired(lazy_gettext("Say when you read it, and with what.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
    )


class DeclarationDecisionForm(Form):
    """Whether a declaration is confirmed, and why."""

    decision = RadioField(
        lazy_gettext("Decision"),
        choices=[
            SelectChoice("confirmed", lazy_gettext("Confirm: the class-hours count")),
            SelectChoice("declined", lazy_gettext("Decline: the lesson is still to be read")),
        ],
        validators=[InputRequired(lazy_gettext("Choose a decision."))],
    )
    reason = ProseField(
        lazy_gettext("Reason"),
        description=lazy_gettext("What you know or asked. The reader sees it."),
        validators=[DataRequired(lazy_gettext("Give a reason.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class ReviewForm(Form):
    """What a person made of something unusual."""

    outcome = RadioField(
        lazy_gettext("Outcome"),
        choices=[SelectChoice(key.value, words) for key, words in OUTCOMES.items()],
        validators=[InputRequired(lazy_gettext("Choose an outcome."))],
    )
    reason = ProseField(
        lazy_gettext("Reason"),
        description=lazy_gettext("What you looked at and whom you asked. The person concerned sees it."),
        validators=[DataRequired(lazy_gettext("Give a reason.")), Length(max=LONGEST, message=TOO_LONG)],
    )


class ReviewCorrectionForm(_EntryForm):
    """What is put right after a review that found that it was no reading."""

    reason = ProseField(
        lazy_gettext("Reason"),
        description=lazy_gettext("It stands in the new entry of the ledger, and the person concerned sees it."),
        validators=[DataRequired(lazy_gettext("Give a reason.")), Length(max=LONGEST, message=TOO_LONG)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Hours are always asked for."""
        well: bool = super().validate(extra_validators)
        return self.has_hours(0) and well

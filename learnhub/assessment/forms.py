"""Forms of assessment: a quarter, the words of a summary, a return, a review."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from learnhub.assessment.rules import may_hide
from learnhub.platform.forms import Form, LineField, ProseField
from learnhub.platform.i18n import lazy_gettext

LONGEST = 4000
TOO_LONG = lazy_gettext("At most 4,000 characters.")
LINES = 500
LINE_ID = 64


def _prose(label: Any, missing: Any, description: Any = "") -> Any:
    """A text that must be given, as long as a summary may be."""
    length = Length(max=LONGEST, message=TOO_LONG)
    return ProseField(label, description=description, validators=[DataRequired(missing), length])


def _reason(missing: Any) -> Any:
    """A line that says why; the audit log keeps it."""
    length = Length(max=500, message=lazy_gettext("At most 500 characters."))
    return LineField(lazy_gettext("Reason"), validators=[DataRequired(missing), length])


def _person(label: Any, missing: Any) -> Any:
    """Somebody, as people write each other down."""
    description = lazy_gettext("User name, staff number or full name.")
    return LineField(label, description=description, validators=[DataRequired(missing)])


class CycleForm(Form):
    """A quarter, for which units, and until when summaries are handed in."""

    year = IntegerField(
        lazy_gettext("Year"),
        validators=[
            InputRequired(lazy_gettext("Enter a year.")),
            NumberRange(2000, 2100, lazy_gettext("Enter a year between 2000 and 2100.")),
        ],
    )
    number = SelectField(lazy_gettext("Quarter"), choices=[SelectChoice(n, str(n)) for n in (1, 2, 3, 4)], coerce=int)
    unit_id = SelectField(lazy_gettext("Unit"), description=lazy_gettext("With everything below it."), coerce=int)
    cut_off_on = DateField(
        lazy_gettext("Cut-off date"),
        description=lazy_gettext("The last day for handing in. Reviewers are those of this day."),
        validators=[InputRequired(lazy_gettext("Enter a date."))],
    )


class VersionField(IntegerField):
    """Which state of the summary the page showed; unreadable counts as none."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def renew(self, version: int) -> None:
        """Let the form be sent again for what is kept now."""
        self.data, self.raw_data = version, None


class WordsForm(Form):
    """The self-assessment in four parts."""

    learned = ProseField(lazy_gettext("What I learned"), validators=[Length(max=LONGEST, message=TOO_LONG)])
    applied = ProseField(lazy_gettext("How I used it"), validators=[Length(max=LONGEST, message=TOO_LONG)])
    lacking = ProseField(lazy_gettext("What I lack"), validators=[Length(max=LONGEST, message=TOO_LONG)])
    next = ProseField(lazy_gettext("Next quarter"), validators=[Length(max=LONGEST, message=TOO_LONG)])
    version = VersionField()

    def words(self) -> dict[str, str]:
        """The four parts by name."""
        parts = {"learned": self.learned, "applied": self.applied, "lacking": self.lacking, "next": self.next}
        return {name: part.data or "" for name, part in parts.items()}


def lines_left_out(values: list[str]) -> list[str]:
    """The ids of lines that may be left out, of those that were sent."""
    return sorted({value for value in values[:LINES] if len(value) <= LINE_ID and may_hide(value)})


class ObjectionForm(Form):
    """Which line is contested, and what is wrong with it; sent together with the words."""

    line_id = SelectField(
        lazy_gettext("Line"),
        choices=[],
        validate_choice=False,
        validators=[DataRequired(lazy_gettext("Choose the line that you contest."))],
    )
    objection = _prose(lazy_gettext("What is wrong with it"), lazy_gettext("Say what is wrong with the line."))


class AnswerForm(Form):
    """The answer to an objection."""

    answer = _prose(
        lazy_gettext("Answer"),
        lazy_gettext("Write an answer to the objection."),
        lazy_gettext("Say what you looked at, and what was put right or why the line stays."),
    )


class ReturnForm(Form):
    """Why a summary goes back."""

    reason = _prose(lazy_gettext("Reason for the return"), lazy_gettext("Give a reason for the return."))
    version = VersionField()


class ReviewForm(Form):
    """The reviewer's comment."""

    comment = _prose(
        lazy_gettext("Comment"),
        lazy_gettext("Write a comment for the review."),
        lazy_gettext("Strengths, gaps, and what you ask for next quarter."),
    )
    version = VersionField()


class ReopenForm(Form):
    """Why a summary may be handed in although its quarter is closed."""

    reason = _reason(lazy_gettext("Give a reason for reopening the summary."))


class ReviewerForm(Form):
    """Somebody else reviews one person or the members of one unit."""

    reviewer = _person(lazy_gettext("New reviewer"), lazy_gettext("Name the reviewer."))
    reason = _reason(lazy_gettext("Give a reason for the change of reviewers."))


class StandInForm(Form):
    """Somebody reviews in place of a reviewer for a while."""

    away = _person(lazy_gettext("Reviewer who is away"), lazy_gettext("Name the reviewer."))
    in_place = _person(lazy_gettext("Who stands in"), lazy_gettext("Name who stands in."))
    from_on = DateField(lazy_gettext("First day"), validators=[InputRequired(lazy_gettext("Enter a date."))])
    until_on = DateField(lazy_gettext("Last day"), validators=[InputRequired(lazy_gettext("Enter a date."))])
    why = _reason(lazy_gettext("Give a reason for the change of reviewers."))

"""Forms of sign-in, password, profile, units and roles."""

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, PasswordField, RadioField, SelectField
from wtforms import Field as AnyField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from learnhub.people.rules.addresses import LONGEST as LONGEST_EMAIL
from learnhub.people.rules.addresses import email_address
from learnhub.people.rules.passwords import LONGEST
from learnhub.platform.forms import Form, LineField, UploadField, UploadRequired
from learnhub.platform.i18n import gettext, lazy_gettext

NO_EMAIL = "This is no e-mail address; write it as name@example.org."


def _is_email(_form: Form, field: AnyField) -> None:
    if field.data and email_address(field.data) is None:
        raise ValidationError(gettext(NO_EMAIL))


class SignInForm(Form):
    """User name and password."""

    username = LineField(
        lazy_gettext("User name"),
        validators=[InputRequired(lazy_gettext("Enter your user name.")), Length(max=64)],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Enter your password.")), Length(max=LONGEST)],
    )
    next = HiddenField()


class PasswordForm(Form):
    """The present password and the new one; typed once, because it can be shown."""

    present_password = PasswordField(
        lazy_gettext("Present password"),
        validators=[InputRequired(lazy_gettext("Enter your present password.")), Length(max=LONGEST)],
    )
    new_password = PasswordField(
        lazy_gettext("New password"),
        description=lazy_gettext("At least 8 characters; better a sentence of 15 or more. Any characters are welcome."),
        validators=[InputRequired(lazy_gettext("Enter a new password."))],
    )
    repeat_password = PasswordField(
        lazy_gettext("New password once more"),
        validators=[InputRequired(lazy_gettext("Enter the new password once more."))],
    )


def _choices(labels: dict[str, Any]) -> list[Any]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class ProfileForm(Form):
    """Language and looks."""

    locale = RadioField(lazy_gettext("Language"), choices=_choices({"zh-CN": "中文", "en": "English"}))
    theme = RadioField(
        lazy_gettext("Colours"),
        choices=_choices(
            {
                "system": lazy_gettext("As the device"),
                "light": lazy_gettext("Light"),
                "dark": lazy_gettext("Dark"),
            }
        ),
    )
    text_size = RadioField(
        lazy_gettext("Text size in lessons"),
        choices=_choices(
            {
                "s": lazy_gettext("Small"),
                "m": lazy_gettext("Medium"),
                "l": lazy_gettext("Large"),
                "xl": lazy_gettext("Very large"),
            }
        ),
    )
    care = RadioField(
        lazy_gettext("Large text, high contrast"),
        choices=_choices({"on": lazy_gettext("On"), "off": lazy_gettext("Off")}),
    )


class UnitForm(Form):
    """The name of a unit."""

    name = LineField(
        lazy_gettext("Name of the unit"),
        validators=[InputRequired(lazy_gettext("Enter a name.")), Length(max=200)],
    )


class MoveForm(Form):
    """Where a unit goes."""

    parent_id = IntegerField(lazy_gettext("Below"), validators=[InputRequired(), NumberRange(1, 2**31 - 1)])


class GrantForm(Form):
    """Who gets which role, from when until when."""

    username = LineField(
        lazy_gettext("User name"),
        validators=[InputRequired(lazy_gettext("Enter a user name.")), Length(max=64)],
    )
    role = SelectField(
        lazy_gettext("Role"),
        choices=_choices(
            {
                "supervisor": lazy_gettext("Supervisor"),
                "unit_administrator": lazy_gettext("Unit administrator"),
                "training_administrator": lazy_gettext("Training administrator"),
                "author": lazy_gettext("Author"),
                "reviewer": lazy_gettext("Content reviewer"),
                "head_teacher": lazy_gettext("Head teacher"),
                "liaison": lazy_gettext("Class liaison"),
                "counsellor": lazy_gettext("Counsellor"),
                "study_secretary": lazy_gettext("Study secretary"),
            }
        ),
    )
    from_on = DateField(lazy_gettext("From"), validators=[InputRequired(lazy_gettext("Enter the first day."))])
    until_on = DateField(lazy_gettext("Last day"), validators=[Optional()])


class PersonForm(Form):
    """What an administrator corrects about a person."""

    name = LineField(lazy_gettext("Name"), validators=[DataRequired(lazy_gettext("Enter the name.")), Length(max=100)])
    staff_number = LineField(lazy_gettext("Staff number"), validators=[Length(max=64)])
    phone = LineField(lazy_gettext("Phone"), validators=[Length(max=32)])
    email = LineField(lazy_gettext("E-mail"), validators=[Length(max=LONGEST_EMAIL), _is_email])


class EmailForm(Form):
    """Where one's own weekly mail goes."""

    email = LineField(
        lazy_gettext("E-mail"),
        description=lazy_gettext("The weekly mail goes there. Leave it empty for no mail."),
        validators=[Length(max=LONGEST_EMAIL), _is_email],
    )


class ReasonForm(Form):
    """Why something is done to an account."""

    reason = LineField(
        lazy_gettext("Reason"),
        description=lazy_gettext("Kept in the audit log, for instance “retired on 1 December”."),
        validators=[DataRequired(lazy_gettext("Enter the reason.")), Length(max=200)],
    )


class RosterForm(Form):
    """A roster file, and from when its undated facts hold."""

    file = UploadField(
        lazy_gettext("Roster file"),
        validators=[UploadRequired(lazy_gettext("Choose a file."))],
    )
    since = DateField(
        lazy_gettext("First day of changes"),
        description=lazy_gettext("For units, posts and ranks that carry no date of their own in the file."),
        validators=[InputRequired(lazy_gettext("Enter the first day."))],
    )


class SetupForm(Form):
    """The first administrator and the first unit of an empty site."""

    token = LineField(
        lazy_gettext("Token"),
        description=lazy_gettext("It stands in the terminal in which the site was started."),
        validators=[DataRequired(lazy_gettext("Enter the token.")), Length(max=100)],
    )
    name = LineField(
        lazy_gettext("Your name"), validators=[DataRequired(lazy_gettext("Enter the name.")), Length(max=100)]
    )
    username = LineField(
        lazy_gettext("User name"),
        description=lazy_gettext("What you type when you sign in; without spaces."),
        validators=[
            DataRequired(lazy_gettext("Enter a user name.")),
            Length(max=64),
            Regexp(r"^\S+$", message=lazy_gettext("A user name has no spaces and at most 64 characters.")),
        ],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        description=lazy_gettext("At least 8 characters; better a sentence of 15 or more. Any characters are welcome."),
        validators=[InputRequired(lazy_gettext("Enter a new password."))],
    )
    repeat_password = PasswordField(
        lazy_gettext("Password once more"),
        validators=[InputRequired(lazy_gettext("Enter the new password once more."))],
    )
    unit = LineField(
        lazy_gettext("Name of the topmost unit"),
        description=lazy_gettext("All other units lie below it, for instance a county or a department."),
        validators=[DataRequired(lazy_gettext("Enter a name.")), Length(max=200)],
    )

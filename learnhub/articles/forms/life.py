"""Forms of the review: the two statements, a remark, its answer, and the reason of a step."""

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange

from learnhub.articles.actions.remarks import LONGEST
from learnhub.articles.rules.states import Stage, StepKind
from learnhub.platform.forms import Form, ProseField
from learnhub.platform.i18n import lazy_gettext as _

LARGEST_ID = 2**31 - 1
STAGES = {
    Stage.UNIT: _("Review of the unit"),
    Stage.FIRST: _("First review"),
    Stage.SECOND: _("Second review"),
    Stage.THIRD: _("Third review"),
    Stage.SECRECY: _("Check for secrets"),
}
STEPS = {
    StepKind.SUBMITTED: _("Handed in"),
    StepKind.TAKEN_BACK: _("Taken back"),
    StepKind.PASSED: _("Review passed"),
    StepKind.RETURNED: _("Returned"),
    StepKind.RELEASED: _("Released"),
    StepKind.CORRECTING: _("Correction begun"),
    StepKind.GIVEN_UP: _("Correction given up"),
    StepKind.WITHDRAWN: _("Withdrawn"),
    StepKind.REMOVED: _("Thrown away"),
}


class SubmitForm(Form):
    """What the author declares with the article, and which draft they looked over."""

    revision = IntegerField(validators=[InputRequired()])
    original = BooleanField(_("I wrote this text; what comes from others is marked as a quotation and named."))
    nothing_secret = BooleanField(_("Nothing secret, internal or personal that may not be published is in it."))


class PassForm(Form):
    """That a stage is passed; at the last one, that the text was checked for secrets."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    checked = BooleanField(_("I checked text, pictures and attachments: nothing in them is secret."))


class ReasonForm(Form):
    """Why."""

    reason = ProseField(_("Reason"), validators=[InputRequired(_("Say why.")), Length(max=LONGEST)])


class ReturnForm(ReasonForm):
    """Why the text goes back, and which text."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])


class RemarkForm(Form):
    """What is said beside a paragraph."""

    block = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)])
    body = ProseField(_("Remark"), validators=[InputRequired(_("Write the remark first.")), Length(max=LONGEST)])


class AnswerForm(Form):
    """What the author did about a remark."""

    answer = ProseField(_("What you did about it"), validators=[Length(max=LONGEST)])

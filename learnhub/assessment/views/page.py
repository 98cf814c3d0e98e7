"""What the routes share: the page of one summary, and the answer to an act that went through."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from learnhub.assessment import policies, queries
from learnhub.assessment.forms import ObjectionForm, ReturnForm, ReviewForm, WordsForm
from learnhub.assessment.models import Summary
from learnhub.assessment.queries import SummaryPage
from learnhub.credits import queries as credits
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.platform import audit, auth
from learnhub.platform.i18n import gettext as _


def render_summary(
    summary: Summary,
    *,
    words: WordsForm | None = None,
    returning: ReturnForm | None = None,
    review: ReviewForm | None = None,
    objection: ObjectionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page with forms that were sent, or with fresh ones; a look by others is recorded."""
    actor = auth.actor()
    audit.note_look(actor, summary.person_id, f"summary:{summary.id}")
    page = queries.summary_page(summary, policies.facts(actor, summary), clock.today())
    fresh = {"formdata": None, "version": page.version}
    objecting = objection or ObjectionForm(formdata=None)
    objecting.line_id.choices = [SelectChoice("", _("Choose a line")), *_lines(page)]
    shown = render_template(
        "assessment/summary.html",
        page=page,
        form=words or WordsForm(**fresh, **page.words),
        return_form=returning or ReturnForm(**fresh),
        review_form=review or ReviewForm(**fresh),
        objection_form=objecting,
        problem=problem,
        record=_record(actor, summary),
        seal=credits.last_seal(),
        typed=words.words() if words and not page.can_write else {},
    )
    return shown, status


def done(said: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """The answer to every act that went through: what was done, on the page that shows it."""
    flash(said, "success")
    return redirect(url_for(endpoint, **values), 303)


def _lines(page: SummaryPage) -> list[SelectChoice]:
    return [SelectChoice(line, label) for line, label in page.figures.choices] if page.figures else []


def _record(actor: Actor, summary: Summary) -> str | None:
    """Where a supervisor finds the evidence behind the lines; None for everybody else."""
    if not policies.can_view_study(actor, summary):
        return None
    return url_for("oversight.show_person", person_id=summary.person_id)

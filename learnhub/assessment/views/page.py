"""The page of one summary, put together the same way for every route that shows it."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.assessment import policies, queries
from learnhub.assessment.forms import ReturnForm, ReviewForm, WordsForm
from learnhub.assessment.models import Summary
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.platform import audit, auth


def render_summary(
    summary: Summary,
    *,
    words: WordsForm | None = None,
    returning: ReturnForm | None = None,
    review: ReviewForm | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page with forms that were sent, or with fresh ones; a look by others is recorded."""
    actor = auth.actor()
    audit.note_look(actor, summary.person_id, f"summary:{summary.id}")
    page = queries.summary_page(summary, policies.facts(actor, summary), clock.today())
    fresh = {"formdata": None, "version": page.version}
    shown = render_template(
        "assessment/summary.html",
        page=page,
        form=words or WordsForm(**fresh, **page.words),
        return_form=returning or ReturnForm(**fresh),
        review_form=review or ReviewForm(**fresh),
        problem=problem,
        record=_record(actor, summary),
        typed=words.words() if words and not page.can_write else {},
    )
    return shown, status


def _record(actor: Actor, summary: Summary) -> str | None:
    """Where a supervisor finds the evidence behind the lines; None for everybody else."""
    if not policies.can_view_study(actor, summary):
        return None
    return url_for("oversight.show_person", person_id=summary.person_id)

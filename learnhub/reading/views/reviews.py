"""Routes of reviews: look at something unusual with its innocent causes, note the outcome, put class-hours right."""

from flask import render_template
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.platform.i18n import gettext as _
from learnhub.reading import actions, policies, queries
from learnhub.reading.forms import ReviewCorrectionForm, ReviewForm
from learnhub.reading.models import Review
from learnhub.reading.rules import Outcome
from learnhub.reading.views.blueprint import blueprint
from learnhub.reading.views.cases import decide


@blueprint.get("/reviews/<int:case_id>")
def show_review(case_id: int) -> ResponseReturnValue:
    """One review: what is unusual, what may be behind it, the sittings, and the outcome."""
    return _review(case_id)


@blueprint.post("/reviews/<int:case_id>/decide")
def post_review_outcome(case_id: int) -> ResponseReturnValue:
    """Note the outcome with its reason; it changes nothing else."""
    form = ReviewForm()

    def act(row: Review) -> None:
        outcome, reason = Outcome(form.outcome.data), form.reason.data or ""
        actions.decide_review(row, outcome=outcome, reason=reason, by=actor(), now=clock.now())

    return decide(
        "reviews", case_id, form, show=_review, act=act, said=_("Noted. The person concerned has been told.")
    )  # fmt: skip


@blueprint.post("/reviews/<int:case_id>/correct")
def post_review_correction(case_id: int) -> ResponseReturnValue:
    """Put the hours of an entry right that rests on what was no reading: a further entry, with its own reason."""
    form = ReviewCorrectionForm()

    def act(row: Review) -> None:
        actions.correct_after_review(
            row, entry_id=form.entry.data, hours=form.hours.data, reason=form.reason.data or "", by=actor(),
            now=clock.now(),
        )  # fmt: skip

    return decide(
        "reviews", case_id, form, show=_corrected, act=act, said=_("Corrected. The person concerned has been told.")
    )  # fmt: skip


def _corrected(case_id: int, form: ReviewCorrectionForm) -> str:
    return _review(case_id, correction=form)


def _review(case_id: int, form: ReviewForm | None = None, *, correction: ReviewCorrectionForm | None = None) -> str:
    me = actor()
    row = policies.access_case(me, "reviews", case_id)
    note_look(me, row.person_id, f"review:{case_id}")
    may_decide = policies.can_decide(me, row)
    correction = correction or ReviewCorrectionForm(formdata=None)
    correction.offer(queries.entries_in_review(row) if may_decide and row.outcome is Outcome.IRREGULAR else ())
    return render_template(
        "reading/review.html",
        case=queries.case("reviews", case_id),
        facts=queries.readable(row.facts),
        sittings=queries.sittings_named(row.person_id, row.sittings),
        form=form or ReviewForm(formdata=None),
        correction=correction,
        corrections=queries.corrections_of(row),
        may_decide=may_decide,
        today=clock.today(),
    )

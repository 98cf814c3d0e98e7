"""Routes of reviews: look at something unusual with its innocent causes, and note the outcome."""

from flask import render_template
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.reading import actions, policies, queries
from learnhub.reading.forms import ReviewForm
from learnhub.reading.rules import Outcome
from learnhub.reading.views.blueprint import blueprint
from learnhub.reading.views.cases import done


@blueprint.get("/reviews/<int:case_id>")
def show_review(case_id: int) -> ResponseReturnValue:
    """One review: what is unusual, what may be behind it, the sittings, and the outcome."""
    return _review(case_id, ReviewForm(formdata=None))


@blueprint.post("/reviews/<int:case_id>/decide")
def post_review_outcome(case_id: int) -> ResponseReturnValue:
    """Note the outcome with its reason; it changes nothing else."""
    policies.access_case_to_decide(actor(), "reviews", case_id)
    form = ReviewForm()
    if not form.validate_on_submit():
        return _review(case_id, form), 422
    with transaction():
        row = policies.access_case_to_decide(actor(), "reviews", case_id)
        actions.decide_review(
            row, outcome=Outcome(form.outcome.data), reason=form.reason.data or "", by=actor(), now=clock.now()
        )  # fmt: skip
    return done(_("Noted. The person concerned has been told."), "reading.show_review", case_id=case_id)


def _review(case_id: int, form: ReviewForm) -> str:
    me = actor()
    row = policies.access_case(me, "reviews", case_id)
    note_look(me, row.person_id, f"review:{case_id}")
    return render_template(
        "reading/review.html",
        case=queries.case("reviews", case_id),
        facts=queries.readable(row.facts),
        sittings=queries.sittings_named(row.person_id, row.sittings),
        form=form,
        may_decide=policies.can_decide(me, row),
        today=clock.today(),
    )

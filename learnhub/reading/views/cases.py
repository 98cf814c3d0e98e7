"""Pages of cases: what waits for my decision, and what there is about me."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.forms import Form
from learnhub.reading import policies, queries
from learnhub.reading.views.blueprint import blueprint

PAGES = {
    "disputes": "reading.show_dispute", "declarations": "reading.show_declaration", "reviews": "reading.show_review",
}  # fmt: skip


@blueprint.get("/cases")
def show_cases() -> ResponseReturnValue:
    """What waits for my decision, or what was decided: disputes, declarations and reviews of my units."""
    me, today = actor(), clock.today()
    policies.refuse_unless_deciding(me)
    kind = request.args.get("kind", "")
    kind = kind if kind in queries.KINDS else queries.KINDS[0]
    decided = request.args.get("show") == "decided"
    visible = policies.decided_by(me)
    return render_template(
        "reading/cases.html",
        page=queries.cases_page(kind, visible[kind], decided=decided, page=request.args.get("page")),
        waiting=queries.waiting_cases(visible, today),
        kind=kind,
        decided=decided,
        today=today,
    )


@blueprint.get("/cases/mine")
def show_my_cases() -> ResponseReturnValue:
    """Every dispute, declaration and review that is about me."""
    return render_template("reading/my_cases.html", cases=queries.cases_of(actor().id), today=clock.today())


def case_days() -> int:
    """Within how many working days a case is to be decided, by the setting."""
    return int(current_app.extensions["learnhub.config"].case_days)


def evidence_shown() -> bool:
    """Whether the setting opens reading behind completions to supervisors."""
    return bool(current_app.extensions["learnhub.config"].reading_time_visibility == "evidence")


def decide(
    kind: str, case_id: int, form: Form, *, show: Callable[[int, Any], str], act: Callable[[Any], None], said: str
) -> ResponseReturnValue:
    """Do with a case what its form says, if the asker decides it; a form with mistakes is shown again."""
    policies.access_case_to_decide(actor(), kind, case_id)
    if not form.validate_on_submit():
        return show(case_id, form), 422
    with transaction():
        act(policies.access_case_to_decide(actor(), kind, case_id))
    return done(said, PAGES[kind], case_id=case_id)


def done(words: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Say that it is done, on the page that shows it."""
    flash(words, "success")
    return redirect(url_for(endpoint, **values), 303)

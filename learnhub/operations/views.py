"""Pages for whoever looks after the site: its jobs, its health, and what it has recorded."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.operations import actions, policies, queries
from learnhub.operations.forms import read_choice, read_state
from learnhub.platform import audit, health
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.jobs import JobState
from learnhub.platform.pagination import Page, page_number
from learnhub.platform.ratelimit import costly

blueprint = Blueprint("operations", __name__, url_prefix="/operations")
SIZE = 50


@blueprint.get("/jobs")
def show_jobs() -> ResponseReturnValue:
    """What waits to be done, what runs, what failed and why."""
    policies.access_operation(actor())
    counts, state = queries.job_counts(), read_state(request.args)
    total = counts[state] if state else sum(counts.values())
    number = page_number(request.args.get("page"), total, SIZE)
    rows = queries.jobs(state, limit=SIZE, offset=(number - 1) * SIZE)
    page = Page(rows, number, total, SIZE)
    return render_template(
        "operations/jobs.html", page=page, counts=counts, state=state, states=tuple(JobState), now=clock.now()
    )


@blueprint.post("/jobs/<int:job_id>/retry")
def post_retry(job_id: int) -> ResponseReturnValue:
    """Try a failed job again."""
    me = actor()
    with transaction():
        actions.retry(policies.access_job(me, job_id), by=me, now=clock.now())
    flash(_("The job will be tried again within a minute."), "success")
    return redirect(url_for("operations.show_jobs"), 303)


@blueprint.get("/health")
def show_health() -> ResponseReturnValue:
    """Each part of the site with its state, in words."""
    policies.access_operation(actor())
    return render_template("operations/health.html", findings=health.findings())


@blueprint.get("/audit")
@costly
def show_audit() -> ResponseReturnValue:
    """What was recorded, by person, action and time; the search itself is recorded too."""
    me, chosen = actor(), read_choice(request.args)
    condition = queries.matching(policies.access_audit(me), chosen)
    total = queries.count_entries(condition)
    number = page_number(request.args.get("page"), total, SIZE)
    rows = queries.entries(condition, limit=SIZE, offset=(number - 1) * SIZE)
    known = queries.actions_known()
    audit.note_audit_look(me, {**chosen.asked(), "page": number, "found": total})
    page = Page(rows, number, total, SIZE)
    return render_template("operations/audit.html", page=page, chosen=chosen, actions=known)

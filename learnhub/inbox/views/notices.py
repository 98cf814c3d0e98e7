"""Routes of the inbox: the list, opening one, marking them as seen."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.inbox import actions, policies, queries
from learnhub.inbox.queries.waiting import everything_waiting
from learnhub.inbox.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.platform.web import safe_next

LARGEST_ID = 2**31 - 1


@blueprint.get("")
def show_inbox() -> ResponseReturnValue:
    """Everything that was said to me, or only what is new; the latest first."""
    person_id, only_new = auth.actor().id, request.args.get("show") == "new"
    ever, waiting = queries.count_notices(person_id), queries.count_waiting(person_id)
    total = waiting if only_new else ever
    number = page_number(request.args.get("page"), total)
    rows = queries.notices_of(person_id, limit=SIZE, offset=(number - 1) * SIZE, only_new=only_new)
    return render_template(
        "inbox/inbox.html",
        page=Page(rows, number, total),
        ever=ever,
        waiting=waiting,
        waits=everything_waiting(auth.actor()),
        only_new=only_new,
        latest=queries.latest_id(person_id),
    )


@blueprint.post("/<int:notice_id>/open")
def post_open(notice_id: int) -> ResponseReturnValue:
    """Mark one notice as seen and go where it leads."""
    with transaction():
        notice = policies.access_notice(auth.actor(), notice_id)
        actions.mark_seen(notice, now=clock.now())
    return redirect(safe_next(notice.to, url_for("inbox.show_inbox")), 303)


@blueprint.post("/seen")
def post_seen() -> ResponseReturnValue:
    """Mark everything up to the latest notice that the page showed."""
    up_to = request.form.get("up_to", type=int) or 0
    with transaction():
        actions.mark_all_seen(auth.actor().id, up_to=min(max(up_to, 0), LARGEST_ID), now=clock.now())
    return redirect(url_for("inbox.show_inbox"), 303)

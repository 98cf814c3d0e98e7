"""Pages of the ledger: my record, and one line of it explained."""

from dataclasses import replace

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.credits import policies, queries
from learnhub.credits.forms import CENTRALISED, read_filter
from learnhub.credits.rules import Form
from learnhub.kernel import clock
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.platform.pagination import SIZE, Page, page_number

blueprint = Blueprint("credits", __name__, url_prefix="/credits")


@blueprint.get("/")
def show_record() -> ResponseReturnValue:
    """My record: what I earned, by form, and every entry of it."""
    me, chosen = actor(), read_filter(request.args)
    lines = queries.entries_of(me.id, chosen.period, forms=chosen.forms)
    number = page_number(request.args.get("page"), len(lines))
    today = clock.today()
    return render_template(
        "credits/record.html",
        chosen=chosen,
        years=sorted({today.year, *queries.years_of(me.id)}, reverse=True),
        forms=tuple(Form),
        centralised=CENTRALISED,
        totals=queries.form_totals(me.id, chosen.period),
        page=Page(lines[(number - 1) * SIZE : number * SIZE], number, len(lines)),
    )


@blueprint.get("/entries/<int:entry_id>")
def show_entry(entry_id: int) -> ResponseReturnValue:
    """One line of a record: by which rule, on what evidence, from when."""
    me = actor()
    line = policies.access_entry(me, entry_id)
    note_look(me, line.person_id, f"entry {line.seq}")
    page = queries.entry_page(line)
    if not policies.can_view_study(me, line.person_id):
        page = replace(page, completed=None)
    return render_template("credits/entry.html", page=page, own=line.person_id == me.id, quiz_to=_quiz_of(page))


@blueprint.get("/seals")
def show_seals() -> ResponseReturnValue:
    """Every nightly seal of the ledger with its root, newest first."""
    policies.access_seals(actor())
    total = queries.seal_count()
    number = page_number(request.args.get("page"), total)
    rows = queries.seals(limit=SIZE, offset=(number - 1) * SIZE)
    return render_template("credits/seals.html", page=Page(rows, number, total))


def _quiz_of(page: queries.EntryPage) -> str | None:
    """The page of the quiz behind an entry; quizzes lie above this domain, so only their address is known here."""
    if page.completed is None or "quizzes.show_quiz" not in current_app.view_functions:
        return None
    return url_for("quizzes.show_quiz", lesson_id=page.completed.lesson_id)

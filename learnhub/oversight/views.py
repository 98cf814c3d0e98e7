"""Pages of oversight: the board of one's units, and the record of one person."""

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.periods import quarter_of
from learnhub.oversight import policies, queries
from learnhub.oversight.forms import read_choice
from learnhub.platform.audit import note_look
from learnhub.platform.auth import actor
from learnhub.requirements.rules import State

blueprint = Blueprint("oversight", __name__, url_prefix="/oversight")


@blueprint.get("/")
def show_board() -> ResponseReturnValue:
    """How the people of my units stand."""
    me, chosen, today = actor(), read_choice(request.args), clock.today()
    scope = policies.access_scope(me)
    units = policies.access_units(me, chosen.unit_id)
    board = queries.board(me, scope, units, chosen, today)
    crumbs = [(step.name, url_for("oversight.show_board", unit=step.id)) for step in board.path[:-1]]
    crumbs += [(step.name, "") for step in board.path[-1:]]
    return render_template(
        "oversight/board.html",
        board=board,
        chosen=chosen,
        states=tuple(State),
        quarter=quarter_of(today),
        crumbs=crumbs,
    )


@blueprint.get("/people/<int:person_id>")
def show_person(person_id: int) -> ResponseReturnValue:
    """How one person of my units stands, and what they studied; the look itself is recorded."""
    me = actor()
    person = policies.access_record(me, person_id)
    study = policies.can_view_study(me, person.unit_id)
    evidence = current_app.extensions["learnhub.config"].reading_time_visibility == "evidence"
    record = queries.record(me, person, clock.today(), study=study, reading_time=evidence)
    note_look(me, person_id, "record")
    return render_template("oversight/person.html", record=record, reading_time=evidence)

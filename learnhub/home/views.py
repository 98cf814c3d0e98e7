"""Routes of the front page, help, the look of the site, and health."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from learnhub.credits import queries as credits
from learnhub.home import queries
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform import health
from learnhub.platform.auth import actor, public
from learnhub.reading import rules as reading

blueprint = Blueprint("home", __name__)
OVERSEES = (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)


@blueprint.get("/")
def show_home() -> ResponseReturnValue:
    """What I owe, what to go on with, and what waits for me."""
    me = actor()
    return render_template(
        "home/home.html",
        desk=queries.desk(me, clock.today()),
        oversees=any(me.has(role) for role in OVERSEES),
        runs_cycles=me.has(Role.TRAINING_ADMINISTRATOR),
    )


@blueprint.get("/help")
@public
def show_help() -> ResponseReturnValue:
    """How reading is measured and hours are earned, with every figure as the settings have it."""
    rules = {each.rule.pays.value: each.rule for each in credits.stored_rules() if each.rule.in_force(clock.today())}
    return render_template("home/help.html", pace=reading.DEFAULT_PACE, limits=reading, conversions=rules)


@blueprint.get("/accessibility")
@public
def show_accessibility() -> ResponseReturnValue:
    """What was done so that everybody can use the site, and what is not good enough yet."""
    return render_template("home/accessibility.html")


@blueprint.get("/patterns")
def show_patterns() -> ResponseReturnValue:
    """Every macro of the look on one page."""
    return render_template("patterns.html")


@blueprint.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """Whether the database answers and the schema is current; for load balancers and `make run`."""
    parts = health.check()
    well = all(state == "ok" for state in parts.values())
    return jsonify(status="ok" if well else "failing", parts=parts), 200 if well else 503

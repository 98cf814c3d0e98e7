"""Routes of the front page, help, the look of the site, and health."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import cast

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from learnhub.credits import queries as credits
from learnhub.home import queries
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform import audit, health
from learnhub.platform.auth import actor, public
from learnhub.platform.db import transaction
from learnhub.platform.ratelimit import costly
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


@blueprint.get("/me/data")
def show_data() -> ResponseReturnValue:
    """What is recorded about me, and who looked at it."""
    config = current_app.extensions["learnhub.config"]
    parts = queries.recorded(actor().id)
    return render_template("home/data.html", parts=parts, days=config.beats_kept_days, actions=_acts())


@blueprint.post("/me/data/export")
@costly
def post_data_export() -> ResponseReturnValue:
    """All of it as one file: data for programs, and a page for people."""
    me, now = actor(), clock.now()
    parts = queries.everything(me.id)
    page = render_template("home/data_export.html", parts=parts, name=me.name, now=now, actions=_acts())
    document = json.dumps(queries.as_json(parts), ensure_ascii=False, indent=1)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", document)
        archive.writestr("data.html", page)
    with transaction():
        audit.record("data_exported", actor_id=me.id, person_id=me.id, thing="data")
    name = f"learnhub-{clock.local_date(now).isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return current_app.response_class(packed.getvalue(), mimetype="application/zip", headers=headers)


def _acts() -> Mapping[str, object]:
    """What recorded acts are called; the audit log lies beside this domain and hands its words in."""
    return cast(Mapping[str, object], current_app.extensions["audit.words"])


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

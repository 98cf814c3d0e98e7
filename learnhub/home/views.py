"""Routes of the front page, help and health."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from learnhub.platform import health
from learnhub.platform.auth import public

blueprint = Blueprint("home", __name__)


@blueprint.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """Whether the database answers and the schema is current; for load balancers and `make run`."""
    parts = health.check()
    well = all(state == "ok" for state in parts.values())
    return jsonify(status="ok" if well else "failing", parts=parts), 200 if well else 503

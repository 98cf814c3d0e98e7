"""The endpoints of the meter: open a sitting, take a beat, close. Durable before the answer."""

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.reading import actions, policies, rules

blueprint = Blueprint("reading_api", __name__, url_prefix="/reading/sittings")
LARGEST_BEAT = 256 * 1024


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _document() -> dict[str, Any]:
    """The JSON object of the request; raises Invalid for anything else or anything far too large."""
    if (request.content_length or 0) > LARGEST_BEAT:
        raise Invalid("The beat cannot be used.", fields={"beat": "is larger than 256 KB"})
    document = request.get_json(silent=True)
    if not isinstance(document, dict):
        raise Invalid("The beat cannot be used.", fields={"beat": "is not an object"})
    return document


@blueprint.post("")
def post_sitting() -> ResponseReturnValue:
    """Open a sitting for a lesson version; one that is open elsewhere is moved here."""
    wanted = _document().get("lesson_version")
    if type(wanted) is not int:
        raise Invalid("The beat cannot be used.", fields={"lesson_version": "is not a whole number"})
    with transaction():
        version = catalog.access_lesson_version(actor(), wanted)
        sitting = actions.open_sitting(actor().id, version, now=clock.now())
        answer = {"sitting": sitting.id, "nonce": actions.nonce(_secret(), sitting.id, 1), "beat_s": actions.BEAT_S}
    return jsonify(answer), 201


@blueprint.put("/<int:sitting_id>/beats/<int:seq>")
def put_beat(sitting_id: int, seq: int) -> ResponseReturnValue:
    """Take one beat; sending it again is always safe."""
    body = _document()
    with transaction():
        answer = actions.record_beat(actor().id, sitting_id, seq, body, secret=_secret(), now=clock.now())
        if body.get("close") is True and answer.get("seq") == seq:
            _close(sitting_id)
    return jsonify(answer)


@blueprint.post("/<int:sitting_id>/close")
def post_close(sitting_id: int) -> ResponseReturnValue:
    """Close one's own sitting; closing it again changes nothing."""
    with transaction():
        _close(sitting_id)
    return jsonify(state="closed")


def _close(sitting_id: int) -> None:
    sitting = policies.access_own_sitting(actor(), sitting_id)
    if sitting.state == "open":
        actions.end_sitting(sitting, how=rules.Ending.CLOSED, now=clock.now())

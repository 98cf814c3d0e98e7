"""The endpoints of the meter: open a sitting, take a beat, close. Durable before the answer."""

from typing import Any

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.people.rules.devices import device
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.ratelimit import network_of
from learnhub.platform.web import LARGEST_ID
from learnhub.reading import actions, policies, rules
from learnhub.reading.models import SittingState

blueprint = Blueprint("reading_api", __name__, url_prefix="/reading/sittings")
LARGEST_BEAT = 256 * 1024
LARGEST_QUEUE = 4 * 1024 * 1024
UNUSABLE = actions.UNUSABLE


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _document(largest: int = LARGEST_BEAT, too_large: str = "is larger than 256 KB") -> dict[str, Any]:
    """The JSON object of the request; raises Invalid for anything else or anything far too large."""
    # A body that comes in pieces names no length before it is there.
    if (request.content_length or 0) > largest or len(request.get_data()) > largest:
        raise Invalid(UNUSABLE, fields={"beat": too_large})
    document = request.get_json(silent=True)
    if not isinstance(document, dict):
        raise Invalid(UNUSABLE, fields={"beat": "is not an object"})
    return document


@blueprint.post("")
def post_sitting() -> ResponseReturnValue:
    """Open a sitting for a lesson version; one that is open elsewhere is moved here."""
    wanted = _document().get("lesson_version")
    if type(wanted) is not int or not 0 < wanted <= LARGEST_ID:
        raise Invalid(UNUSABLE, fields={"lesson_version": "is not a whole number"})
    with transaction():
        version = catalog.access_lesson_version(actor(), wanted)
        now, network = clock.now(), network_of(request.remote_addr or "")
        place = actions.place_of(_secret(), network, clock.local_date(now))
        sitting = actions.open_sitting(
            actor().id, version, now=now, device=device(request.user_agent.string), place=place
        )  # fmt: skip
        answer = {"sitting": sitting.id, "nonce": actions.nonce(_secret(), sitting.id, 1), "beat_s": actions.BEAT_S}
    return jsonify(answer), 201


@blueprint.put("/<int:sitting_id>/beats/<int:seq>")
def put_beat(sitting_id: int, seq: int) -> ResponseReturnValue:
    """Take one beat; sending it again is always safe."""
    body = _document()
    with transaction():
        answer = actions.record_beat(actor().id, sitting_id, seq, body, secret=_secret(), now=clock.now())
        if body.get("close") is True and answer.get("seq") == seq:
            _close(sitting_id, late=True)
    return jsonify(answer)


@blueprint.post("/<int:sitting_id>/beats")
def post_beats(sitting_id: int) -> ResponseReturnValue:
    """Take beats that a browser kept while it was offline, in order and all or none; sending them again is safe."""
    queued = _document(LARGEST_QUEUE, "is larger than 4 MB").get("beats")
    if not isinstance(queued, list):
        raise Invalid(UNUSABLE, fields={"beats": "is not a list"})
    if not 0 < len(queued) <= actions.MOST_BEATS:
        raise Invalid(UNUSABLE, fields={"beats": "is empty or has more than 240 entries"})
    with transaction():
        answer = actions.record_beats(actor().id, sitting_id, queued, secret=_secret(), now=clock.now())
        if queued[-1].get("close") is True and answer["answers"][-1].get("next_nonce"):
            _close(sitting_id, late=True)
    return jsonify(answer)


@blueprint.post("/<int:sitting_id>/close")
def post_close(sitting_id: int) -> ResponseReturnValue:
    """Close one's own sitting; closing it again changes nothing."""
    with transaction():
        _close(sitting_id)
    return jsonify(state="closed")


def _close(sitting_id: int, *, late: bool = False) -> None:
    """End an open sitting as its reader wished; a wish that was kept offline also ends one that expired meanwhile."""
    sitting = policies.access_own_sitting(actor(), sitting_id)
    if sitting.state == SittingState.OPEN or (late and sitting.state == SittingState.EXPIRED):
        actions.end_sitting(sitting, how=rules.Ending.CLOSED, now=clock.now())

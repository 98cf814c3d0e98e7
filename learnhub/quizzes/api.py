"""What the page of an attempt sends while it is open: answers, durable before the receipt; marks; what it noticed."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext, lazy_gettext
from learnhub.quizzes import actions, policies
from learnhub.quizzes.rules.attempts import SaveOutcome

blueprint = Blueprint("quizzes_api", __name__, url_prefix="/quizzes/attempts")
LARGEST_ANSWER = 64 * 1024
REFUSED = {
    SaveOutcome.STALE: lazy_gettext("Another page has answered this question since."),
    SaveOutcome.CLOSED: lazy_gettext("This attempt has already ended."),
    SaveOutcome.LATE: lazy_gettext("The time for this attempt is over."),
    SaveOutcome.CHECKED: lazy_gettext("This answer was checked and stays as it is."),
}


@blueprint.put("/<int:attempt_id>/answers/<int:position>")
def put_answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Save one answer; the same save again changes nothing. 409 carries the answer that holds."""
    received_at, body = clock.now(), _document("value")
    with transaction():
        receipt = actions.save_answer(
            actor().id, attempt_id, position, version=body.get("version"), value=body.get("value"), now=received_at,
            certainty=body.get("certainty"),
        )  # fmt: skip
    decision = receipt.decision
    answer: dict[str, Any] = {"version": decision.kept.version, "value": decision.kept.value}
    if receipt.certainty is not None:
        answer["certainty"] = receipt.certainty
    answer["saved_at"] = clock.iso_ms(receipt.saved_at) if receipt.saved_at else None
    if decision.accepted:
        return jsonify(receipt=f"{attempt_id}-{position}-{decision.kept.version}", **answer)
    told = jsonify(
        type=f"urn:learnhub:{decision.outcome.value}",
        title=gettext(REFUSED[decision.outcome]),
        status=409,
        offered=decision.offered,
        **answer,
    )
    told.headers["Content-Type"] = "application/problem+json"
    return told, 409


@blueprint.put("/<int:attempt_id>/flags/<int:position>")
def put_flag(attempt_id: int, position: int) -> ResponseReturnValue:
    """Mark a question to come back to it, or take the mark away."""
    flagged = _document("flagged")["flagged"] is True
    with transaction():
        attempt = policies.access_attempt_to_change(actor(), attempt_id)
        actions.flag(attempt, position, flagged=flagged)
    return jsonify(flagged=flagged)


@blueprint.post("/<int:attempt_id>/events")
def post_events(attempt_id: int) -> ResponseReturnValue:
    """Keep what the page noticed by itself; the person sees all of it with the result."""
    events = _document("events")["events"]
    with transaction():
        attempt = policies.access_attempt(actor(), attempt_id)
        kept = actions.note_events(attempt, events, now=clock.now())
    return jsonify(kept=kept)


def _document(needed: str) -> dict[str, Any]:
    """The JSON object of the request; raises Invalid for anything else or anything far too large."""
    document = request.get_json(silent=True) if (request.content_length or 0) <= LARGEST_ANSWER else None
    if not isinstance(document, dict):
        raise Invalid("The answer cannot be saved.", fields={"answer": "This must be a JSON object of up to 64 KB."})
    if needed not in document:
        raise Invalid("The answer cannot be saved.", fields={needed: "This is missing."})
    return document

"""What the editor of lessons asks by its script: to save the draft, to show how it will look, to take a picture."""

from typing import Any

from flask import Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies
from learnhub.catalog.actions import pictures, writing
from learnhub.catalog.actions.versions import note_picture
from learnhub.catalog.forms import LONGEST_TEXT, LessonForm
from learnhub.catalog.models import LessonDraft
from learnhub.catalog.views.blueprint import blueprint
from learnhub.catalog.views.writing import preview_of
from learnhub.kernel import clock
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.kernel.text import one_line, shorten
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.ratelimit import costly

UNREADABLE = "What was sent cannot be read. Load the page again."
NOTHING_CHOSEN = "Choose a picture first."
_LONG = frozenset({"catalog.post_draft_words"})


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A long text in a form may be larger than other fields; four bytes of a sign become twelve on the way."""
    if endpoint in _LONG:
        request.max_form_memory_size = 2 * 12 * LONGEST_TEXT


@blueprint.put("/writing/<int:writing_id>/draft")
def put_draft(writing_id: int) -> ResponseReturnValue:
    """Save a draft; the other text where another window saved meanwhile, and then nothing is overwritten.

    What is wrong with a field stays as it was and is told in `faults`; the rest is saved all the same.
    """
    draft, course = policies.access_draft(actor(), writing_id)
    given, now = _given(), clock.now()
    with transaction():
        policies.locked(course)
        draft, course = policies.access_draft(actor(), writing_id, anew=True)
        revision = given.get("revision")
        problem = writing.why_not_saved(draft, revision=revision if isinstance(revision, int) else 0)
        if problem == writing.OVERTAKEN:
            return _stale(draft)
        if problem is not None:
            raise Conflict(problem)
        form, faults = LessonForm.sent(given, draft)
        writing.save_draft(draft, form.words(), now=now)
    return jsonify(revision=draft.revision, saved_at=now.isoformat(), faults=faults)


@blueprint.post("/writing/<int:writing_id>/preview")
def post_preview(writing_id: int) -> ResponseReturnValue:
    """A lesson as its readers would see it, as a piece of a page; nothing is saved."""
    draft, course = policies.access_draft(actor(), writing_id)
    form, _faults = LessonForm.sent(_given(), draft)
    return preview_of(form.words(), course)


@blueprint.post("/writing/<int:writing_id>/pictures")
@costly
def post_picture(writing_id: int) -> ResponseReturnValue:
    """Take a picture into a lesson; its address is told."""
    policies.access_draft(actor(), writing_id)
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Invalid(NOTHING_CHOSEN, fields={"file": NOTHING_CHOSEN})
    with given.stream as stream:
        picture = pictures.take_upload(stream.read(pictures.LARGEST_BYTES + 1), shorten(one_line(given.filename), 120))
    pictures.keep_picture(picture, current_app.extensions["learnhub.config"].instance / "media")
    with transaction():
        note_picture(picture)
    return jsonify(address=picture.address, width=picture.width, height=picture.height, markdown="!"), 201


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid(UNREADABLE)
    return given


def _stale(draft: LessonDraft) -> Response:
    """What another window saved meanwhile."""
    words = {
        "title": draft.title, "summary": draft.summary, "source": draft.source, "gift": draft.gift,
        "change": draft.change.value, "version_note": draft.version_note,
    }  # fmt: skip
    title = _("Another window of yours saved another text meanwhile. Nothing was overwritten.")
    answer = jsonify(type="urn:learnhub:stale_draft", status=409, title=title, revision=draft.revision, words=words)
    answer.status_code = 409
    return answer

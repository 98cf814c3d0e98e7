"""Question files that somebody confirmed are taken in; those that nobody confirmed are forgotten."""

from datetime import timedelta
from pathlib import Path

from flask import current_app

from learnhub.kernel import clock
from learnhub.people.queries import actor_on
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import job
from learnhub.quizzes.actions import uploads
from learnhub.quizzes.models import QuestionUpload
from learnhub.quizzes.policies import bank as policies
from learnhub.quizzes.queries.question_files import Look, look_at, report_of

NOTE_EVERY = 50


@job("quizzes.sweep_questions", every=timedelta(hours=24))
def sweep() -> None:
    """Forget question files that nobody confirmed for a week."""
    with transaction():
        uploads.sweep_uploads(clock.now())


@job("quizzes.look_through_questions")
def look_through_questions(upload_id: int) -> None:
    """Look a long file through; nothing of it is written before somebody confirms."""
    upload = session().get(QuestionUpload, upload_id)
    if upload is None or upload.content is None or not upload.report.get("reading"):
        return  # discarded, or looked through before this was tried again
    try:
        report = report_of(_look(upload))
        with transaction() as current:
            uploads.note_look(current.get_one(QuestionUpload, upload_id), report)
    except Exception:
        _broken_off(upload_id)
        raise


@job("quizzes.take_in_questions")
def take_in_questions(upload_id: int) -> None:
    """Take a confirmed file in: read once more, since the bank may have changed, rendered, written in one go."""
    upload = session().get_one(QuestionUpload, upload_id)
    if upload.content is None:
        return  # somebody confirmed it once more while this was waiting to be tried again
    try:
        look = _look(upload)
        media: Path = current_app.extensions["learnhub.config"].instance / "media"
        prepared = uploads.prepare(look, media, show=_teller(upload_id, look))
        with transaction() as current:
            uploads.take_in_upload(current.get_one(QuestionUpload, upload_id), look, prepared, now=clock.now())
    except Exception:
        _broken_off(upload_id)
        raise


def _look(upload: QuestionUpload) -> Look:
    return look_at(
        upload.content or b"", upload.file_name, upload.asked_format, owner_id=upload.by_id,
        visible=policies.visible_to(actor_on(upload.by_id, clock.today())),
    )  # fmt: skip


def _broken_off(upload_id: int) -> None:
    session().rollback()
    with transaction() as current:
        uploads.fail_upload(current.get_one(QuestionUpload, upload_id), now=clock.now())


def _teller(upload_id: int, look: Look) -> uploads.Show | None:
    """Note how far it is, where it takes long enough for somebody to look."""
    if sum(look.fates[fate] for fate in ("new", "changed")) <= uploads.AT_ONCE:
        return None

    def tell(number: int) -> None:
        if number % NOTE_EVERY == 0:
            with transaction() as current:
                current.get_one(QuestionUpload, upload_id).written = number

    return tell

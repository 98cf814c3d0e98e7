"""Keeping an uploaded roster between the look at it and its carrying out."""

from datetime import date, datetime
from typing import Any

from learnhub.kernel.errors import Conflict
from learnhub.people.models import RosterUpload, UploadState
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue

NOTHING_TO_DO = "This roster changes nothing."
BEGUN = "This roster is being imported already, or has been."


def keep_upload(
    content: bytes, *, file_name: str, since: date, report: dict[str, Any], by: int, now: datetime
) -> RosterUpload:
    """Keep a roster that was looked through, until somebody confirms or discards it."""
    upload = RosterUpload(
        by_id=by, file_name=file_name[:200], content=content, since_on=since, report=report, created_at=now
    )
    session().add(upload)
    session().flush()
    return upload


def confirm_upload(upload: RosterUpload) -> None:
    """Let the worker carry out a roster; raises Conflict when it was confirmed before or has nothing to change."""
    if upload.state is not UploadState.CHECKED:
        raise Conflict(BEGUN)
    if not upload.report["details"]:
        raise Conflict(NOTHING_TO_DO)
    upload.state = UploadState.RUNNING
    enqueue("people.import_roster", unique=str(upload.id), upload_id=upload.id)


def discard_upload(upload: RosterUpload) -> None:
    """Forget a roster that was only looked through; raises Conflict once it is being carried out."""
    if upload.state is not UploadState.CHECKED:
        raise Conflict(BEGUN)
    session().delete(upload)


def finish_upload(upload: RosterUpload, *, now: datetime) -> None:
    """Everything is written: the file goes, the report stays."""
    upload.state, upload.finished_at, upload.content = UploadState.DONE, now, None
    audit.record("roster_upload_done", actor_id=upload.by_id, thing=upload.file_name, rows=upload.written)


def fail_upload(upload: RosterUpload, *, now: datetime) -> None:
    """The import broke off; what was written stays, and importing the file again writes the rest."""
    upload.state, upload.finished_at = UploadState.FAILED, now

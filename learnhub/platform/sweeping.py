"""Clears away what has had its use: finished jobs, and mails that were sent."""

from datetime import timedelta

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import Job, JobState, job
from learnhub.platform.mail import Mail, MailState

DONE_KEPT = timedelta(days=7)
SENT_KEPT = timedelta(days=30)
FAILED_KEPT = timedelta(days=90)
AT_ONCE = 5_000


@job("platform.sweep", every=timedelta(days=1))
def sweep() -> None:
    """Delete finished jobs after a week, sent mails after a month, and what failed after a quarter of a year."""
    now = clock.now()
    _delete(Job, Job.state == JobState.DONE, Job.finished_at < now - DONE_KEPT)
    _delete(Job, Job.state == JobState.FAILED, Job.finished_at < now - FAILED_KEPT)
    _delete(Mail, Mail.state == MailState.SENT, Mail.sent_at < now - SENT_KEPT)
    _delete(Mail, Mail.state == MailState.FAILED, Mail.created_at < now - FAILED_KEPT)


def _delete(table: type[Job] | type[Mail], *conditions: sa.ColumnElement[bool]) -> None:
    """Delete in portions, so that nobody else who writes waits for long."""
    found = AT_ONCE
    while found == AT_ONCE:
        with transaction():
            old = session().scalars(sa.select(table.id).where(*conditions).limit(AT_ONCE)).all()
            session().execute(sa.delete(table).where(table.id.in_(old)))
            found = len(old)

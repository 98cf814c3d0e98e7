"""What an operator changes: a failed job is tried once more."""

from datetime import datetime

from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.jobs import Job, JobState

NOT_FAILED = "This job is not waiting to be tried again. Look at the list once more."


def retry(job: Job, *, by: Actor, now: datetime) -> None:
    """Queue a failed job again with all its tries; raises Conflict in any other state."""
    if job.state is not JobState.FAILED:
        raise Conflict(NOT_FAILED)
    job.state, job.attempts, job.run_at, job.finished_at = JobState.QUEUED, 0, now, None
    audit.record("job_retried", actor_id=by.id, thing=f"job {job.id}", name=job.name)

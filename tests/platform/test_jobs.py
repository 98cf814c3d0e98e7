"""The queue: nothing is lost, nothing is tried for ever, and what comes back by itself comes back once."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from learnhub.platform import held, jobs
from learnhub.platform.db import transaction
from learnhub.platform.jobs import Job, JobState, Work


@pytest.fixture
def kind(monkeypatch, session, time):
    """Register a kind of job for one test, and make sure that nothing else waits."""

    def register(run, every=None):
        monkeypatch.setitem(jobs.REGISTRY, "test.kind", Work(run, every))
        with transaction():
            jobs.enqueue("test.kind", unique="schedule" if every else None)
        return session.scalars(sa.select(Job)).one()

    return register


def broken():
    raise OSError("the disk is full")


def test_a_job_that_fails_waits_longer_each_time_and_then_gives_up(kind, session, time):
    job = kind(broken)

    tries = 0
    while job.state is not JobState.FAILED and tries < 10:
        tries += jobs.run_due()
        session.refresh(job)
        time.pass_(minutes=5)

    assert tries == jobs.ATTEMPTS
    assert job.error.endswith("OSError: the disk is full\n")


def test_a_failed_job_that_repeats_still_comes_back(kind, session, time):
    from datetime import timedelta

    kind(broken, every=timedelta(hours=6))

    for _ in range(jobs.ATTEMPTS):
        jobs.run_due()
        time.pass_(minutes=5)

    states = session.scalars(sa.select(Job.state).order_by(Job.id)).all()
    assert states == [JobState.FAILED, JobState.QUEUED]


def test_a_job_whose_worker_died_is_taken_over(kind, session, time):
    ran = []
    job = kind(lambda: ran.append(1))
    jobs._take()  # the worker that took it never comes back

    at_once = jobs.run_due()
    time.pass_(seconds=61)
    later = jobs.run_due()

    session.refresh(job)
    assert (at_once, later, ran, job.state) == (0, 1, [1], JobState.DONE)


def test_a_job_whose_worker_was_killed_on_this_machine_is_taken_over_at_once_but_not_each_time(app, kind, session):
    ran = []
    job = kind(lambda: ran.append(1))

    for freed in (1, 1, 0):
        taken = jobs._take()
        dying = _marking(app, taken.id, taken.attempt)
        assert (jobs.run_due(), ran) == (0, []), "its worker lives"
        dying.kill()
        dying.wait()
        jobs._free(list(held.left_behind(app.extensions["learnhub.config"].instance / "jobs")))
        session.refresh(job)
        assert (job.state is JobState.QUEUED) == bool(freed)


def test_a_mark_that_outlived_its_job_frees_nothing(app, kind, session):
    job = kind(lambda: None)
    dying = _marking(app, job.id, 1)
    jobs._take()
    with transaction():
        session.get_one(Job, job.id).attempts = 2  # its lease ran out, and another worker has it
    dying.kill()
    dying.wait()

    assert jobs.run_due() == 0


def _marking(app, job, attempt):
    """Another process that marks a job as its own."""
    folder = app.extensions["learnhub.config"].instance / "jobs"
    script = (
        "import sys, time; from pathlib import Path; from learnhub.platform.held import mark\n"
        "with mark(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])): print('ready', flush=True); time.sleep(60)"
    )
    made = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(job), str(attempt)], stdout=subprocess.PIPE, text=True
    )
    assert made.stdout.readline() == "ready\n"
    made.stdout.close()
    return made


def test_a_job_that_kills_every_worker_is_given_up(kind, session, time):
    job = kind(lambda: None)
    for _ in range(jobs.ATTEMPTS):
        assert jobs._take() is not None
        time.pass_(seconds=61)

    assert jobs._take() is None

    session.refresh(job)
    assert (job.state, job.error) == (JobState.FAILED, jobs.DEADLY)


def test_the_same_work_waits_once(session, time):
    with transaction():
        jobs.enqueue("people.sweep", unique="today")
        jobs.enqueue("people.sweep", unique="today")

    assert session.scalar(sa.select(sa.func.count(Job.id))) == 1


def test_long_work_keeps_its_lease(kind, session, time):
    ran = []
    job = kind(lambda: ran.append(1))
    jobs._take()

    for _ in range(4):
        time.pass_(seconds=40)
        jobs.extend_lease(job.id)
        jobs.run_due()

    assert ran == []


def test_a_job_that_is_over_gets_no_lease(kind, session, time):
    job = kind(lambda: None)
    jobs.run_due()
    before = session.scalar(sa.select(Job.lease_until).where(Job.id == job.id))

    time.pass_(seconds=40)
    jobs.extend_lease(job.id)

    assert session.scalar(sa.select(Job.lease_until).where(Job.id == job.id)) == before


def test_the_lease_is_renewed_while_the_work_goes_on(kind, monkeypatch):
    from datetime import timedelta
    from threading import Event

    renewed = Event()
    monkeypatch.setattr(jobs, "RENEW_AFTER", timedelta(milliseconds=10))
    monkeypatch.setattr(jobs, "extend_lease", lambda _id: renewed.set())
    kind(lambda: renewed.wait(5) or pytest.fail("nobody renewed the lease"))

    assert jobs.run_due() == 1
    assert renewed.is_set()

"""A lease queue in the application's own database: a job is written with the business write and never lost."""

import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Mapped, Session, mapped_column

from learnhub.kernel import clock
from learnhub.platform import held
from learnhub.platform.db import Base, enum_type, insert, is_sqlite, session, transaction

LEASE = timedelta(seconds=60)
RENEW_AFTER = LEASE / 4
ATTEMPTS = 5
FREED_BEFORE = 3
DEADLY = "WorkerEnded: before_this_job_did"
log = structlog.get_logger("jobs")


class JobState(StrEnum):
    """Where a job is: waiting or leased, finished, or given up."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """A piece of later work; `unique_key` keeps the same work from being queued twice."""

    __tablename__ = "platform_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    arguments: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(enum_type(JobState), default=JobState.QUEUED)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unique_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    error: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_platform_jobs_ready", "state", "run_at"),)


@dataclass(frozen=True, slots=True)
class Work:
    """A registered kind of job and how often it comes back by itself."""

    run: Callable[..., None]
    every: timedelta | None


REGISTRY: dict[str, Work] = {}
WAKERS: list[Callable[[], None]] = []


def job(name: str, *, every: timedelta | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as a job; it runs outside a transaction and opens its own."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        REGISTRY[name] = Work(run, every)
        return run

    return register


def waker(look: Callable[[], None]) -> Callable[[], None]:
    """Register a short look at whether there is something to do, which queues a job for it.

    The worker asks at every turn. What is noted many times a second, by several at once, costs its writers no job.
    """
    WAKERS.append(look)
    return look


def wake() -> None:
    """Ask everybody who looks for work."""
    for look in WAKERS:
        look()


def enqueue(name: str, *, at: datetime | None = None, unique: str | None = None, **arguments: Any) -> None:
    """Queue a job inside the open transaction; the same `unique` while one waits or runs is a no-op."""
    now = clock.now()
    # Two who queue the same work at once must not clash, so the database decides and not a look beforehand.
    row = {
        "name": name, "arguments": arguments, "state": JobState.QUEUED, "run_at": at or now, "created_at": now,
        "attempts": 0, "unique_key": f"{name}:{unique}" if unique else None,
    }  # fmt: skip
    session().execute(insert(Job).values(row).on_conflict_do_nothing(index_elements=["unique_key"]))


def schedule() -> None:
    """Make sure that every repeating job has its next run queued."""
    with transaction():
        for name, work in REGISTRY.items():
            if work.every is not None:
                enqueue(name, unique="schedule")


def run_due(limit: int = 50) -> int:
    """Run the jobs that are due, one after another; returns how many ran."""
    ran, folder = 0, current_app.extensions["learnhub.config"].instance / "jobs"
    _free(list(held.left_behind(folder)))
    while ran < limit and (taken := _take()) is not None:
        with held.mark(folder, taken.id, taken.attempt):
            _run(taken.id, taken.name, taken.arguments)
        ran += 1
    return ran


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that is leased, for the how-manieth time."""

    id: int
    attempt: int
    name: str
    arguments: dict[str, Any]


def _free(left: Sequence[tuple[int, int]]) -> None:
    """Let jobs be taken whose processes were killed on this machine; from the third time on the lease must run out.

    A job that kills its workers, or a machine that keeps falling over, would else use up every attempt in seconds.
    """
    early = [(job_id, attempt) for job_id, attempt in left if attempt < FREED_BEFORE]
    if not early:
        return
    with transaction() as current:
        for job_id, attempt in early:
            same = sa.update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING, Job.attempts == attempt)
            current.execute(same.values(state=JobState.QUEUED, lease_until=None))


def _take() -> Taken | None:
    """Lease the next job; a lease that ran out (its worker died) is taken over, but not for ever."""
    with transaction() as current:
        now = clock.now()
        while (found := _next(current, now)) is not None:
            if found.attempts < ATTEMPTS:
                found.state, found.lease_until, found.attempts = JobState.RUNNING, now + LEASE, found.attempts + 1
                return Taken(found.id, found.attempts, found.name, dict(found.arguments))
            _finish(found, error=DEADLY, now=now)  # each worker that took it died of it, so the next would too
    return None


def _next(current: Session, now: datetime) -> Job | None:
    ready = sa.or_(
        sa.and_(Job.state == JobState.QUEUED, Job.run_at <= now),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
    )
    query = sa.select(Job).where(ready).order_by(Job.run_at, Job.id).limit(1)
    return current.scalar(query if is_sqlite() else query.with_for_update(skip_locked=True))


def _run(job_id: int, name: str, arguments: dict[str, Any]) -> None:
    try:
        with _held(job_id):
            REGISTRY[name].run(**arguments)
    except Exception as error:
        session().rollback()  # what the job left half done must not be committed with its failure
        log.exception("job failed", job=name, id=job_id)
        _settle(job_id, error="".join(traceback.format_exception(error))[-4000:])
    else:
        _settle(job_id, error=None)


@contextmanager
def _held(job_id: int) -> Iterator[None]:
    """Keep the lease of a running job fresh, so that long work is not taken over by another worker."""
    over = threading.Event()
    application = current_app._get_current_object()  # type: ignore[attr-defined]  # the thread needs it, not its proxy

    def renew() -> None:
        while not over.wait(RENEW_AFTER.total_seconds()):
            with application.app_context():
                try:
                    extend_lease(job_id)
                except sa.exc.SQLAlchemyError:  # busy or away: the next turn tries again, long before the lease ends
                    log.warning("lease not renewed", id=job_id)

    keeper = threading.Thread(target=renew, name=f"lease of job {job_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def extend_lease(job_id: int) -> None:
    """Give a job that still runs its whole lease again."""
    with transaction() as current:
        running = sa.update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING)
        current.execute(running.values(lease_until=clock.now() + LEASE))


def _settle(job_id: int, *, error: str | None) -> None:
    with transaction() as current:
        now, done = clock.now(), current.get_one(Job, job_id)
        if error is not None and done.attempts < ATTEMPTS:
            done.state, done.error = JobState.QUEUED, error
            done.run_at = now + timedelta(seconds=5 * 2**done.attempts)
            return
        _finish(done, error=error, now=now)


def _finish(done: Job, *, error: str | None, now: datetime) -> None:
    """Close a job for good, and queue the next run of one that comes back by itself."""
    work = REGISTRY.get(done.name)
    every = work.every if work and (done.unique_key or "").endswith(":schedule") else None
    done.state = JobState.FAILED if error else JobState.DONE
    done.error, done.finished_at, done.unique_key = error, now, None
    session().flush()
    if every is not None:
        enqueue(done.name, at=now + every, unique="schedule")

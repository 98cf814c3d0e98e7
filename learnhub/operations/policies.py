"""Who looks after the site: operators its jobs and health, auditors the audit log within their units."""

import sqlalchemy as sa

from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import NotFound
from learnhub.operations import queries
from learnhub.platform.db import session
from learnhub.platform.jobs import Job

NO_PAGE = "There is no such page, or it is not yours to see."


def can_operate(actor: Actor) -> bool:
    """Whether the actor runs the site; an operator sees no personal record."""
    return actor.has(Role.OPERATOR)


def access_operation(actor: Actor) -> None:
    """Let operators in; for anybody else the page does not exist."""
    if not can_operate(actor):
        raise NotFound(NO_PAGE)


def access_job(actor: Actor, job_id: int) -> Job:
    """One job, for an operator."""
    access_operation(actor)
    found = session().get(Job, job_id)
    if found is None:
        raise NotFound(NO_PAGE)
    return found


def access_audit(actor: Actor) -> sa.ColumnElement[bool]:
    """The entries that an auditor may read, as a condition: all of them for whoever audits every root unit."""
    units = actor.units(Role.AUDITOR)
    if not units:
        raise NotFound(NO_PAGE)
    return queries.entries_within(units)

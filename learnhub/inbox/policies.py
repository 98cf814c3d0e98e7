"""Notices are read and marked by the person they were written to, and by nobody else."""

from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.platform.db import session

NO_NOTICE = "There is no such notice."


def can_view_notice(actor: Actor, notice: Notice) -> bool:
    """Only one's own."""
    return notice.person_id == actor.id


def access_notice(actor: Actor, notice_id: int) -> Notice:
    """One of the actor's own notices; somebody else's does not exist."""
    notice = session().get(Notice, notice_id)
    if notice is None or not can_view_notice(actor, notice):
        raise NotFound(NO_NOTICE)
    return notice

"""Signing in and out: sessions that can be revoked, and the brake on guessing."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.kernel import ids
from learnhub.kernel.errors import TooMany
from learnhub.kernel.text import shorten
from learnhub.people import queries
from learnhub.people.actions.undoing import forget_changes
from learnhub.people.models import AuthSession, Person, RosterChange, RosterUpload, SignInFailure, UploadState
from learnhub.people.rules import throttle
from learnhub.platform import audit
from learnhub.platform.db import session

ABSOLUTE = timedelta(hours=12)
KEEP_FAILURES = timedelta(days=1)
KEEP_SESSIONS = timedelta(days=30)
KEEP_UPLOADS = timedelta(days=1)
SLOW_DOWN = "There were too many failed sign-ins. Wait a few minutes, then try again."


def begin_sign_in(username: str, *, address: str, now: datetime) -> None:
    """Count a try before the password is looked at, so that many at once cannot slip past the count.

    Raises TooMany after 10 failures of an account in 15 minutes, or 100 of an address in 10.
    """
    key = ids.digest(username)
    wait = max(
        throttle.wait(queries.failures_of_account(key, now - throttle.ACCOUNT.span), throttle.ACCOUNT, now),
        throttle.wait(queries.failures_of_address(address, now - throttle.ADDRESS.span), throttle.ADDRESS, now),
    )
    if wait:
        raise TooMany(SLOW_DOWN, retry_after=wait)
    session().add(SignInFailure(at=now, username_hash=key, address=address))


def note_refused_sign_in(person_id: int | None) -> None:
    """Write into the audit log that a sign-in was refused; a name that nobody has is not written down."""
    audit.record("sign_in_refused", actor_id=None, person_id=person_id)


def finish_sign_in(person: Person, *, address: str, browser: str, new_hash: str | None, now: datetime) -> str:
    """The password was right: forget the failures of this account and open a session; returns its handle."""
    session().execute(sa.delete(SignInFailure).where(SignInFailure.username_hash == ids.digest(person.username)))
    if new_hash:
        person.password_hash = new_hash
    audit.record("sign_in", actor_id=person.id, person_id=person.id)
    return open_session(person, address=address, browser=browser, now=now)


def open_session(person: Person, *, address: str, browser: str, now: datetime) -> str:
    """Open a session of at most twelve hours and return its handle; only the handle's hash is stored."""
    handle = ids.token()
    opened = AuthSession(
        handle_hash=ids.digest(handle),
        person_id=person.id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + ABSOLUTE,
        address=address[:64],
        browser=shorten(browser, 200),
    )
    session().add(opened)
    session().flush()
    return handle


def end_session(opened: AuthSession, *, why: str, now: datetime) -> None:
    """End one session; ending it again changes nothing."""
    if opened.ended_at is None:
        opened.ended_at, opened.ended_why = now, why


def end_all_sessions(person_id: int, *, why: str, now: datetime, but: int | None = None) -> int:
    """End every open session of a person, except the one given; returns how many ended."""
    open_ones = [AuthSession.person_id == person_id, AuthSession.ended_at.is_(None), AuthSession.expires_at > now]
    if but is not None:
        open_ones.append(AuthSession.id != but)
    ended = session().execute(sa.update(AuthSession).where(*open_ones).values(ended_at=now, ended_why=why))
    return int(ended.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every UPDATE


def touch_session(session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    current = sa.update(AuthSession).where(AuthSession.id == session_id, AuthSession.last_seen_at < now)
    session().execute(current.values(last_seen_at=now))


def rest_longer(person_id: int, *, now: datetime) -> None:
    """A quiz of the person is open: sessions may rest for two hours, for at most as long as a session lasts."""
    session().execute(sa.update(Person).where(Person.id == person_id).values(busy_until=now + ABSOLUTE))


def rest_as_usual(person_id: int) -> None:
    """No quiz of the person is open any more."""
    session().execute(sa.update(Person).where(Person.id == person_id).values(busy_until=None))


def sweep(now: datetime) -> None:
    """Delete failures, sessions and unconfirmed rosters that have had their use; the audit log stays."""
    session().execute(sa.delete(SignInFailure).where(SignInFailure.at < now - KEEP_FAILURES))
    session().execute(sa.delete(AuthSession).where(AuthSession.expires_at < now - KEEP_SESSIONS))
    forget_changes(now)
    forgotten = sa.or_(RosterUpload.state == UploadState.CHECKED, RosterUpload.state == UploadState.FAILED)
    can_be_undone = sa.exists().where(RosterChange.upload_id == RosterUpload.id)
    session().execute(
        sa.delete(RosterUpload).where(forgotten, ~can_be_undone, RosterUpload.created_at < now - KEEP_UPLOADS)
    )

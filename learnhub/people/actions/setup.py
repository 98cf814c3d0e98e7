"""The first administrator of an empty site, made in the browser by whoever can read the server's terminal."""

import hmac
from datetime import datetime
from pathlib import Path

from learnhub.kernel import ids
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import NotFound
from learnhub.people import queries
from learnhub.people.actions.administrators import create_administrator
from learnhub.people.actions.passwords import set_initial_password
from learnhub.people.models import Person
from learnhub.platform.db import session

DONE = "This site is set up already."
FIRST_ROLES = (Role.TRAINING_ADMINISTRATOR, Role.UNIT_ADMINISTRATOR, Role.OPERATOR)


def setup_token(folder: Path) -> str:
    """The token that the terminal prints; made once and kept in the instance folder, readable by the owner alone."""
    path = _kept_in(folder)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(ids.token(16), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def is_setup_token(folder: Path, said: str) -> bool:
    """Whether this is the token; there is none before a start printed one."""
    path = _kept_in(folder)
    return path.exists() and hmac.compare_digest(setup_token(folder).encode(), said.encode("utf-8", "replace"))


def awaits_setup(folder: Path) -> bool:
    """Whether a start printed a token and nobody has used it."""
    return _kept_in(folder).exists() and queries.nobody_is_there()


def forget_setup_token(folder: Path) -> None:
    """The token has had its use."""
    _kept_in(folder).unlink(missing_ok=True)


def set_up(*, username: str, name: str, unit_name: str, locale: str, new_hash: str, now: datetime) -> Person:
    """Make the first unit and its administrator; raises NotFound once anybody is there."""
    if not queries.nobody_is_there():
        raise NotFound(DONE)
    create_administrator(username=username, name=name, unit_name=unit_name, roles=FIRST_ROLES, now=now)
    session().flush()
    person = queries.person_by_username(username)
    if person is None:
        raise LookupError(f"{username} was made a moment ago")
    person.locale = locale
    set_initial_password(person, new_hash=new_hash, now=now, by=person.id, must_change=False)
    return person


def _kept_in(folder: Path) -> Path:
    return folder / "setup_token"

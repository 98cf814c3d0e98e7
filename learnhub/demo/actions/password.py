"""The one password of all demo accounts: from the settings, or generated once; kept for the owner alone."""

import os
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from learnhub.demo import rules
from learnhub.people.actions import hash_password, initial_password, set_initial_password
from learnhub.people.models import Person
from learnhub.platform.db import session

_FILE = "demo_password"


def demo_password(instance: Path, configured: str) -> str:
    """The password for a load: the configured one, the kept one, or a new one."""
    return configured or kept_password(instance) or initial_password()


def kept_password(instance: Path) -> str:
    """The password that the accounts have; empty where none is kept."""
    path = instance / _FILE
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def keep_password(instance: Path, password: str) -> None:
    """Write it to the data folder with mode 600, so that the next start can print it again."""
    forget_password(instance)
    with os.fdopen(
        os.open(instance / _FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(password + "\n")


def forget_password(instance: Path) -> None:
    """Delete it once there are no demo accounts any more."""
    (instance / _FILE).unlink(missing_ok=True)


def change_passwords(password: str, *, now: datetime) -> None:
    """Give every demo account another password; their sessions end."""
    accounts = sa.select(Person).where(Person.is_demo.is_(sa.true()), Person.username.in_(rules.ACCOUNTS))
    for person in session().scalars(accounts).all():
        set_initial_password(person, new_hash=hash_password(password), now=now, must_change=False)

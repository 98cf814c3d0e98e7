"""People that can sign in, for the tests of people."""

from functools import cache
from typing import Any

from learnhub.people import actions
from learnhub.people.models import Person
from tests.make import Make

PASSWORD = "窗外的雨下了一整夜"


@cache
def _hash(password: str) -> str:
    # A real hash takes a tenth of a second; the same password is hashed once a run.
    return actions.hash_password(password)


def someone(make: Make, username: str = "shenjia", *, password: str | None = PASSWORD, **fields: Any) -> Person:
    """A person with a password."""
    return make.person(username=username, password_hash=_hash(password) if password else None, **fields)

"""Hashing, checking and changing passwords; argon2id, one hash at a time in a process."""

import secrets
import threading
import unicodedata
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from learnhub.people.actions.sessions import end_all_sessions
from learnhub.people.models import Person
from learnhub.platform import audit
from learnhub.platform.cores import on_any_core

WRONG_PRESENT = "This is not your present password."
_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
# For random passwords of 60 bits, which no guessing finds whatever a guess costs: hundreds are handed out at once.
_light = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
# A hash takes 46 MiB for a tenth of a second: one at a time keeps the memory of a process bounded.
_one_at_a_time = threading.Semaphore(1)
# The hash of a random text that nobody kept: an unknown name costs the same time as a wrong password.
_NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$5xmlrxjZ6mYS/2XthSmKdw$y3F4bQRw9osDZeU3x+plAoOtEdOvzfoUhDWa8V49PNA"
# Without characters that are mistaken for one another on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _one_at_a_time, on_any_core():
        return _hasher.hash(_encoded(password))


def check_password(stored: str | None, password: str) -> bool:
    """Whether a password fits a stored hash; takes the same time when there is none."""
    with _one_at_a_time, on_any_core():
        fits = _fits(stored or _NOBODY, password)
        if stored is not None and _hasher.check_needs_rehash(stored):
            _fits(_NOBODY, password)  # a cheaper hash must not be told apart from the others by the time it takes
    return fits and stored is not None


def _fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, _encoded(password))
    except Argon2Error:
        return False


def hash_initial_password(password: str) -> str:
    """The hash of a password that `initial_password` made; it lasts until the first sign-in."""
    return _light.hash(_encoded(password))


def fresher_hash(person: Person, password: str) -> str | None:
    """A new hash where the stored one was made with older parameters."""
    outdated = person.password_hash is not None and _hasher.check_needs_rehash(person.password_hash)
    return hash_password(password) if outdated else None


def change_password(person: Person, *, new_hash: str, now: datetime) -> None:
    """Store a password that the person chose; every session of the person ends."""
    person.password_hash, person.must_change_password = new_hash, False
    end_all_sessions(person.id, why="password", now=now)
    audit.record("password_changed", actor_id=person.id, person_id=person.id)


def initial_password() -> str:
    """A random password of 60 bits that can be read out and typed: four groups of three."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(3)) for _ in range(4))


def set_initial_password(
    person: Person, *, new_hash: str, now: datetime, by: int | None = None, must_change: bool = True
) -> None:
    """Store a password that somebody else handed out; it must be changed at the first sign-in."""
    person.password_hash, person.must_change_password = new_hash, must_change
    end_all_sessions(person.id, why="password", now=now)
    audit.record("password_set", actor_id=by, person_id=person.id)


def _encoded(password: str) -> bytes:
    # The same character can arrive composed or not, depending on the keyboard.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")

"""Hashing, constant time, and many tries at once."""

import statistics
import time as wall

import pytest

from learnhub.people import actions
from learnhub.people.actions import passwords
from tests.people.factories import PASSWORD, someone


def test_the_hash_is_argon2id_with_the_agreed_cost():
    stored = actions.hash_password(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert actions.check_password(stored, PASSWORD)
    assert not actions.check_password(stored, PASSWORD + " ")


def test_composed_and_decomposed_letters_are_the_same_password():
    stored = actions.hash_password("Zürich im Regen")

    assert actions.check_password(stored, "Zu\u0308rich im Regen")


def test_nobody_s_hash_costs_what_every_hash_costs_and_fits_nothing():
    assert not passwords._hasher.check_needs_rehash(passwords._NOBODY)
    assert not actions.check_password(None, "")


@pytest.mark.once
def test_an_unknown_name_takes_as_long_as_a_wrong_password(client, make):
    someone(make)

    def took(username):
        started = wall.thread_time()
        client.post("/people/sign-in", data={"username": username, "password": "wrong"})
        return wall.thread_time() - started

    took("shenjia")
    pairs = [(took("shenjia"), took("nobody")) for _try in range(9)]

    known, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert abs(known - unknown) < max(0.01, 0.2 * known)


def test_an_older_hash_is_renewed_at_the_next_sign_in(client, make, session):
    from argon2 import PasswordHasher

    older = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD.encode())
    person = make.person(username="shenjia", password_hash=older)

    client.post("/people/sign-in", data={"username": "shenjia", "password": PASSWORD})

    session.refresh(person)
    assert "m=47104" in person.password_hash


def test_initial_passwords_are_fit_and_differ():
    made = {actions.initial_password() for _ in range(100)}

    assert len(made) == 100
    assert all(passwords_fault(one) is None for one in made)


def passwords_fault(password):
    from learnhub.people.rules.passwords import fault

    return fault(password)

"""Refusals: a status for programs, words with places for people."""

import pytest

from learnhub.kernel import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Unauthorised, 401),
        (errors.Forbidden, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.Invalid, 422),
    ],
)
def test_each_refusal_has_the_status_of_its_kind(kind, status):
    refusal = kind("No %(what)s.", what="lesson")

    assert isinstance(refusal, errors.LearnHubError)
    assert refusal.status == status
    assert str(refusal) == "No lesson."


def test_every_kind_has_a_status_and_a_code_of_its_own():
    kinds = errors.LearnHubError.__subclasses__()

    assert len({kind.status for kind in kinds}) == len({kind.code for kind in kinds}) == len(kinds) == 6


def test_a_message_without_places_may_hold_a_percent_sign():
    assert str(errors.Conflict("100 % is the most.")) == "100 % is the most."


def test_bad_input_names_its_fields():
    refusal = errors.Invalid("Please check the form.", fields={"year": "Not a year."})

    assert refusal.fields == {"year": "Not a year."}
    assert errors.Invalid("Please check the form.").fields == {}


def test_too_many_says_when_to_come_back():
    refusal = errors.TooMany("Wait %(seconds)s seconds.", retry_after=30, seconds=30)

    assert (refusal.status, refusal.retry_after, str(refusal)) == (429, 30, "Wait 30 seconds.")

"""Saving answers one by one: receipts, repeats, stale pages, and everything that is no answer."""

import json

import pytest

from learnhub.quizzes import queries
from learnhub.quizzes.models import AnswerStep
from tests.quizzes.factories import checked_lesson, hand_in, key_of, save, start
from tests.real_data import real_data


@pytest.fixture
def version(session, make):
    return checked_lesson(session)


@pytest.fixture
def client(make, sign_in):
    return sign_in(make.person(locale="en"))


@pytest.fixture
def attempt_id(client, version):
    return start(client, version)


def place(session, attempt_id, kind):
    return next(item.position for item, worded in queries.items_of(attempt_id) if worded.kind == kind)


def test_a_save_answers_with_a_receipt_the_server_time_and_the_next_version(client, session, attempt_id):
    position = place(session, attempt_id, "single_choice")

    answer = save(client, attempt_id, position, "2")

    assert answer.status_code == 200
    assert answer.json == {
        "receipt": f"{attempt_id}-{position}-1",
        "saved_at": "2026-11-23T01:00:00.000Z",
        "version": 1,
        "value": "2",
    }


def test_every_save_is_kept_and_the_last_one_counts(client, session, attempt_id):
    position = place(session, attempt_id, "single_choice")
    save(client, attempt_id, position, "1")
    save(client, attempt_id, position, "2", version=1)

    steps = session.query(AnswerStep).order_by(AnswerStep.version).all()
    shown = client.get(f"/quizzes/attempts/{attempt_id}").text

    assert [(step.version, step.value) for step in steps] == [(1, "1"), (2, "2")]
    assert shown.count("checked") == 1


def test_the_same_save_again_changes_nothing(client, session, attempt_id):
    position = place(session, attempt_id, "multiple_choice")
    first = save(client, attempt_id, position, ["2", "1"])

    again = save(client, attempt_id, position, ["1", "2"])

    assert again.json == first.json
    assert session.query(AnswerStep).count() == 1


def test_a_stale_page_gets_both_answers(client, session, attempt_id):
    position = place(session, attempt_id, "single_choice")
    save(client, attempt_id, position, "1")

    answer = save(client, attempt_id, position, "2")

    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    assert (answer.json["value"], answer.json["offered"], answer.json["version"]) == ("1", "2", 1)
    assert answer.json["type"] == "urn:learnhub:stale"


def test_an_answer_can_be_taken_back(client, session, attempt_id):
    position = place(session, attempt_id, "multiple_choice")
    save(client, attempt_id, position, ["1"])

    answer = save(client, attempt_id, position, [], version=1)

    assert answer.json["value"] is None


def test_after_handing_in_nothing_is_saved(client, session, attempt_id):
    hand_in(client, attempt_id)

    answer = save(client, attempt_id, 1, key_of(session, attempt_id)[1])

    assert answer.status_code == 409
    assert answer.json["title"] == "This attempt has already ended."


@pytest.mark.parametrize("position", [0, 6, 2**31, 10**30])
def test_a_place_outside_the_attempt_does_not_exist(client, attempt_id, position):
    assert save(client, attempt_id, position, "1").status_code == 404


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_an_attempt_that_cannot_be_does_not_exist(client, version, number):
    assert save(client, number, 1, "1").status_code == 404
    assert client.get(f"/quizzes/attempts/{number}").status_code == 404
    assert client.get(f"/quizzes/lessons/{number}").status_code == 404
    assert hand_in(client, number).status_code == 404


@pytest.mark.parametrize("value", ["9", "", 1, True, 1.5, {"a": 1}, [["1"]], ["1", "9"], [None], "\x00", "ＡＢ"])
@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice", "true_false"])
def test_a_value_that_is_no_answer_is_refused_in_words_or_means_none(client, session, attempt_id, kind, value):
    position = place(session, attempt_id, kind)

    answer = save(client, attempt_id, position, value)

    if value == "" or (kind == "true_false" and value is True):
        assert answer.status_code == 200
    else:
        assert answer.status_code == 422
        assert answer.json["title"].startswith("This answer")


@pytest.mark.parametrize("known", [-1, "0", None, True, 1.0, [], {}])
def test_a_version_that_is_no_number_is_refused(client, attempt_id, known):
    answer = save(client, attempt_id, 1, "1", version=known)

    assert answer.status_code == 422
    assert "version" in answer.json["fields"]


def test_a_version_of_the_future_is_stale(client, session, attempt_id):
    position = place(session, attempt_id, "single_choice")

    assert save(client, attempt_id, position, "1", version=10**30).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        '{"version": 0, "value": "\\ud800"}',
        "",
        "[]",
        "null",
        "{",
        "7",
        '{"version": 0}',
        '{"value": "' + "x" * 70_000 + '"}',
    ],
)
def test_a_body_that_is_no_answer_is_refused(client, attempt_id, body):
    answer = client.put(f"/quizzes/attempts/{attempt_id}/answers/1", data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("form", [{"v-1": "x"}, {"v-1": "-1"}, {"v-1": "٣"}, {"v-99": "0"}, {"v-1": "9" * 4000}])
def test_a_form_with_strange_versions_hands_in_what_was_saved(client, attempt_id, form):
    assert hand_in(client, attempt_id, **form).status_code == 303


def test_naughty_strings_are_never_an_answer_and_never_an_error(client, session, attempt_id):
    position = place(session, attempt_id, "single_choice")
    listed = json.loads((real_data("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    texts = set(listed) - {"", "1", "2"}

    statuses = {text: save(client, attempt_id, position, text).status_code for text in texts}

    assert set(statuses.values()) == {422}


def test_nobody_saves_without_signing_in(app, attempt_id):
    assert save(app.test_client(), attempt_id, 1, "1").status_code == 401


def test_a_save_takes_at_most_five_statements(client, session, attempt_id, statements):
    position = place(session, attempt_id, "single_choice")
    save(client, attempt_id, position, "1")

    with statements() as seen:
        save(client, attempt_id, position, "2", version=1)

    assert len(seen) <= 5, seen

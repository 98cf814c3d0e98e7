"""The endpoints of the meter, as a browser uses them."""

import pytest

from learnhub.credits import queries as credits
from learnhub.reading.actions import beats
from learnhub.reading.models import BeatRow, Sitting
from learnhub.reading.rules import Pulse, pulse
from tests.reading import factories


@pytest.fixture
def reader(make, sign_in):
    return sign_in(make.person())


@pytest.fixture
def version(session, make):
    return factories.lesson(session)


def open_sitting(reader, version):
    return reader.post("/reading/sittings", json={"lesson_version": version.id}).json


def address(opened, seq):
    return f"/reading/sittings/{opened['sitting']}/beats/{seq}"


def test_a_beat_is_counted_by_the_servers_clock(reader, version, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000))

    assert answer.status_code == 200
    assert answer.json["verdict"] == "counting"
    assert answer.json["credited_ms"] == 15_000


def test_a_browser_cannot_claim_more_time_than_has_passed(reader, version, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=1)

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=3_600_000, inputs=[500]))

    assert answer.json["credited_ms"] <= 1_000


def test_a_repeated_beat_gets_the_same_answer_and_counts_once(reader, version, session, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)
    beat = factories.beat(version, opened, to_ms=15_000)

    first = reader.put(address(opened, 1), json=beat)
    again = reader.put(address(opened, 1), json=beat)

    assert again.json == first.json
    assert session.query(BeatRow).filter_by(sitting_id=opened["sitting"]).count() == 1


def test_a_beat_out_of_order_is_refused_with_the_number_that_comes_next(reader, version, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)

    answer = reader.put(address(opened, 3), json=factories.beat(version, opened, to_ms=15_000))

    assert answer.status_code == 409
    assert "1" in answer.json["title"]


def test_a_copied_beat_with_the_wrong_nonce_is_refused(reader, version, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000, nonce="0" * 32))

    assert answer.status_code == 422
    assert "nonce" in answer.json["fields"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mono_ms", -1),
        ("mono_ms", "15"),
        ("mono_ms", 10**30),
        ("seen", None),
        ("seen", [["nowhere", 0, 10, False]]),
        ("seen", [[1, 2]]),
        ("inputs", ["a"]),
        ("hidden", [[5, 1]]),
    ],
)
def test_a_malformed_beat_names_the_field_that_is_wrong(reader, version, time, field, value):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000, **{field: value}))

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == [field]


def test_another_persons_sitting_does_not_exist(reader, version, make, sign_in, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)
    stranger = sign_in(make.person())

    answer = stranger.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000))

    assert answer.status_code == 404


def test_opening_elsewhere_moves_the_sitting(reader, version, session, time):
    first = open_sitting(reader, version)
    time.pass_(seconds=5)

    second = open_sitting(reader, version)

    assert session.get(Sitting, first["sitting"]).state == "moved"
    assert session.get(Sitting, second["sitting"]).state == "open"


def test_reading_every_section_completes_a_lesson_without_a_check(reader, version, session, time):
    opened = open_sitting(reader, version)
    time.pass_(seconds=60)
    seen = [[f"{version.lesson_id}-0", 0, 60_000, True]]

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=60_000, seen=seen))

    person = session.get(Sitting, opened["sitting"]).person_id
    assert answer.json["read"] == [f"{version.lesson_id}-0"]
    assert credits.completion(person, version.id).completed_at is not None
    assert credits.entries_of(person) == []


def test_a_beat_takes_at_most_five_statements(reader, version, time, statements):
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)
    first = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000))
    time.pass_(seconds=15)
    beat = factories.beat(version, {"nonce": first.json["next_nonce"]}, to_ms=30_000)

    with statements() as seen:
        reader.put(address(opened, 2), json=beat)

    assert len(seen) <= 5, seen


def test_while_too_many_pages_report_a_page_is_asked_to_report_half_as_often(reader, version, time, monkeypatch):
    monkeypatch.setattr(beats, "PULSE", Pulse())
    monkeypatch.setattr(pulse, "MOST_A_SECOND", 0)
    opened = open_sitting(reader, version)
    time.pass_(seconds=15)

    answer = reader.put(address(opened, 1), json=factories.beat(version, opened, to_ms=15_000))

    assert answer.json["next_beat_s"] == pulse.STRETCHED_BEAT_S

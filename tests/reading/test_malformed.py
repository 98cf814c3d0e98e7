"""Whatever is sent instead of a beat: an answer that names the field, and never an error of the server's own."""

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnhub.reading.models import BeatRow
from tests.reading import factories

FIELDS = ("nonce", "mono_ms", "seen", "inputs", "hidden", "close")
NUMBERS = st.integers() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=20)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip
FUZZ = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def opened(make, sign_in, session, time):
    """A reader with an open sitting, and fifteen seconds gone."""
    client, version = sign_in(make.person()), factories.lesson(session)
    answer = client.post("/reading/sittings", json={"lesson_version": version.id}).json
    time.pass_(seconds=15)
    return client, version, answer


def send(opened, body, *, seq=1, raw=None):
    client, _, answer = opened
    address = f"/reading/sittings/{answer['sitting']}/beats/{seq}"
    if raw is not None:
        return client.put(address, data=raw, content_type="application/json")
    return client.put(address, json=body)


def valid(opened, **fields):
    _, version, answer = opened
    return factories.beat(version, answer, to_ms=15_000, **fields)


def names_the_field(answer, *allowed):
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 422
    assert answer.json["title"]
    assert answer.json["request_id"]
    (field,) = answer.json["fields"]
    assert field in allowed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mono_ms", None),
        ("mono_ms", True),
        ("mono_ms", 1.5),
        ("mono_ms", -(2**80)),
        ("mono_ms", 2**53),
        ("seen", {}),
        ("seen", "all of it"),
        ("seen", [[None, 0, 1, True]]),
        ("seen", [["x", 0, 1, True]]),
        ("seen", [["x" * 100_000, 0, 1, True]]),
        ("seen", [[{}, 0, 1, True]]),
        ("seen", [[0] * 10_000]),
        ("seen", [[]] * 6_000),
        ("inputs", [1.0]),
        ("inputs", [[1]]),
        ("inputs", [-1]),
        ("inputs", list(range(6_000))),
        ("hidden", [[0, 1, 2]]),
        ("hidden", [[2**60, 2**61]]),
        ("nonce", None),
        ("nonce", 7),
        ("nonce", "é" * 32),
        ("nonce", ["a"]),
        ("nonce", ""),
    ],
)
def test_a_malformed_field_is_named(opened, field, value, session):
    answer = send(opened, valid(opened, **{field: value}))

    names_the_field(answer, field)
    assert session.query(BeatRow).count() == 0


@pytest.mark.parametrize("field", ["nonce", "mono_ms", "seen", "inputs", "hidden"])
def test_a_missing_field_is_named(opened, field):
    body = valid(opened)
    del body[field]

    names_the_field(send(opened, body), field)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"nothing", b"[]", b"null", b"7", b'"beat"', b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 50_000,
        b"{" + b" " * 1_000_000 + b"}", b'{"seen": [["\\ud800", 0, 1, true]]}',
        b'{"seen": NaN, "mono_ms": Infinity}', b'{"mono_ms": 1e999}',
        b'{"mono_ms": ' + b"9" * 5_000 + b"}",
    ],
    ids=lambda raw: raw[:12].decode("latin-1"),
)  # fmt: skip
def test_a_body_that_is_no_beat_is_refused(opened, raw, session):
    answer = send(opened, None, raw=raw)

    names_the_field(answer, "beat", "nonce")
    assert session.query(BeatRow).count() == 0


def test_a_body_of_a_megabyte_is_refused_whatever_is_in_it(opened):
    answer = send(opened, valid(opened, padding="x" * 2**20))

    names_the_field(answer, "beat")


def test_a_body_of_a_megabyte_in_pieces_is_refused_although_it_names_no_length(opened):
    client, _, answer = opened
    body = json.dumps(valid(opened, padding="x" * 2**20)).encode()

    refused = client.put(
        f"/reading/sittings/{answer['sitting']}/beats/1", input_stream=BytesIO(body), content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip

    names_the_field(refused, "beat")


def test_what_a_page_sends_besides_the_evidence_is_not_stored(opened, session):
    send(opened, valid(opened, padding="x" * 10_000))

    assert set(session.query(BeatRow).one().body) == {"mono_ms", "seen", "inputs", "hidden"}


def test_another_content_type_is_no_beat(opened):
    client, _, answer = opened

    told = client.put(
        f"/reading/sittings/{answer['sitting']}/beats/1", data=json.dumps(valid(opened)), content_type="text/plain",
        headers={"Accept": "application/json"},
    )  # fmt: skip

    names_the_field(told, "beat")


@FUZZ
@given(field=st.sampled_from(FIELDS), value=ANYTHING)
def test_any_value_in_any_field_is_taken_or_named(opened, field, value):
    answer = send(opened, valid(opened, **{field: value}), seq=1)

    if answer.status_code != 200:
        names_the_field(answer, field)


@FUZZ
@given(body=st.dictionaries(st.sampled_from((*FIELDS, "seq", "x")), ANYTHING, max_size=8))
def test_any_object_is_answered_with_the_name_of_a_field(opened, body):
    names_the_field(send(opened, body), *FIELDS)


@pytest.mark.parametrize("version", [None, True, 1.0, "1", 0, -1, 2**31, 2**70])
def test_a_lesson_that_no_number_can_name_is_refused_by_the_name_of_the_field(opened, version):
    client, _, _ = opened

    names_the_field(client.post("/reading/sittings", json={"lesson_version": version}), "lesson_version")


@FUZZ
@given(version=ANYTHING)
def test_opening_anything_but_a_lesson_is_refused(opened, version):
    client, _, _ = opened

    answer = client.post("/reading/sittings", json={"lesson_version": version})

    assert answer.status_code in (201, 404, 422), answer.text


@FUZZ
@given(beats=ANYTHING | st.lists(st.dictionaries(st.sampled_from((*FIELDS, "seq")), ANYTHING, max_size=6), max_size=4))
def test_any_queue_is_answered_with_the_name_of_a_field(opened, beats):
    client, _, answer = opened

    told = client.post(f"/reading/sittings/{answer['sitting']}/beats", json={"beats": beats})

    assert told.status_code in (409, 422), told.text
    if told.status_code == 422:
        assert all(field.startswith("beats") for field in told.json["fields"])

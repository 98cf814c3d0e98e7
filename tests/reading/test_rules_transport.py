"""The shape of a beat: what is understood, and which field is named when it is not."""

from typing import Any

import pytest

from learnhub.reading.rules import Beat, MalformedBeat, Seen, parse_beat

GOOD: dict[str, Any] = {
    "nonce": "not looked at here",
    "mono_ms": 15_000,
    "seen": [["s1", 0, 9_000, False], ["s2", 9_000, 15_000, True]],
    "inputs": [1_200, 9_000],
    "hidden": [[3_000, 4_000]],
}


def test_a_beat_is_read_as_it_was_sent() -> None:
    beat = parse_beat(GOOD, seq=7)

    assert beat == Beat(
        seq=7,
        mono_ms=15_000,
        seen=(Seen("s1", 0, 9_000, False), Seen("s2", 9_000, 15_000, True)),
        inputs=(1_200, 9_000),
        hidden=((3_000, 4_000),),
    )


@pytest.mark.parametrize("number", [-1, 1.5, 1.0, True, None, "15000", [], 2**53, float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["mono_ms", "seen", "inputs", "hidden"])
def test_a_number_that_is_none_is_refused_with_the_name_of_its_field(field: str, number: object) -> None:
    wrong = {
        "mono_ms": number,
        "seen": [["s1", 0, number, False]],
        "inputs": [5, number],
        "hidden": [[0, number]],
    }

    with pytest.raises(MalformedBeat) as refused:
        parse_beat(GOOD | {field: wrong[field]}, seq=1)

    assert refused.value.field == field


@pytest.mark.parametrize("field", ["mono_ms", "seen", "inputs", "hidden"])
def test_a_missing_field_is_refused_by_name(field: str) -> None:
    with pytest.raises(MalformedBeat) as refused:
        parse_beat({name: value for name, value in GOOD.items() if name != field}, seq=1)

    assert refused.value.field == field


@pytest.mark.parametrize("seq", [0, -1, True, None, "1", 1.0])
def test_a_sequence_number_is_a_whole_number_from_1(seq: object) -> None:
    with pytest.raises(MalformedBeat) as refused:
        parse_beat(GOOD, seq=seq)

    assert refused.value.field == "seq"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seen", {}),
        ("seen", "s1"),
        ("seen", [["s1", 0, 5]]),
        ("seen", [["s1", 0, 5, False, 1]]),
        ("seen", [[1, 0, 5, False]]),
        ("seen", [["s1", 0, 5, 1]]),
        ("seen", [["s1", 0, 5, None]]),
        ("seen", [["s1", 6, 5, False]]),
        ("seen", ["s1"]),
        ("hidden", [5]),
        ("hidden", [[5]]),
        ("hidden", [[5, 6, 7]]),
        ("hidden", [[6, 5]]),
        ("hidden", None),
        ("inputs", 5),
        ("inputs", [[5]]),
    ],
)
def test_an_entry_of_another_shape_is_refused_by_the_name_of_its_list(field: str, value: object) -> None:
    with pytest.raises(MalformedBeat) as refused:
        parse_beat(GOOD | {field: value}, seq=1)

    assert refused.value.field == field


@pytest.mark.parametrize("body", [None, [], "beat", 5])
def test_a_beat_is_an_object(body: object) -> None:
    with pytest.raises(MalformedBeat, match="not an object"):
        parse_beat(body, seq=1)


@pytest.mark.parametrize("field", ["seen", "inputs", "hidden"])
def test_lists_that_are_too_long_are_refused_where_a_limit_is_set(field: str) -> None:
    entries = {"seen": [["s1", 0, 1, False]] * 11, "inputs": [1] * 11, "hidden": [[0, 1]] * 11}

    with pytest.raises(MalformedBeat) as refused:
        parse_beat(GOOD | {field: entries[field]}, seq=1, most_entries=10)

    assert (refused.value.field, refused.value.problem) == (field, "has more than 10 entries")

"""What must hold for every file that is replayed, whatever stands in it."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.replays import TWO_SECTIONS, beat, closed, opened, run

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["a", "b", "s1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
moment = st.integers(0, 400_000)
any_beat = st.builds(
    lambda at, mono, seq, sitting, seen, inputs, hidden: beat(
        at, seq, seen, *inputs, sitting=sitting, mono_ms=mono, hidden=hidden
    ),
    moment,
    moment,
    st.integers(1, 4),
    st.sampled_from(["a", "b", "c"]),
    st.lists(
        st.tuples(st.sampled_from(["s1", "s2"]), moment, moment, st.booleans()).map(
            lambda entry: [entry[0], *sorted(entry[1:3]), entry[3]]
        ),
        max_size=4,
    ),
    st.lists(moment, max_size=6),
    st.lists(st.tuples(moment, moment).map(sorted), max_size=2),
)
any_event = (
    st.builds(opened, moment, st.sampled_from(["a", "b", "c"]))
    | st.builds(closed, moment, st.sampled_from(["a", "b", "c"]))
    | any_beat
)
odd_event = st.builds(
    lambda event, name, value: event | {name: value},
    any_event,
    st.sampled_from(["at_ms", "sitting", "do", "seq", "mono_ms", "seen", "inputs", "hidden"]),
    any_json,
)


def reported_ms(event: dict[str, Any]) -> int:
    """How long any section is on screen according to one beat."""
    joined, reached = 0, 0
    for _, start, end, _ in sorted(event.get("seen", []), key=lambda entry: entry[1:3]):
        joined += max(end - max(start, reached), 0)
        reached = max(reached, end)
    return joined


@given(st.lists(any_event, max_size=12))
@settings(max_examples=300, deadline=None)
def test_every_millisecond_that_was_reported_is_accounted_for(events: list[dict[str, Any]]) -> None:
    document = run(*events, header=TWO_SECTIONS)

    left_out = {entry["line"] for entry in document["refused"]}
    reported = sum(reported_ms(event) for number, event in enumerate(events, start=2) if number not in left_out)
    assert document["credited_ms"] + document["review_ms"] + sum(document["trimmed_ms"].values()) == reported
    assert document["credited_ms"] == sum(document["by_section"].values())
    assert 0 <= document["provisional_ms"] <= document["credited_ms"]


@given(st.lists(any_event | odd_event, max_size=12))
@settings(max_examples=300, deadline=None)
def test_refused_lines_change_nothing(events: list[dict[str, Any]]) -> None:
    document = run(*events)

    left_out = {entry["line"] for entry in document["refused"]}
    accepted = [event for number, event in enumerate(events, start=2) if number not in left_out]
    assert run(*accepted) == document | {"refused": []}


@given(st.lists(any_json, max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_line_of_json_breaks_a_replay(values: list[Any]) -> None:
    assert len(run(*[json.dumps(value) for value in values])["refused"]) == len(values)

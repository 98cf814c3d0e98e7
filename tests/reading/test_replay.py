"""`flask reading replay`: the document of a file, the lines it refuses, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from learnhub.reading.commands import cli
from learnhub.reading.rules import UnreadableHeader, replay
from tests.reading.replays import FOUR_LINES, HEADER, NOTHING, TWO_SECTIONS, beat, closed, lines, opened, run


def refused(*events: dict[str, Any] | str) -> list[tuple[int, str]]:
    return [(entry["line"], entry["reason"]) for entry in run(*events)["refused"]]


def test_a_second_sitting_moves_the_first() -> None:
    document = run(*FOUR_LINES)

    assert document == NOTHING | {"credited_ms": 15_000, "by_section": {"s1": 15_000}}


def five_minutes(step_ms: int) -> list[dict[str, Any]]:
    ends = range(step_ms, 300_001, step_ms)
    return [
        opened(0),
        *[
            beat(
                end,
                seq,
                [["s1", end - step_ms, end, end == 300_000]],
                *[moment for moment in (10_000, 250_000) if end - step_ms < moment <= end],
            )
            for seq, end in enumerate(ends, start=1)
        ],
        closed(300_000),
    ]


@pytest.mark.parametrize("step_ms", [300_000, 15_000, 10_000, 1_000])
def test_inputs_four_minutes_apart_leave_90_seconds(step_ms: int) -> None:
    document = run(*five_minutes(step_ms))

    assert (document["credited_ms"], document["trimmed_ms"]["idle"]) == (90_000, 210_000)
    assert (document["read"], document["refused"]) == (["s1"], [])


@pytest.mark.parametrize("step_ms", [300_000, 15_000])
def test_closing_credits_nothing_while_the_last_section_was_never_seen(step_ms: int) -> None:
    document = run(*five_minutes(step_ms), header=TWO_SECTIONS)

    assert document["credited_ms"] == 70_000
    assert document["by_section"] == {"s1": 70_000, "s2": 0}
    assert document["trimmed_ms"]["idle"] == 230_000


@pytest.mark.parametrize("inputs", [(), (500,), tuple(range(0, 3_600_000, 1_000))])
def test_an_hour_that_is_claimed_after_a_second_is_a_second(inputs: tuple[int, ...]) -> None:
    claim = beat(1_000, 1, [["s1", 0, 3_600_000, True]], *inputs, mono_ms=3_600_000)

    document = run(opened(0), claim, closed(1_000))

    assert document["credited_ms"] == (1_000 if inputs else 0)
    assert document["trimmed_ms"]["clock"] == 3_599_000


def test_a_repeat_and_a_gap_are_refused() -> None:
    first = FOUR_LINES[1]

    document = run(opened(0), first, first, beat(45_000, 3, [["s1", 30_000, 45_000, False]], 31_000))

    assert document["credited_ms"] == 15_000
    assert document["refused"] == [{"line": 4, "reason": "repeated"}, {"line": 5, "reason": "gap"}]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([FOUR_LINES[1], closed(0)], [(2, "no_sitting"), (3, "no_sitting")]),
        ([opened(0), opened(5)], [(3, "already_open")]),
        ([opened(0), closed(5), closed(6), FOUR_LINES[1], opened(7)], [(4, "closed"), (5, "closed"), (6, "closed")]),
        ([opened(0), opened(5, "b"), closed(6), opened(7)], [(4, "closed"), (5, "closed")]),
        ([opened(0), beat(5, 1, [["s9", 0, 5, False]]), beat(6, 1, [["s1", 0, 5, False]])], [(3, "unknown_section")]),
        ([opened(0), beat(5, 2, []), beat(6, 1, []), beat(7, 2, []), beat(8, 1, [])], [(3, "gap"), (6, "repeated")]),
    ],
    ids=["no sitting", "already open", "closed", "moved", "unknown section", "order"],
)
def test_a_line_that_does_not_fit_is_refused_with_its_reason(
    events: list[dict[str, Any]], expected: list[tuple[int, str]]
) -> None:
    assert refused(*events) == expected


GOOD_BEAT = beat(15_000, 1, [["s1", 0, 15_000, False]], 1_200)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "5",
        '"open"',
        "{}",
        '{"at_ms": 5, "sitting": "a", "do": "open"',
        json.dumps({"at_ms": 5, "sitting": "a", "do": "read"}),
        json.dumps({"at_ms": 5, "sitting": "a", "do": ["open"]}),
        json.dumps({"at_ms": 5, "sitting": "a"}),
        json.dumps({"at_ms": 5, "sitting": 7, "do": "open"}),
        json.dumps({"at_ms": 5, "do": "open"}),
        json.dumps({"at_ms": "5", "sitting": "b", "do": "open"}),
        json.dumps({"at_ms": 5.5, "sitting": "b", "do": "open"}),
        json.dumps({"at_ms": True, "sitting": "b", "do": "open"}),
        json.dumps({"sitting": "b", "do": "open"}),
        json.dumps(GOOD_BEAT | {"mono_ms": -1}),
        json.dumps(GOOD_BEAT | {"mono_ms": 15_000.5}),
        json.dumps(GOOD_BEAT | {"mono_ms": float("nan")}),
        json.dumps(GOOD_BEAT | {"inputs": [float("inf")]}),
        json.dumps(GOOD_BEAT | {"inputs": [True]}),
        json.dumps(GOOD_BEAT | {"seq": None}),
        json.dumps(GOOD_BEAT | {"seen": [["s1", 0, 15_000]]}),
        json.dumps(GOOD_BEAT | {"hidden": [[5_000, 1_000]]}),
        '{"at_ms": 5, "sitting": "a", "do": "beat", "seq": 1, "mono_ms": ' + "9" * 5_000 + "}",
        "[" * 100_000,
    ],
)
def test_a_line_that_cannot_be_understood_is_malformed_and_changes_nothing(line: str) -> None:
    document = run(opened(0), line, GOOD_BEAT)

    assert document["refused"] == [{"line": 3, "reason": "malformed"}]
    assert document["credited_ms"] == 15_000


def test_a_line_that_is_not_utf_8_is_malformed() -> None:
    document = replay([*lines(HEADER, opened(0)), b'{"sitting": "\xff"}\n', *lines(GOOD_BEAT)])

    assert document["refused"] == [{"line": 3, "reason": "malformed"}]


def test_blank_lines_are_passed_over_and_counted() -> None:
    assert refused(opened(0), "", "   \t\r", GOOD_BEAT, "", GOOD_BEAT) == [(7, "repeated")]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    windows = [line.replace(b"\n", b"\r\n") for line in lines(HEADER, *FOUR_LINES)]

    assert replay([b"\xef\xbb\xbf" + windows[0], *windows[1:]])["credited_ms"] == 15_000


def test_a_moment_before_an_earlier_line_counts_as_the_earlier_moment() -> None:
    claim = beat(40_000, 1, [["s1", 0, 90_000, False]], 5_000, sitting="b", mono_ms=90_000)

    document = run(opened(0), beat(20_000, 1, []), opened(-5_000, "b"), claim)

    assert (document["credited_ms"], document["trimmed_ms"]["clock"]) == (20_000, 70_000)


def test_a_refused_line_does_not_move_the_clock() -> None:
    early = beat(10_000, 1, [["s1", 0, 60_000, False]], 5_000, mono_ms=60_000)

    document = run(opened(0), closed(3_600_000, "nobody"), early)

    assert (document["credited_ms"], document["trimmed_ms"]["clock"]) == (10_000, 50_000)


def test_late_beats_of_a_moved_sitting_count_up_to_the_move_and_are_provisional() -> None:
    late = [
        beat(500_000, 2, [["s1", 15_000, 60_000, False]], 20_000, 55_000, mono_ms=60_000),
        beat(500_000, 3, [["s1", 60_000, 90_000, True]], 61_000, mono_ms=90_000),
    ]

    document = run(opened(0), FOUR_LINES[1], opened(70_000, "b"), *late)

    assert document["credited_ms"] == 70_000
    assert document["provisional_ms"] == 10_000
    assert document["trimmed_ms"] == {"idle": 0, "hidden": 0, "clock": 20_000}
    assert document["read"] == ["s1"]


def test_a_lifetime_budget_is_shared_by_all_sittings() -> None:
    first = beat(200_000, 1, [["s1", 0, 200_000, True]], *range(10_000, 200_001, 10_000))
    second = beat(400_000, 1, first["seen"], *first["inputs"], sitting="b", mono_ms=200_000)

    document = run(opened(0), first, closed(200_000), opened(200_000, "b"), second, closed(400_000, "b"))

    assert (document["credited_ms"], document["review_ms"]) == (245_454, 154_546)


def test_what_is_pending_at_the_end_of_the_file_is_trimmed() -> None:
    document = run(opened(0), beat(60_000, 1, [["s1", 0, 60_000, True]], 10_000))

    assert (document["credited_ms"], document["trimmed_ms"]["idle"]) == (40_000, 20_000)


def test_sections_stand_in_the_order_of_the_header() -> None:
    header = {"sections": [{"id": name, "chars": 10} for name in ("z", "a", "m")]}
    seen = [["a", 0, 2_000, True], ["m", 2_000, 4_000, True], ["z", 4_000, 6_000, True]]

    document = run(opened(0), beat(6_000, 1, seen, 6_000), header=header)

    assert list(document["by_section"]) == document["read"] == ["z", "a", "m"]


def test_a_section_without_weight_needs_only_its_last_line() -> None:
    header = {"sections": [{"id": "s1", "chars": 0}, {"id": "s2", "chars": 0}]}

    document = run(opened(0), beat(5_000, 1, [["s1", 0, 5_000, True]], 5_000), header=header)

    assert (document["credited_ms"], document["review_ms"], document["read"]) == (0, 5_000, ["s1"])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "\n",
        "not json",
        "[]",
        "{}",
        '{"sections": {}}',
        '{"sections": []}',
        '{"sections": ["s1"]}',
        '{"sections": [{"chars": 600}]}',
        '{"sections": [{"id": 1, "chars": 600}]}',
        '{"sections": [{"id": "s1"}]}',
        '{"sections": [{"id": "s1", "chars": "600"}]}',
        '{"sections": [{"id": "s1", "chars": true}]}',
        '{"sections": [{"id": "s1", "chars": -1}]}',
        '{"sections": [{"id": "s1", "chars": NaN}]}',
        '{"sections": [{"id": "s1", "chars": 1e400}]}',
        '{"sections": [{"id": "s1", "chars": 1e99999999999999999999}]}',
        '{"sections": [{"id": "s1", "chars": 600}, {"id": "s1", "chars": 600}]}',
        '{"sections": [{"id": "s1", "chars": 600}], "pace": []}',
        '{"sections": [{"id": "s1", "chars": 600}], "pace": {"slow": 0}}',
        '{"sections": [{"id": "s1", "chars": 600}], "pace": {"fast": -900}}',
        '{"sections": [{"id": "s1", "chars": 600}], "pace": {"slow": 1e-400}}',
        '{"at_ms": 0, "sitting": "a", "do": "open"}',
    ],
)
def test_a_header_that_describes_no_lesson_cannot_be_replayed(header: str) -> None:
    with pytest.raises(UnreadableHeader):
        replay([header.encode()])


def test_an_empty_file_cannot_be_replayed() -> None:
    with pytest.raises(UnreadableHeader):
        replay([])


@pytest.mark.parametrize(
    ("pace", "read", "credited"),
    [({}, [], 39_000), ({"fast": 1_000}, ["s1"], 39_000), ({"slow": 3_000}, [], 18_000)],
)
def test_paces_of_the_header_replace_the_usual_ones(pace: dict[str, int], read: list[str], credited: int) -> None:
    header = HEADER | {"pace": pace}

    document = run(opened(0), beat(39_000, 1, [["s1", 0, 39_000, True]], 39_000), header=header)

    assert (document["read"], document["credited_ms"]) == (read, credited)


def test_weights_may_be_decimal_and_stay_exact() -> None:
    header = {"sections": [{"id": "s1", "chars": 109.99}]}
    inputs = range(10_000, 60_001, 10_000)

    document = run(opened(0), beat(60_000, 1, [["s1", 0, 60_000, True]], *inputs), header=header)

    assert (document["credited_ms"], document["review_ms"]) == (44_995, 15_005)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["replay", *arguments])


@pytest.fixture
def four_lines(tmp_path: Path) -> Path:
    file = tmp_path / "four-lines.jsonl"
    file.write_bytes(b"".join(lines(HEADER, *FOUR_LINES)))
    return file


def test_the_command_prints_one_document_a_line_in_the_order_of_the_files(four_lines: Path, tmp_path: Path) -> None:
    other = tmp_path / "nothing.jsonl"
    other.write_bytes(lines(HEADER)[0])

    result = command(str(four_lines), str(other), str(four_lines), "--json")

    assert result.exit_code == 0
    assert [json.loads(line)["credited_ms"] for line in result.stdout.splitlines()] == [15_000, 0, 15_000]
    assert result.stderr == ""


def test_a_file_that_cannot_be_read_ends_in_2_and_the_others_are_still_replayed(
    four_lines: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("[]\n")

    result = command(str(tmp_path / "absent.jsonl"), str(broken), str(tmp_path), str(four_lines), "--json")

    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 1
    assert len(result.stderr.splitlines()) == 3


def test_refused_lines_still_end_in_0(tmp_path: Path) -> None:
    file = tmp_path / "refused.jsonl"
    file.write_bytes(b"".join(lines(HEADER, "nonsense")))

    result = command(str(file), "--json")

    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (0, [{"line": 2, "reason": "malformed"}])


def test_without_json_the_same_document_is_printed_for_people(four_lines: Path) -> None:
    result = command(str(four_lines))

    assert json.loads(result.stdout)["credited_ms"] == 15_000
    assert len(result.stdout.splitlines()) > 5


def test_a_command_without_a_file_is_unusable_input() -> None:
    assert command("--json").exit_code == 2


def test_a_replay_needs_no_database_and_leaves_no_instance_folder(four_lines: Path, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    environment = os.environ | {"FLASK_APP": "wsgi", "LEARNHUB_INSTANCE": str(instance)}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "reading", "replay", str(four_lines), "--json"],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
    )

    assert (done.returncode, json.loads(done.stdout)["credited_ms"]) == (0, 15_000)
    assert not instance.exists()

"""Made-up files for the tests of the replay, line by line."""

import json
from typing import Any

from learnhub.reading.rules import replay

HEADER: dict[str, Any] = {"sections": [{"id": "s1", "chars": 600, "lang": "zh"}], "pace": {"slow": 220, "fast": 900}}
TWO_SECTIONS: dict[str, Any] = {"sections": [{"id": "s1", "chars": 600}, {"id": "s2", "chars": 600}]}
NOTHING = {
    "credited_ms": 0,
    "by_section": {"s1": 0},
    "read": [],
    "review_ms": 0,
    "provisional_ms": 0,
    "trimmed_ms": {"idle": 0, "hidden": 0, "clock": 0},
    "refused": [],
}


def opened(at_ms: int, sitting: str = "a") -> dict[str, Any]:
    return {"at_ms": at_ms, "sitting": sitting, "do": "open"}


def closed(at_ms: int, sitting: str = "a") -> dict[str, Any]:
    return {"at_ms": at_ms, "sitting": sitting, "do": "close"}


def beat(
    at_ms: int,
    seq: int,
    seen: list[list[object]],
    *inputs: int,
    sitting: str = "a",
    mono_ms: int | None = None,
    hidden: list[list[int]] | None = None,
) -> dict[str, Any]:
    return {
        "at_ms": at_ms,
        "sitting": sitting,
        "do": "beat",
        "seq": seq,
        "mono_ms": at_ms if mono_ms is None else mono_ms,
        "seen": seen,
        "inputs": list(inputs),
        "hidden": hidden or [],
    }


def lines(*events: dict[str, Any] | str) -> list[bytes]:
    return [(event if isinstance(event, str) else json.dumps(event)).encode() + b"\n" for event in events]


def run(*events: dict[str, Any] | str, header: dict[str, Any] = HEADER) -> dict[str, Any]:
    return replay(lines(header, *events))


FOUR_LINES = [
    opened(0),
    beat(15_000, 1, [["s1", 0, 15_000, False]], 1_200, 9_000),
    opened(16_000, "b"),
    closed(90_000, "b"),
]

"""What a course says of its final test at the top of its file: read key by key, each checked."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from learnhub.quizzes.rules.settings import (
    DEFAULT,
    MOST_QUESTIONS,
    Behaviour,
    Counts,
    Layout,
    Settings,
    problems_with,
)

QUESTIONS, PASS_PERCENT = 20, 60
NUMBERS = ("minutes", "attempts", "cooling_minutes", "misses_a_day", "tries")
CHOICES = {"behaviour": Behaviour, "counts": Counts, "layout": Layout}
KEYS = ("questions", "pass_percent", *NUMBERS, *CHOICES, "after_lessons")

UNKNOWN = "The final test knows no “%(key)s”."
UNKNOWN_TODO = "Use one of: %(keys)s."
NOT_A_NUMBER = "“%(value)s” cannot be the %(key)s of a final test."
NOT_A_NUMBER_TODO = "Write a whole number that makes sense for it, see “A final test” in the documentation."
NOT_A_CHOICE = "“%(value)s” is no %(key)s of a final test."
NOT_A_CHOICE_TODO = "Write one of: %(choices)s."


@dataclass(frozen=True)
class FinalTest:
    """A final test as its course describes it; what cannot be used is left at its default."""

    questions: int = QUESTIONS
    pass_percent: int = PASS_PERCENT
    counts: Counts = Counts.BEST
    settings: Settings = DEFAULT


@dataclass(frozen=True)
class Fault:
    """What is wrong with one key, as message ids with their parameters."""

    what: str
    what_to_do: str
    params: Mapping[str, str]


def read_final_test(said: Mapping[str, object]) -> tuple[FinalTest, list[Fault]]:
    """The final test that a course describes, and a fault for each key that cannot be used."""
    faults = [_unknown(key) for key in said if key not in KEYS]
    chosen: dict[str, Any] = {}
    for key, values in CHOICES.items():
        if (value := said.get(key)) is None:
            continue
        if value in [str(each) for each in values]:
            chosen[key] = values(str(value))
        else:
            choices = ", ".join(str(each) for each in values)
            faults.append(Fault(NOT_A_CHOICE, NOT_A_CHOICE_TODO, {"key": key, "value": str(value), "choices": choices}))
    counts = chosen.pop("counts", Counts.BEST)
    settings = replace(DEFAULT, **chosen, after_lessons=said.get("after_lessons") is not False)
    for key in NUMBERS:
        if (value := said.get(key)) is None:
            continue
        one: dict[str, Any] = {key: value}
        tried = replace(settings, **one) if type(value) is int else None
        if tried is None or key in problems_with(tried):
            faults.append(_no_number(key, value))
        else:
            settings = tried
    questions = _whole(said, "questions", QUESTIONS, 1, MOST_QUESTIONS, faults)
    pass_percent = _whole(said, "pass_percent", PASS_PERCENT, 1, 100, faults)
    return FinalTest(questions, pass_percent, counts, settings), faults


def _whole(said: Mapping[str, object], key: str, default: int, least: int, most: int, faults: list[Fault]) -> int:
    value = said.get(key, default)
    if type(value) is int and least <= value <= most:
        return value
    faults.append(_no_number(key, value))
    return default


def _no_number(key: str, value: object) -> Fault:
    return Fault(NOT_A_NUMBER, NOT_A_NUMBER_TODO, {"key": key, "value": str(value)})


def _unknown(key: str) -> Fault:
    similar = difflib.get_close_matches(key.lower().replace("-", "_"), KEYS, 1)
    return Fault(UNKNOWN, UNKNOWN_TODO, {"key": key, "keys": similar[0] if similar else ", ".join(KEYS)})

"""Everything that the rules tell a person can be said in Chinese."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import learnhub
from learnhub.quizzes.rules.attempts import START_MESSAGES
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.marks_file import read_marks

GIFT = """A?{=a ~b}{

A?}

A?{a{b}

A?{=a

A?｛T｝

A?{=a ~b} x {T}

::A?{T}

::A::{T}

A?{=a}

A?{}

A?{#1}

A?{=a->b =c->d}

A remark.

A?{=a =b ~c}

A?{~%50%a ~%50%b ~c}

A?{yes}

A?{~%100%a}

A?{~a ~b}

A?{~%10%a ~b}

A?{=a ~%1O%b}

A?{=a ~}

A?{=a ~a}

A?{=a ~%101%b}
"""
TABLES = ["", "1\n", "1\nx\n", "0\n1\n", "1\n1,1\n", "1\n2\n", '1\n"1\n']


def messages() -> list[str]:
    problems = [*parse_gift(GIFT).problems, *(problem for table in TABLES for problem in read_marks(table).problems)]
    told = {text for problem in problems for text in (problem.what, problem.what_to_do)}
    return sorted(told | set(START_MESSAGES.values()))


def chinese() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in (Path(learnhub.__file__).parent / "translations" / "parts").glob("quiz*.po"):
        with path.open("rb") as part:
            found |= {str(message.id): str(message.string) for message in read_po(part) if message.id}
    return found


@pytest.mark.parametrize("message", messages())
def test_every_message_has_its_chinese_with_the_same_parameters(message: str) -> None:
    translated = chinese()[message]

    assert translated
    assert sorted(re.findall(r"%\(\w+\)s", translated)) == sorted(re.findall(r"%\(\w+\)s", message))


def test_the_table_above_reaches_nearly_every_message() -> None:
    assert len(messages()) >= 55

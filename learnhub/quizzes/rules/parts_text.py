"""What an attempt draws, as its keeper writes it: a line for each part, such as “3 topic:档案 level:hard”."""

import re
from collections.abc import Sequence
from typing import Any

from learnhub.quizzes.rules.settings import Part

_FIELDS = {"topic": "tag", "level": "level", "section": "section"}
_WORD = re.compile(r"""(\w+):(?:"([^"]*)"|(\S+))""")
_MOST = 200

NOT_A_PART = (
    "Line %(line)s cannot be read. Write “3 topic:name level:name”, “2 section:heading” or “questions: 12, 15”."
)


class UnreadableError(ValueError):
    """A line that is no part; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def parts_from_text(text: str) -> tuple[Part, ...]:
    """The parts that lines describe, blank ones apart; raises UnreadableError for a line that describes none."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_part(line.strip(), number))
    return tuple(found)


def _part(line: str, number: int) -> Part:
    named = re.fullmatch(r"questions:\s*([\d ,，、]+)", line)
    if named:
        return Part(questions=tuple(int(each) for each in re.findall(r"\d{1,9}", named[1])))
    counted = re.match(r"(\d{1,3})(?:\s+|$)", line)
    if counted is None or not 1 <= int(counted[1]) <= _MOST:
        raise UnreadableError(number)
    rest = line[counted.end() :].replace("：", ":")
    values: dict[str, Any] = {}
    for word in _WORD.finditer(rest):
        if word[1] not in _FIELDS:
            raise UnreadableError(number)
        values[_FIELDS[word[1]]] = word[2] or word[3] or ""
    if _WORD.sub("", rest).strip():
        raise UnreadableError(number)
    return Part(count=int(counted[1]), **values)


def parts_text(parts: Sequence[Part]) -> str:
    """The same parts as lines."""
    return "\n".join(_line(part) for part in parts)


def _line(part: Part) -> str:
    if part.questions:
        return "questions: " + ", ".join(str(each) for each in part.questions)
    told = [f"{word}:{_quoted(getattr(part, name))}" for word, name in _FIELDS.items() if getattr(part, name)]
    return " ".join([str(part.count), *told])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value

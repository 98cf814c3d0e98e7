"""What an attempt draws, as its keeper writes it: a line for each part, such as “3 topic:档案 level:hard”.

“bank” and “category:…” draw from the question bank instead of the quiz's own lessons.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from learnhub.quizzes.rules.settings import Part

_FIELDS = {"level": "level", "section": "section"}
_WORD = re.compile(r"""(\w+)[:：](?:"([^"]+)"|([^\s"]\S*))""")
_MOST = 200
_LONGEST = 9
_BANK = "bank"

NOT_A_PART = (
    "Line %(line)s cannot be read. Write “3 topic:name level:name”, “2 section:heading”, "
    "“4 category:name” or “questions: 12, 15”."
)
NO_CATEGORY = "Line %(line)s: the bank has no category “%(name)s”."
TOO_FEW = "Line %(line)s asks for %(wanted)s questions, but only %(found)s can be drawn."
NOT_TO_ASK = "Line %(line)s: these questions cannot be drawn: %(numbers)s."
TOO_FEW_IN_ALL = "Together the lines ask for %(wanted)s questions, but only %(found)s can be drawn."


class UnreadableError(ValueError):
    """A line that is no part; `line` counts from 1, `category` is the name that the bank does not know."""

    def __init__(self, line: int, category: str = "") -> None:
        super().__init__(f"line {line}")
        self.line = line
        self.category = category


def parts_from_text(text: str, categories: Mapping[str, int] | None = None) -> tuple[Part, ...]:
    """The parts that lines describe; raises UnreadableError for a line that describes none.

    `categories` gives the number of each category of the bank by its path.
    """
    return tuple(_part(line, number, categories or {}) for number, line in _lines(text))


def line_numbers(text: str) -> list[int]:
    """The line on which each part stands: blank lines count, though they are no part."""
    return [number for number, _ in _lines(text)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _part(line: str, number: int, categories: Mapping[str, int]) -> Part:
    named = re.fullmatch(r"questions[:：][\s,，、]*(\d[\d ,，、]*)", line)
    if named:
        numbers = re.findall(r"\d+", named[1])
        if any(len(each) > _LONGEST for each in numbers):
            raise UnreadableError(number)
        return Part(questions=tuple(dict.fromkeys(int(each) for each in numbers)))
    counted = re.match(r"(\d{1,3})(?:\s+|$)", line)
    if counted is None or not 1 <= int(counted[1]) <= _MOST:
        raise UnreadableError(number)
    rest = line[counted.end() :]
    values: dict[str, Any] = {}
    tags: list[str] = []
    for word in _WORD.finditer(rest):
        name, value = word[1], word[2] or word[3]
        if name == "topic":
            tags.append(value)
        elif name == "category":
            if value not in categories:
                raise UnreadableError(number, value)
            values |= {"bank": True, "category": categories[value]}
        elif name in _FIELDS:
            values[_FIELDS[name]] = value
        else:
            raise UnreadableError(number)
    left = _WORD.sub("", rest).split()
    if left == [_BANK]:
        values["bank"] = True
    elif left:
        raise UnreadableError(number)
    return Part(count=int(counted[1]), tags=tuple(tags), **values)


def parts_text(parts: Sequence[Part], categories: Mapping[int, str] | None = None) -> str:
    """The same parts as lines; a category that is gone is shown by its number."""
    return "\n".join(part_line(part, categories or {}) for part in parts)


def part_line(part: Part, categories: Mapping[int, str]) -> str:
    """One part as a line."""
    if part.questions:
        return "questions: " + ", ".join(str(each) for each in part.questions)
    told = [str(part.count)]
    if part.category:
        told.append(f"category:{_quoted(categories.get(part.category, f'#{part.category}'))}")
    elif part.bank:
        told.append(_BANK)
    told += [f"topic:{_quoted(tag)}" for tag in part.tags]
    told += [f"{word}:{_quoted(getattr(part, name))}" for word, name in _FIELDS.items() if getattr(part, name)]
    return " ".join(told)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value

"""Lets lists and tables be written as people write them elsewhere.

Python-Markdown wants a blank line before a list or a table and four blanks for each level of a list. Nearly all
Markdown in the world is written for parsers that want neither, so lines are brought into the strict form first.
"""

import re

from markdown import Markdown
from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r"( *)([-*+]|[0-9]{1,9}[.)])( +|$)(.*)")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_DELIMITER_ROW = re.compile(r" {0,3}\|?[ :]*-[-: ]*(?:\|[-: ]*)+$")
_MARK = re.compile(r" {0,3}(?:#{1,6} |>|!!!|\?\?\?)")
_STEP = 4


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class LooseBlocks(Preprocessor):
    """Adds the blank lines and the indents that the block parser needs."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.offsets: list[int] = []

    def run(self, lines: list[str]) -> list[str]:
        """The same text in the strict form."""
        self.offsets = []
        out: list[str] = []
        for number, line in enumerate(lines):
            previous = lines[number - 1] if number else ""
            following = lines[number + 1] if number + 1 < len(lines) else ""
            self._add(out, line, previous, following)
        return out

    def _add(self, out: list[str], line: str, previous: str, following: str) -> None:
        if not line.strip():
            out.append(line)
            return
        item = None if _RULE.match(line) else _ITEM.fullmatch(line)
        if item and self._is_item(item, previous):
            self._add_item(out, item, previous)
        elif self.offsets:
            self._add_inside(out, line, previous)
        else:
            if "|" in line and _DELIMITER_ROW.fullmatch(following) and previous.strip() and "|" not in previous:
                out.append("")
            out.append(line)

    def _is_item(self, item: re.Match[str], previous: str) -> bool:
        if self.offsets:
            return True
        if len(item[1]) >= _STEP:
            return False
        if not previous.strip() or _MARK.match(previous):
            return True
        return bool(item[4]) and item[2] in ("-", "*", "+", "1.", "1)")

    def _add_item(self, out: list[str], item: re.Match[str], previous: str) -> None:
        indent = len(item[1])
        starts = not self.offsets
        while self.offsets and indent < self.offsets[-1]:
            self.offsets.pop()
        if starts and previous.strip():
            out.append("")
        marker = item[2].replace(")", ".")
        out.append(" " * (_STEP * len(self.offsets)) + f"{marker} {item[4]}")
        padding = len(item[3]) if 1 <= len(item[3]) <= _STEP else 1
        self.offsets.append(indent + len(item[2]) + padding)

    def _add_inside(self, out: list[str], line: str, previous: str) -> None:
        """A line after the start of an item: its own text, a lazy continuation, or the end of the list."""
        indent = _indent(line)
        if previous.strip() and not _MARK.match(line):
            out.append(line if indent >= _STEP * len(self.offsets) else self._shifted(line, indent))
            return
        while self.offsets and indent < self.offsets[-1]:
            self.offsets.pop()
        if self.offsets:
            out.append(self._shifted(line, indent))
            return
        if previous.strip():
            out.append("")
        out.append(line)

    def _shifted(self, line: str, indent: int) -> str:
        depth = _STEP * len(self.offsets)
        if indent >= depth + _STEP:
            return line
        return " " * depth + line.lstrip(" ")

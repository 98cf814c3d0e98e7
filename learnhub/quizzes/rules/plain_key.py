"""The answers at the end of a Chinese test paper: `参考答案 1-5 ABCDA`, `1．B 2．AD 3．√`, with or without sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.quizzes.rules.plain_lines import is_answer, is_explanation, labelled

_RANGE = re.compile(r"(?<!\d)(\d{1,4})\s*(?:-|—|–|－|~|～|至|到)+\s*(\d{1,4})(?!\d)\s*(?:题)?\s*[:：.．、]?\s*")
_ONE = re.compile(r"(?<!\d)(?:第\s*)?(\d{1,4})(?!\d)\s*(题?\s*[:：.．、)）]?)(\s*)(?=[^\s.．、:：)）-])")
_APART = " ；;，,。"
_NEAR = 8
_SIGNS = re.compile(r"[A-H]|[√✓✔×✗✘╳对错TFX]")
_ANSWER_HEAD = re.compile(r"(?:[A-H](?:[\s、,，]*[A-H])*(?![A-Za-z])|正确|错误|[√✓✔×✗✘╳对错])")
MOST_IN_RANGE = 500


@dataclass(frozen=True)
class KeyEntry:
    """One answer of the list; `number` is the question's, `answer` is as written."""

    number: int
    answer: str
    explanation: str = ""


class KeyMismatch(Exception):
    """A range and its answers do not have the same length."""

    def __init__(self, first: int, last: int, count: int) -> None:
        super().__init__()
        self.first, self.last, self.count = first, last, count


def entries_in(line: str) -> Iterator[KeyEntry]:
    """The answers on one line of the list; raises KeyMismatch where a range does not fit."""
    if _RANGE.match(line):
        yield from _ranges(line)
        return
    before, labels = labelled(line)
    said = next((text for label, text in labels if is_answer(label)), None)
    explanation = next((text for label, text in labels if is_explanation(label)), "")
    entries = list(_singles(before if said is None else f"{before} {said}"))
    if len(entries) == 1 and explanation:
        entries = [KeyEntry(entries[0].number, entries[0].answer, explanation)]
    yield from entries


def _ranges(line: str) -> Iterator[KeyEntry]:
    found = list(_RANGE.finditer(line))
    ends = [match.start() for match in found[1:]] + [len(line)]
    for match, end in zip(found, ends, strict=True):
        first, last = int(match.group(1)), int(match.group(2))
        answers = _answers(line[match.end() : end], last - first + 1)
        if not 0 < last - first + 1 <= MOST_IN_RANGE or len(answers) != last - first + 1:
            raise KeyMismatch(first, last, len(answers))
        yield from (KeyEntry(first + at, answer) for at, answer in enumerate(answers))


def _answers(said: str, wanted: int) -> list[str]:
    """Parted by blanks or commas where that gives the right number, else one sign each."""
    parted = [piece for piece in re.split(r"[\s,，、;；]+", said.strip(" 。.")) if piece]
    return parted if len(parted) == wanted else _SIGNS.findall(said.replace("正确", "对").replace("错误", "错"))


def _singles(line: str) -> Iterator[KeyEntry]:
    found: list[re.Match[str]] = []
    for match in _ONE.finditer(line):
        if _begins(match, int(found[-1].group(1)) if found else 0):
            found.append(match)
    ends = [*(match.start() for match in found[1:]), len(line)]
    for match, end in zip(found, ends, strict=False):
        answer = _ANSWER_HEAD.match(line, match.end(), end)
        said = answer.group() if answer else line[match.end() : end].rstrip(" （(；;，,")
        yield KeyEntry(int(match.group(1)), said)


def _begins(match: re.Match[str], last: int) -> bool:
    """Whether a number is that of a question: figures stand in answers too (`1．15日`, `2．2024年`, `3．1.5`)."""
    line, mark, start = match.string, match.group(2).strip(), match.start()
    before = line[max(start - _NEAR, 0) : start].rstrip("（(")
    first, apart = start <= _NEAR and not before.strip(), not before or before[-1] in _APART
    figure, following = line[match.end()].isdigit(), int(match.group(1)) == last + 1
    if _ANSWER_HEAD.match(line, match.end()):
        return apart or bool(mark) or bool(_SIGNS.fullmatch(before[-1]))
    if not mark:
        return bool(match.group(3)) and not figure and (first or (apart and following))
    if figure and not first and mark in (".", ":") and not match.group(3):
        return False
    return apart or (following and not figure)

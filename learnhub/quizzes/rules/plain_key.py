"""The answers at the end of a Chinese test paper: `参考答案 1-5 ABCDA`, `1．B 2．AD 3．√`, with or without sections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.quizzes.rules.plain_lines import is_answer, is_explanation, labelled

_RANGE = re.compile(r"(\d{1,4})\s*(?:-|—|–|－|~|～|至|到)+\s*(\d{1,4})\s*(?:题)?\s*[:：.．、]?\s*")
_ONE = re.compile(r"第?\s*(\d{1,4})\s*题?\s*[:：.．、)）]?\s*(?=[^\d\s.．、:：)）-])")
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
    at = 0
    while match := _ONE.search(line, at):
        at = match.end()
        answer = _ANSWER_HEAD.match(line, at)
        if answer is None:
            following = _ONE.search(line, at)
            yield KeyEntry(int(match.group(1)), line[at : following.start() if following else len(line)].strip())
            at = following.start() if following else len(line)
            continue
        yield KeyEntry(int(match.group(1)), answer.group())
        at = answer.end()

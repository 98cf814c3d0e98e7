"""Reading Aiken: a question on one line, options `A.` or `A)` one a line, and `ANSWER: B`; nothing else is allowed.

The format is described in Moodle's documentation ("Aiken format"). It knows single choice only.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from learnhub.quizzes.rules.drafts import Collected, Complaint, shortened
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*\S)\s*")
_ANSWER = re.compile(r"ANSWER:\s*(\S.*?)?\s*")
_NEARLY = re.compile(r"\s*answer\s*[:：]", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFEFF))


@dataclass
class _Block:
    """The lines from one question up to its answer."""

    line: int
    text: str
    options: list[tuple[str, str]] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    wrong: tuple[int, Complaint] | None = None

    def complain(self, line: int, what: str, what_to_do: str, **params: str) -> None:
        # The first thing that is wrong explains the rest.
        if self.wrong is None:
            self.wrong = (line, Complaint(what, what_to_do, params))


def parse_aiken(text: str, *, file: str = "") -> ParsedQuiz:
    """Read an Aiken file; a question that is not spelt exactly is refused with its line, and the rest stays."""
    found = Collected(file)
    block: _Block | None = None
    for number, raw in enumerate(_lines(text), start=1):
        line = raw.strip()
        if not line:
            continue
        if block is None:
            block = _opened(number, line)
        elif not _take(block, number, line):
            _close(block, found)
            block = _opened(number, line)
        block.source.append(raw)
        if _ANSWER.fullmatch(line) or _NEARLY.match(line):
            _answer(block, number, line)
            _close(block, found)
            block = None
    if block is not None:
        _close(block, found)
    return found.quiz()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED).split("\n")


def _opened(number: int, line: str) -> _Block:
    block = _Block(number, line)
    if _OPTION.fullmatch(line) or _ANSWER.fullmatch(line) or _NEARLY.match(line):
        block.text = ""
        block.complain(number, "There is no question above this line.", "Write the question on one line above.")
        if match := _OPTION.fullmatch(line):
            block.options.append((match.group(1), match.group(2)))
    return block


def _take(block: _Block, number: int, line: str) -> bool:
    """Add a line to the question; False where the line begins another one."""
    if _ANSWER.fullmatch(line) or _NEARLY.match(line):
        return True
    match = _OPTION.fullmatch(line)
    if match is not None:
        letter, expected = match.group(1), _LETTERS[len(block.options) % 26]
        if letter != expected:
            what = "This option has the letter %(found)s, and %(expected)s comes next."
            block.complain(number, what, "Letter the options A, B, C and so on.", found=letter, expected=expected)
        block.options.append((letter, match.group(2)))
        return True
    if block.options and not re.match(r"[A-Za-z]\s*[.)、．）]", line):
        return False
    if block.options:
        what = "This line is spelt like an option, but not exactly."
        block.complain(number, what, "Write a capital letter, a point or a bracket, and a space.")
        return True
    what = "The question stands on more than one line, or its options are missing."
    block.complain(number, what, "Write it on one line, and each option on a line that begins with A. or A).")
    return True


def _answer(block: _Block, number: int, line: str) -> None:
    match = _ANSWER.fullmatch(line)
    if match is None:
        block.complain(number, "This line is spelt like an answer, but not exactly.", "Write ANSWER: and a letter.")
        return
    letter = match.group(1) or ""
    if not letter:
        block.complain(number, "The letter of the answer is missing.", "Write ANSWER: and a letter.")
    elif letter not in {known for known, _ in block.options}:
        what = "The answer %(answer)s is none of the options."
        block.complain(number, what, "Name the letter of one option.", answer=shortened(letter))


def _close(block: _Block, found: Collected) -> None:
    source = "\n".join(block.source)
    answers = [match.group(1) for each in block.source if (match := _ANSWER.fullmatch(each.strip()))]
    if not answers:
        block.complain(block.line, "The answer of this question is missing.", "Write ANSWER: and a letter below it.")
    if block.wrong is not None:
        line, complaint = block.wrong
        found.refuse(complaint, line, source)
        return
    options = tuple(
        ParsedOption(Text(words, TextFormat.PLAIN), WHOLE if letter == answers[-1] else Decimal(0))
        for letter, words in block.options
    )
    found.keep(
        ParsedQuestion(
            QuestionKind.SINGLE_CHOICE,
            Text(block.text, TextFormat.PLAIN),
            options=options,
            line=block.line,
            source=source,
        )
    )

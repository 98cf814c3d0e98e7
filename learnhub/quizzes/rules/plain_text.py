"""Reading the layout in which Chinese teachers write tests: `1．… A．… B．… 答案：B 解析：…`, also pasted from Word.

Numbers, letters and punctuation may stand in full or half width (digits and Latin letters are kept in half width),
options on one line or several. Headings such as `一、单选题`, `二、多选题`, `三、判断题` name the type of what follows;
else the answer decides. The answer stands below the question, in brackets inside it,
or in a list at the end (`参考答案 1-5 ABCDA`). Difficulty, knowledge point and source become tags.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from learnhub.quizzes.rules.drafts import Collected, Complaint, shares, shortened
from learnhub.quizzes.rules.parsed import LaterKind, ParsedOption, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.plain_key import KeyEntry, KeyMismatch, entries_in
from learnhub.quizzes.rules.plain_lines import (
    KEY_HEADING,
    Heading,
    Line,
    heading_of,
    is_answer,
    is_explanation,
    labelled,
    letters_in,
    lines_of,
    options_in,
    question_start,
    take_marked_kind,
    truth_in,
)
from learnhub.quizzes.rules.plain_words import complaint_about_words, with_words
from learnhub.quizzes.rules.questions import BLANK, WHOLE, QuestionKind, Text, TextFormat

_BRACKETS = re.compile(r"[(（]\s*([A-H](?:[\s、,，]*[A-H])*|[√✓✔×✗✘╳对错]|正确|错误)\s*[)）]")
_KEY_LINE = re.compile(r"\d{1,4}\s*(?:-|—|–|~|～|至|到)+\s*\d|1\s*[.．、:：]\s*[A-H√×对错]{1,8}(?:\s|$)")
_CHOICES = {QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE}
_FORESIGHT = 12
_SAME_NUMBER = 50
_WRONG = -WHOLE
"""In such tests one wrong tick costs the whole mark, and a missing one its share."""


@dataclass
class _Draft:
    """A question as far as it was read."""

    number: int
    line: int
    heading: Heading | None
    place: int
    marked: QuestionKind | LaterKind | None = None
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    answer: str | None = None
    explanation: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    into: str = "stem"
    inner: int = 0
    wrong: Complaint | None = None


def parse_plain_text(text: str, *, file: str = "") -> ParsedQuiz:
    """Read a test paper. A line that belongs to nothing is a note; a question that does not add up is refused."""
    reading = _Reading(file)
    lines = list(lines_of(text))
    for at, line in enumerate(lines):
        reading.read(line, islice(lines, at + 1, at + 1 + _FORESIGHT))
    return reading.finish()


class _Reading:
    def __init__(self, file: str) -> None:
        self.found = Collected(file)
        self.drafts: list[_Draft] = []
        self.heading: Heading | None = None
        self.place = 0
        self.in_key = False
        self.key_heading: Heading | None = None
        self.key: list[tuple[Heading | None, int, KeyEntry]] = []

    def read(self, line: Line, following: Iterable[Line]) -> None:
        if self.in_key:
            self._read_key(line.text, line)
            return
        heading = heading_of(line.text)
        if heading is not None:
            self.heading, self.place = heading, self.place + 1
            return
        if self._opens_key(line):
            return
        if self.drafts and self.drafts[-1].into == "answer" and _KEY_LINE.match(line.text):
            self.in_key = True
            self._read_key(line.text, line)
            return
        started = question_start(line.text)
        if started is not None and not self._counts_inside(started[0], following):
            number, at = started
            self.drafts.append(_Draft(number, line.number, self.heading, self.place))
            self._add(line.text[at:], line)
        elif self.drafts and self.drafts[-1].place == self.place:
            self._add(line.text, line)
        else:
            what = "This line belongs to no question and is left out."
            self.found.note(Complaint(what, "Number the questions 1., 2., 3."), line.number, line.raw)

    def _counts_inside(self, number: int, following: Iterable[Line]) -> bool:
        """Whether a numbered line belongs to an explanation: its number falls back, and it leads to no answers."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.place != self.place or last.into != "explanation" or not last.explanation:
            return False
        if number > last.number and number != last.inner + 1:
            return False
        for line in following:
            if question_start(line.text) or heading_of(line.text):
                break
            if labelled(line.text)[1] or options_in(line.text, 0)[1]:
                return False
        last.inner = number
        return True

    def _opens_key(self, line: Line) -> bool:
        """`参考答案`, alone or before the first range; below a question without an answer it may be its own."""
        match = KEY_HEADING.match(line.text)
        if match is None:
            return False
        rest = line.text[match.end() :].strip()
        starts = re.match(r"(?:第?\d{1,4}\s*(?:-|—|–|－|~|～|至|到)|1\s*[.．、:：]\s*\S)", rest)
        if (rest and not starts) or (not rest and self._is_answer_below(line)):
            return False
        self.in_key = True
        if rest:
            self._read_key(rest, line)
        return True

    def _is_answer_below(self, line: Line) -> bool:
        """Whether `答案：` stands alone because the answer follows on the next line."""
        return line.text.endswith((":", "：")) and not re.search("参考|标准", line.text) and bool(self.drafts)

    def _read_key(self, said: str, line: Line) -> None:
        heading = heading_of(said)
        if heading is not None and not re.search(r"\d", said):
            self.key_heading = heading
            return
        if heading is None and (
            split := re.match(r"[一二三四五六七八九十]+\s*[、.．]\s*(\S*?题)\s*[:：]?\s*(?=\d)", said)
        ):
            self.key_heading, said = heading_of(split.group(1)), said[split.end() :]
        try:
            entries = list(entries_in(said))
        except KeyMismatch as wrong:
            what = "The answers %(first)s to %(last)s do not fit: %(count)s are written."
            params = {"first": str(wrong.first), "last": str(wrong.last), "count": str(wrong.count)}
            advice = "Write one letter for each question, or part the answers with blanks."
            self.found.refuse(Complaint(what, advice, params), line.number, line.raw)
            return
        self.key += [(self.key_heading, line.number, entry) for entry in entries]
        if entries:
            return
        if self.key:
            self._explain_last(said)
            return
        what = "This line of the list of answers is not understood and is left out."
        self.found.note(Complaint(what, "Write a number and a letter, for instance 1.B."), line.number, line.raw)

    def _explain_last(self, said: str) -> None:
        heading, number, last = self.key[-1]
        _, labels = labelled(said)
        words = next((text for label, text in labels if is_explanation(label)), said)
        joined = f"{last.explanation}\n{words}".strip()
        self.key[-1] = (heading, number, KeyEntry(last.number, last.answer, joined))

    def _add(self, said: str, line: Line) -> None:
        draft = self.drafts[-1]
        draft.source.append(line.raw)
        before, labels = labelled(said)
        if before:
            _add_words(draft, before)
        for label, words in labels:
            if is_answer(label):
                draft.answer, draft.into = words or None, "explanation" if words else "answer"
            elif is_explanation(label):
                draft.explanation.append(words)
                draft.into = "explanation"
            else:
                draft.tags.append(f"{label}：{words}")
                draft.into = "tags"

    def finish(self) -> ParsedQuiz:
        self._use_key()
        for draft in self.drafts:
            _finish(draft, self.found)
        self.found.problems.sort(key=lambda problem: problem.line)
        return self.found.quiz()

    def _use_key(self) -> None:
        by_number: dict[int, list[_Draft]] = defaultdict(list)
        for draft in self.drafts:
            by_number[draft.number].append(draft)
        for heading, line, entry in self.key:
            fitting = [draft for draft in by_number[entry.number][:_SAME_NUMBER] if _fits(draft, heading)]
            wrong = _take_answer(fitting, heading, entry)
            if wrong is not None:
                self.found.refuse(wrong, line)


def _take_answer(fitting: list[_Draft], heading: Heading | None, entry: KeyEntry) -> Complaint | None:
    """Give an answer of the list to the question it belongs to; else say why not."""
    open_ones = [draft for draft in fitting if draft.answer is None]
    params = {"number": str(entry.number)}
    if len(open_ones) == 1 or (open_ones and heading is not None):
        open_ones[0].answer = entry.answer
        if entry.explanation:
            open_ones[0].explanation.append(entry.explanation)
        return None
    if not fitting:
        return Complaint("There is no question %(number)s for this answer.", "Correct the number.", params)
    if open_ones:
        what = "The answer to %(number)s fits several questions."
        advice = "Number the questions through, or name the sections in the list of answers too."
        wrong = Complaint(what, advice, params)
        for draft in open_ones:
            draft.wrong = wrong
        return wrong
    if len(fitting) == 1 and not _same_answer(fitting[0].answer or "", entry.answer):
        what = "Question %(number)s has another answer here than where it stands."
        fitting[0].wrong = Complaint(what, "Correct one of the two.", params)
        return fitting[0].wrong
    return None


def _same_answer(one: str, other: str) -> bool:
    letters = letters_in(one), letters_in(other)
    if letters[0] and letters[1]:
        return set(letters[0]) == set(letters[1])
    truths = truth_in(one), truth_in(other)
    return truths[0] == truths[1] if None not in truths else one.strip() == other.strip()


def _fits(draft: _Draft, heading: Heading | None) -> bool:
    if heading is None:
        return True
    if draft.heading is None:
        return False
    return draft.heading.kind == heading.kind if heading.kind else draft.heading.name == heading.name


def _add_words(draft: _Draft, said: str) -> None:
    """Put a piece of a line where it belongs: into options where it holds any, else behind what came last."""
    if draft.into in ("stem", "option"):
        before, options = options_in(said, len(draft.options))
        if before:
            (draft.options[-1][1] if draft.options else draft.stem).append(before)
        if options:
            draft.options += [(letter, [words] if words else []) for letter, words in options]
            draft.into = "option"
        return
    if draft.into == "answer":
        draft.answer, draft.into = said, "explanation"
        return
    draft.explanation.append(said)
    draft.into = "explanation"


def _finish(draft: _Draft, found: Collected) -> None:
    stem, marked = take_marked_kind("\n".join(draft.stem))
    draft.marked = marked
    if draft.answer is None and draft.wrong is None:
        stem = _take_bracketed_answer(draft, stem)
    kind = _kind(draft)
    source = "\n".join(draft.source)
    wrong = draft.wrong or _complaint(draft, kind)
    if wrong is not None:
        found.refuse(wrong, draft.line, source)
        return
    explanation = "\n".join(draft.explanation).strip()
    question = ParsedQuestion(
        kind=kind,
        stem=Text(stem, TextFormat.PLAIN),
        options=_options(draft, kind) if kind in _CHOICES else (),
        truth=_truth(draft) if kind is QuestionKind.TRUE_FALSE else None,
        explanation=Text(explanation, TextFormat.PLAIN) if explanation else None,
        tags=tuple(draft.tags),
        line=draft.line,
        source=source,
    )
    lettered = [(letter, "\n".join(words)) for letter, words in draft.options]
    found.keep(with_words(question, draft.answer or "", lettered))


def _take_bracketed_answer(draft: _Draft, stem: str) -> str:
    """`以下正确的是（ B ）。`: the answer stands in the brackets; they are emptied."""
    matches = list(_BRACKETS.finditer(stem))
    if not matches:
        return stem
    last = matches[-1]
    draft.answer = last.group(1)
    kept = stem[: last.start()] + ("（　）" if draft.options else "") + stem[last.end() :]
    return kept.strip()


def _kind(draft: _Draft) -> QuestionKind | LaterKind:
    said = draft.answer or ""
    named = draft.marked or (draft.heading.kind if draft.heading else None)
    if named is not None:
        return named
    if draft.options:
        return QuestionKind.MULTIPLE_CHOICE if len(letters_in(said) or "") > 1 else QuestionKind.SINGLE_CHOICE
    if truth_in(said) is not None:
        return QuestionKind.TRUE_FALSE
    if BLANK[:2] in "".join(draft.stem) or re.search(r"[(（]\s+[)）]", "".join(draft.stem)):
        return QuestionKind.SHORT_ANSWER
    return QuestionKind.ESSAY


def _complaint(draft: _Draft, kind: QuestionKind | LaterKind) -> Complaint | None:
    if kind not in _CHOICES and kind is not QuestionKind.TRUE_FALSE:
        return complaint_about_words(kind, draft.answer, [letter for letter, _ in draft.options])
    if draft.answer is None:
        return Complaint("The answer of this question is missing.", "Write 答案： and the letter below it.")
    params = {"answer": shortened(draft.answer)}
    if kind is QuestionKind.TRUE_FALSE:
        if _truth(draft) is not None:
            return None
        return Complaint("The answer “%(answer)s” is neither right nor wrong.", "Write 对 or 错.", params)
    lettered = [letter for letter, _ in draft.options]
    expected = [chr(65 + at) for at in range(len(lettered))]
    if lettered != expected:
        what = "The options are lettered %(found)s."
        return Complaint(what, "Letter the options A, B, C and so on.", {"found": "".join(lettered)})
    letters = letters_in(draft.answer)
    if letters is None or not set(letters) <= set(lettered):
        what = "The answer “%(answer)s” is none of the options."
        return Complaint(what, "Name the letters of options.", params)
    if kind is QuestionKind.SINGLE_CHOICE and len(letters) > 1:
        what = "This single choice has the answer %(answer)s."
        return Complaint(what, "Name one letter, or put the question under 多选题.", params)
    return None


def _truth(draft: _Draft) -> bool | None:
    said = truth_in(draft.answer or "")
    if said is not None or not draft.options:
        return said
    chosen = dict(draft.options).get(letters_in(draft.answer or "") or "")
    return truth_in("".join(chosen)) if chosen else None


def _options(draft: _Draft, kind: QuestionKind | LaterKind) -> tuple[ParsedOption, ...]:
    right = letters_in(draft.answer or "") or ""
    single = kind is QuestionKind.SINGLE_CHOICE
    worth, cost = (WHOLE, Decimal(0)) if single else (shares(len(right)), _WRONG)
    return tuple(
        ParsedOption(Text("\n".join(words), TextFormat.PLAIN), worth if letter in right else cost)
        for letter, words in draft.options
    )

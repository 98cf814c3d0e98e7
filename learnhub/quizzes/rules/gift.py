r"""Reading GIFT, the question format of Moodle: every question understood, or a problem that names its line.

A question is `::name::[format]text {answers} more text`. Its type follows from the answers, as in Moodle: nothing =
essay, `#` first = numerical, T or F = true/false, any `~` = choice, `=` with `->` everywhere = matching, `=` only =
short answer; no braces at all = description. A choice with an `=` that is worth the whole mark takes one answer; else
the weights (`~%50%`) say what each is worth.

Of our own: `// type: ordering`, `cloze` or `marking` and the other labels of `labels.py` in the comments of a question
say what GIFT has no sign for; a text with gaps then has several pairs of braces, and a description with
`// material: text` gathers the questions with `// material: part` that follow it. `// section: <heading>` in the lines
of a question binds it to that section of its lesson; standing alone between blank lines it binds every question that
follows, up to the next one (`// section:` with nothing ends it).
"""

import re
from dataclasses import replace

from learnhub.quizzes.rules.drafts import LATER, LATER_ADVICE, all_or_nothing, complaint_about, shortened
from learnhub.quizzes.rules.gift_answers import Answers, GiftError, read_answers
from learnhub.quizzes.rules.gift_text import (
    Block,
    blocks,
    cut_format,
    find,
    join_lines,
    labels_of,
    read_text,
    said_of,
    section_of,
)
from learnhub.quizzes.rules.labels import Labels, in_order, value_of, without
from learnhub.quizzes.rules.material import gathered
from learnhub.quizzes.rules.parsed import ParsedQuestion, ParsedQuiz, Problem, Severity
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

_CATEGORY = re.compile(r"\s*\$CATEGORY:([^\n]*)")
LABEL = "The line “%(label)s” says nothing that is known and is left out."
LABEL_ADVICE = "Write it as the page for authors shows."
MOST_LABELS = 20
"""So many lines of one question that say nothing known are named."""

_UNCLOSED = "The answers opened with { are not closed with }."
_UNCLOSED_ADVICE = "Close them before the next blank line; a brace that belongs to the text is written \\{ or \\}."


def parse_gift(text: str, *, file: str = "") -> ParsedQuiz:
    """Read a GIFT file; `file` is the name that problems carry. Takes any text, in time proportional to its length."""
    reading = _Reading(file)
    waiting = list(blocks(text))
    at = 0
    while at < len(waiting):
        at += reading.read(waiting, at)
    return gathered(ParsedQuiz(tuple(reading.questions), tuple(reading.problems)), file=file)


class _Reading:
    """A file half read: what was found, and the category and section that hold for what follows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.questions: list[ParsedQuestion] = []
        self.problems: list[Problem] = []
        self.category: str | None = None
        self.section: str | None = None

    def read(self, waiting: list[Block], at: int) -> int:
        """Read the block at `at`; returns how many blocks that used up."""
        block = self._take_category(waiting[at])
        named = section_of(block)
        if not block.says_something:
            if named is not None:
                self.section = named or None
            return 1
        said = said_of(block)
        try:
            question = _read_question(block, in_order((label.name, label.value) for label in said if label.value))
        except GiftError as refusal:
            torn = _torn_off(waiting, at) if refusal.what == _UNCLOSED else []
            source = "\n\n".join([block.source, *(each.source for each in torn)])
            self._tell(refusal.offset, block, refusal.what, refusal.what_to_do, refusal.params, source=source)
            return 1 + len(torn)
        identity, tags = labels_of(block)
        section = self.section if named is None else named or None
        for label in [label for label in said if label.value is None][:MOST_LABELS]:
            self._tell(None, block, LABEL, LABEL_ADVICE, {"label": shortened(label.said)}, severity=Severity.NOTE)
        self._keep(replace(question, category=self.category, section=section, id=identity, tags=tags), block)
        return 1

    def _take_category(self, block: Block) -> Block:
        at = 0
        while match := _CATEGORY.match(block.text, at):
            self.category, at = match.group(1).strip() or None, match.end()
        return replace(block, text="\n" * block.text.count("\n", 0, at) + block.text[at:]) if at else block

    def _keep(self, question: ParsedQuestion, block: Block) -> None:
        wrong = complaint_about(question) if question.usable else None
        if wrong is not None:
            self._tell(None, block, wrong.what, wrong.what_to_do, wrong.params)
            return
        self.questions.append(question)
        if not question.usable:
            if not question.opens_material:
                self._tell(None, block, LATER[question.kind], LATER_ADVICE, severity=Severity.LATER)
        elif question.kind is QuestionKind.MULTIPLE_CHOICE and _everything_earns_all(question):
            self._tell(
                None,
                block,
                "Whoever ticks every answer of this question earns the whole mark.",
                "Give the wrong answers negative weights, for instance %(example)s.",
                {"example": "~%-50%"},
                severity=Severity.NOTE,
            )
        elif question.kind is QuestionKind.SINGLE_CHOICE and _full_answers(question) > 1:
            self._tell(
                None,
                block,
                "This question takes one answer, and %(count)s different ones are right.",
                "If all of them must be ticked, give each a share of the mark, for instance %(example)s.",
                {"count": str(_full_answers(question)), "example": "~%50%"},
                severity=Severity.NOTE,
            )

    def _tell(
        self,
        offset: int | None,
        block: Block,
        what: str,
        what_to_do: str,
        params: dict[str, str] | None = None,
        *,
        severity: Severity = Severity.REFUSED,
        source: str = "",
    ) -> None:
        line = block.line_at(_start(block) if offset is None else offset)
        self.problems.append(Problem(self.file, line, what, what_to_do, params or {}, severity, source or block.source))


def _full_answers(question: ParsedQuestion) -> int:
    return sum(option.weight == WHOLE for option in question.options)


def _everything_earns_all(question: ParsedQuestion) -> bool:
    weights = [option.weight for option in question.options]
    return min(weights) == 0 and not all_or_nothing(question)


def _start(block: Block) -> int:
    return len(block.text) - len(block.text.lstrip())


_NAMED = {"ordering": QuestionKind.ORDERING, "marking": QuestionKind.MARKING, "cloze": QuestionKind.CLOZE}


def _read_question(block: Block, labels: Labels) -> ParsedQuestion:
    text = block.text
    title, at = _title(text, _start(block))
    wanted = _NAMED.get(value_of(labels, "type") or "")
    labels = without(labels, "type")
    opened = find(text, "{", at)
    _refuse_stray_braces(text, at, opened, several=wanted is QuestionKind.CLOZE)
    if wanted is QuestionKind.CLOZE:
        _refuse_further_braces(text, opened)
    line = block.line_at(_start(block))
    if opened < 0:
        question = ParsedQuestion(QuestionKind.DESCRIPTION, read_text(text[at:], TextFormat.MOODLE), title)
        return _with_text(replace(question, labels=labels), block, line)
    if wanted is QuestionKind.CLOZE:
        return _with_text(replace(_with_gaps(text, at), title=title, labels=labels), block, line)
    closed = find(text, "}", opened)
    body, form = cut_format(text[at:opened], TextFormat.MOODLE)
    tail = join_lines(text[closed + 1 :], form).rstrip()
    # A space before the blank belongs to the sentence; before answers at the end it is only habit.
    stem = join_lines(body, form).lstrip() if tail else join_lines(body, form).strip()
    answers = read_answers(text, opened + 1, closed, form, wanted=wanted)
    return _with_text(replace(_question(answers, Text(stem, form), tail, title), labels=labels), block, line)


def _with_gaps(text: str, at: int) -> ParsedQuestion:
    """A text with several pairs of braces; each becomes a part, and a number in its place."""
    opened = find(text, "{", at)
    body, form = cut_format(text[at:opened], TextFormat.MOODLE)
    said, parts = join_lines(body, form).lstrip(), []
    explanation = None
    while opened >= 0:
        closed = find(text, "}", opened)
        answers = read_answers(text, opened + 1, closed, form)
        explanation = answers.explanation or explanation
        parts.append(replace(_question(answers, Text(""), "", None), explanation=None))
        following = find(text, "{", closed)
        behind = text[closed + 1 : following if following >= 0 else len(text)]
        said += f"[[{len(parts)}]]{join_lines(behind, form)}"
        opened = following
    stem = Text(said.rstrip(), form)
    return ParsedQuestion(QuestionKind.CLOZE, stem, parts=tuple(parts), explanation=explanation)


def _question(answers: Answers, stem: Text, tail: str, title: str | None) -> ParsedQuestion:
    return ParsedQuestion(
        kind=answers.kind,
        stem=stem,
        title=title,
        tail=tail,
        options=answers.options,
        truth=answers.truth,
        wrong_feedback=answers.wrong_feedback,
        right_feedback=answers.right_feedback,
        explanation=answers.explanation,
    )


def _with_text(question: ParsedQuestion, block: Block, line: int) -> ParsedQuestion:
    if not (question.stem.content.strip() or question.tail.strip()):
        raise GiftError(_start(block), "This question has no text.", "Write the question before the opening brace {.")
    return replace(question, line=line, source=block.source)


def _title(text: str, start: int) -> tuple[str | None, int]:
    if not text.startswith("::", start):
        return None, start
    end = find(text, "::", start + 2)
    if end < 0:
        raise GiftError(start, "The name of this question is not closed.", "Write ::name:: before it.")
    return join_lines(text[start + 2 : end], TextFormat.PLAIN).strip() or None, end + 2


def _refuse_stray_braces(text: str, at: int, opened: int, *, several: bool) -> None:
    closed = find(text, "}", at)
    if closed >= 0 and (opened < 0 or closed < opened):
        raise GiftError(closed, "This } closes nothing.", "Open the answers with {; write \\} for a brace in the text.")
    if opened < 0:
        wide = text.find("｛", at)
        if wide >= 0:
            raise GiftError(wide, "The answers stand in full-width braces.", "Write { and } in half width.")
        return
    if closed < 0:
        raise GiftError(opened, _UNCLOSED, _UNCLOSED_ADVICE)
    again = find(text, "{", opened + 1)
    if 0 <= again < closed:
        raise GiftError(again, "A second { stands inside the answers.", "Close the answers first, or write \\{.")
    if several:
        return
    extra = max(again, find(text, "}", closed + 1))
    if extra >= 0:
        raise GiftError(
            extra, "A question has one set of answers; here is another brace.", "Leave a blank line between questions."
        )


def _refuse_further_braces(text: str, opened: int) -> None:
    """The same for every further gap of a text, however many there are."""
    while opened >= 0:
        closed = find(text, "}", opened)
        opened = find(text, "{", closed)
        if opened >= 0 or find(text, "}", closed + 1) >= 0:
            _refuse_stray_braces(text, closed + 1, opened, several=True)


def _torn_off(waiting: list[Block], at: int) -> list[Block]:
    """The blocks that a blank line tore off a question with open answers; looking never passes the next opening
    brace."""
    torn: list[Block] = []
    for number in range(at + 1, len(waiting)):
        block = waiting[number]
        if find(block.text, "{") >= 0:
            return []
        torn.append(block)
        if find(block.text, "}") >= 0:
            return torn
    return []

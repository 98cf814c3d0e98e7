"""Questions as rows of a table, as the Excel template has them: reading the rows, and writing them.

The first row that names a question and an answer in its heads is the head row; heads and types are understood in
Chinese and English. The answer is the letters of the right options (`AC`), 对/错 or true/false, the accepted words
parted by `|`, or a figure with its tolerance (`90±2`). A pair to match stands in an option as `left = right`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from learnhub.kernel.text import normalise, one_line
from learnhub.quizzes.rules.drafts import Collected, Complaint, shares
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion, ParsedQuiz
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

HEAD_ROWS = 10
LETTERS = "ABCDEFGH"
MOST_CELL = 32_000

HEADS: Mapping[str, tuple[str, ...]] = {
    "kind": ("题型", "type", "question type"),
    "stem": ("题干", "题目", "question", "text"),
    **{
        letter: (f"选项{letter}", letter, f"answer {letter}", f"option {letter}") for letter in LETTERS
    },
    "answer": ("答案", "正确答案", "right answer", "answer", "key"),
    "explanation": ("解析", "答案解析", "explanation"),
    "section": ("小节", "章节", "section"),
    "category": ("分类", "类别", "category"),
    "topics": ("主题", "知识点", "topics", "topic", "tags"),
    "clauses": ("条款", "依据", "clauses", "clause"),
    "level": ("难度", "level", "difficulty"),
    "name": ("名称", "name", "title"),
    "id": ("编号", "题号", "id", "number"),
}  # fmt: skip
KINDS: Mapping[QuestionKind, tuple[str, ...]] = {
    QuestionKind.SINGLE_CHOICE: ("单选题", "单选", "single choice", "single"),
    QuestionKind.MULTIPLE_CHOICE: ("多选题", "多选", "multiple choice", "multiple"),
    QuestionKind.TRUE_FALSE: ("判断题", "判断", "true/false", "true or false"),
    QuestionKind.SHORT_ANSWER: ("简答题", "填空题", "填空", "short answer"),
    QuestionKind.NUMERICAL: ("数值题", "计算题", "numerical", "number"),
    QuestionKind.MATCHING: ("匹配题", "连线题", "matching"),
    QuestionKind.ESSAY: ("论述题", "问答题", "essay"),
}
_TRUE = {"对", "正确", "是", "√", "✓", "t", "true", "yes", "right", "1"}
_FALSE = {"错", "错误", "否", "×", "✗", "x", "f", "false", "no", "wrong", "0"}
_FIGURE = re.compile(r"([-+−]?\d+(?:\.\d+)?)\s*(?:±|\+/?-|:)?\s*(\d+(?:\.\d+)?)?")

NO_HEADS = "No row of heads was found among the first ten rows."
NO_HEADS_TODO = "Use the template: one column is headed 题干 or Question, one 答案 or Answer."
NO_KIND = "The type “%(type)s” is not known."
NO_KIND_TODO = "Choose one from the list of the template."
NO_LETTER = "The answer “%(answer)s” names no option that has a text."
NO_LETTER_TODO = "Write the letters of the right options, for instance B or AC."
NO_TRUTH = "The answer “%(answer)s” is neither true nor false."
NO_TRUTH_TODO = "Write 对 or 错, true or false."
NO_ANSWER = "This question has no answer."
NO_ANSWER_TODO = "Write it into the column of answers."
NO_FIGURE = "The answer “%(answer)s” is no figure."
NO_FIGURE_TODO = "Write a number, with a tolerance as in 90±2."
NO_PAIR = "The option “%(answer)s” is no pair."
NO_PAIR_TODO = "Write both halves with an equals sign between them."


@dataclass(frozen=True)
class Row:
    """The cells of one row by the name of their column, and its number in the table."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def parse_sheet(rows: Sequence[Sequence[Any]], *, file: str = "") -> ParsedQuiz:
    """Read a table; `line` of a question or a problem is the number of its row."""
    found = Collected(file)
    at = next((number for number, row in enumerate(rows[:HEAD_ROWS]) if {"stem", "answer"} <= set(_heads(row))), None)
    if at is None:
        found.refuse(Complaint(NO_HEADS, NO_HEADS_TODO), 1)
        return found.quiz()
    heads = _heads(rows[at])
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        row = Row(number, {name: _cell(cells[place]) for name, place in heads.items() if place < len(cells)})
        if not any(row.cells.values()):
            continue
        made = _question(row)
        if isinstance(made, Complaint):
            found.refuse(made, number, " | ".join(value for value in row.cells.values() if value))
        else:
            found.keep(made)
    return found.quiz()


def is_sheet(data: bytes, name: str) -> bool:
    """Whether a file is a table rather than a text."""
    packed = data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    return packed or name.lower().endswith((".xlsx", ".xls", ".ods"))


def row_of(parsed: ParsedQuestion, beside: Mapping[str, str]) -> dict[str, str]:
    """A question as the cells of one row, by the name of their column; a type without a place keeps its source."""
    cells = {
        "kind": str(parsed.kind),
        "stem": parsed.text.content,
        "explanation": parsed.explanation.content if parsed.explanation else "",
        "section": parsed.section or "",
        "name": parsed.title or "",
        **beside,
    }
    if parsed.kind is QuestionKind.TRUE_FALSE:
        return cells | {"answer": "true" if parsed.truth else "false"}
    if parsed.kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL):
        return cells | {"answer": " | ".join(_figure_out(option.text.content) for option in parsed.options)}
    if parsed.kind is QuestionKind.MATCHING:
        pairs = [f"{option.text.content} = {option.match or ''}" for option in parsed.options]
        return cells | dict(zip(LETTERS, pairs, strict=False))
    if parsed.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
        texts = [option.text.content for option in parsed.options]
        right = [letter for letter, option in zip(LETTERS, parsed.options, strict=False) if option.weight > 0]
        return cells | dict(zip(LETTERS, texts, strict=False)) | {"answer": "".join(right)}
    return cells if parsed.kind is QuestionKind.ESSAY else cells | {"stem": parsed.source.strip() or cells["stem"]}


def fits_a_row(parsed: ParsedQuestion) -> bool:
    """Whether a row can say all that matters of a question: its type, at most eight options, plain weights."""
    listed = parsed.kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL)
    if parsed.kind not in KINDS or (len(parsed.options) > len(LETTERS) and not listed):
        return False
    return all(len(option.text.content) <= MOST_CELL for option in parsed.options)


def neutral(text: str) -> str:
    """A cell that a spreadsheet must not take for a formula starts with an apostrophe; `_cell` takes it off again."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _heads(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, value in enumerate(row):
        said = one_line(str(value or "")).rstrip("*＊").strip().casefold()
        name = _BY_HEAD.get(said)
        if name is not None:
            found.setdefault(name, place)
    return found


_BY_HEAD = {spelling.casefold(): name for name, spellings in HEADS.items() for spelling in spellings}
_BY_KIND = {spelling: kind for kind, spellings in KINDS.items() for spelling in (*spellings, str(kind))}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = normalise(str(value))
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _question(row: Row) -> ParsedQuestion | Complaint:
    said = row["kind"].casefold()
    kind = _BY_KIND.get(said) if said else _guess(row)
    if kind is None:
        return Complaint(NO_KIND, NO_KIND_TODO, {"type": row["kind"][:40]})
    answers = _ANSWERS[kind](row)
    if isinstance(answers, Complaint):
        return answers
    options, truth = answers
    return ParsedQuestion(
        kind=kind,
        stem=_text(row["stem"]),
        title=one_line(row["name"]) or None,
        options=options,
        truth=truth,
        explanation=_text(row["explanation"]) if row["explanation"] else None,
        category=row["category"] or None,
        section=one_line(row["section"]) or None,
        id=one_line(row["id"])[:64] or None,
        tags=_tags(row),
        line=row.number,
        source=" | ".join(value for value in row.cells.values() if value),
    )


Answers = tuple[tuple[ParsedOption, ...], bool | None]


def _choices(row: Row) -> Answers | Complaint:
    right = {letter for letter in row["answer"].upper() if letter.isalpha()}
    filled = [letter for letter in LETTERS if row[letter]]
    if not row["answer"]:
        return Complaint(NO_ANSWER, NO_ANSWER_TODO)
    if not right or not right <= set(filled):
        return Complaint(NO_LETTER, NO_LETTER_TODO, {"answer": row["answer"][:40]})
    several = _BY_KIND.get(row["kind"].casefold()) is QuestionKind.MULTIPLE_CHOICE or len(right) > 1
    worth, cost = (shares(len(right)), -WHOLE) if several else (WHOLE, Decimal(0))
    return tuple(ParsedOption(_text(row[letter]), worth if letter in right else cost) for letter in filled), None


def _truth(row: Row) -> Answers | Complaint:
    said = row["answer"].strip().casefold()
    if said not in _TRUE | _FALSE:
        return Complaint(NO_TRUTH, NO_TRUTH_TODO, {"answer": row["answer"][:40]}) if said else _no_answer()
    return (), said in _TRUE


def _accepted(row: Row) -> Answers | Complaint:
    words = [word.strip() for word in re.split(r"[|｜\n]", row["answer"]) if word.strip()]
    return (tuple(ParsedOption(_text(word), WHOLE) for word in words), None) if words else _no_answer()


def _figures(row: Row) -> Answers | Complaint:
    match = _FIGURE.fullmatch(row["answer"].strip().replace(",", ""))
    if match is None:
        return Complaint(NO_FIGURE, NO_FIGURE_TODO, {"answer": row["answer"][:40]}) if row["answer"] else _no_answer()
    figure = match.group(1).replace("−", "-").lstrip("+")
    written = f"{figure}:{match.group(2)}" if match.group(2) else figure
    return (ParsedOption(Text(written, TextFormat.PLAIN), WHOLE),), None


def _pairs(row: Row) -> Answers | Complaint:
    pairs = []
    for letter in LETTERS:
        left, equals, right = row[letter].replace("＝", "=").partition("=")
        if not row[letter]:
            continue
        if not (equals and left.strip() and right.strip()):
            return Complaint(NO_PAIR, NO_PAIR_TODO, {"answer": row[letter][:40]})
        pairs.append(ParsedOption(_text(left.strip()), WHOLE, match=right.strip()))
    return tuple(pairs), None


def _free(_row: Row) -> Answers:
    return (), None


_ANSWERS = {
    QuestionKind.SINGLE_CHOICE: _choices,
    QuestionKind.MULTIPLE_CHOICE: _choices,
    QuestionKind.TRUE_FALSE: _truth,
    QuestionKind.SHORT_ANSWER: _accepted,
    QuestionKind.NUMERICAL: _figures,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ESSAY: _free,
}


def _guess(row: Row) -> QuestionKind:
    """The type of a row that names none, by its options and its answer."""
    said = row["answer"].strip()
    if any(row[letter] for letter in LETTERS):
        return QuestionKind.MULTIPLE_CHOICE if len(said) > 1 and said.isalpha() else QuestionKind.SINGLE_CHOICE
    return QuestionKind.TRUE_FALSE if said.casefold() in _TRUE | _FALSE else QuestionKind.SHORT_ANSWER


def _tags(row: Row) -> tuple[str, ...]:
    topics = re.split(r"[,，;；、\n]", row["topics"])
    clauses = [f"clause:{clause.strip()}" for clause in re.split(r"[;；\n]", row["clauses"]) if clause.strip()]
    level = [f"level:{row['level']}"] if row["level"] else []
    return tuple(dict.fromkeys([*(topic.strip() for topic in topics if topic.strip()), *clauses, *level]))


def _text(written: str) -> Text:
    return Text(written, TextFormat.MARKDOWN)


def _figure_out(written: str) -> str:
    figure, colon, tolerance = written.partition(":")
    return f"{figure}±{tolerance}" if colon and tolerance else written


def _no_answer() -> Complaint:
    return Complaint(NO_ANSWER, NO_ANSWER_TODO)

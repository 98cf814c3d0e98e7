"""Which question format a file is in, and in which encoding it was written; reading it, and writing it as another."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from learnhub.kernel.encodings import decode
from learnhub.quizzes.rules.aiken import parse_aiken
from learnhub.quizzes.rules.drafts import Collected, Complaint
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift_file
from learnhub.quizzes.rules.moodle_xml import parse_moodle_xml
from learnhub.quizzes.rules.moodle_xml_render import as_comment, render_moodle_xml
from learnhub.quizzes.rules.parsed import ParsedQuestion, ParsedQuiz, Problem, Severity
from learnhub.quizzes.rules.plain_text import parse_plain_text
from learnhub.quizzes.rules.qti import parse_qti

LARGEST = 64 * 1024 * 1024
"""Bytes of a question file; more is refused unread."""


class Format(StrEnum):
    """The formats that are read."""

    GIFT = "gift"
    MOODLE_XML = "moodle-xml"
    AIKEN = "aiken"
    PLAIN_TEXT = "plain-text"
    QTI = "qti"


@dataclass(frozen=True)
class ReadFile:
    """A file as it was understood; `format` is None where it is none that we read."""

    name: str
    format: Format | None
    encoding: str
    quiz: ParsedQuiz


_PARSERS: dict[Format, Callable[..., ParsedQuiz]] = {
    Format.GIFT: parse_gift,
    Format.MOODLE_XML: parse_moodle_xml,
    Format.AIKEN: parse_aiken,
    Format.PLAIN_TEXT: parse_plain_text,
    Format.QTI: parse_qti,
}
_ROOT = re.compile(r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<([\w:.-]+)", re.DOTALL)
_HEAD = 200_000
_AIKEN = re.compile(r"^[A-Z][.)]\s+\S.*\s+ANSWER:", re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\b)|^::|^\$CATEGORY:|^//", re.MULTILINE)
_PAPER = re.compile(
    r"答案|[一二三四五六七八九十]、.{0,4}题|^\s*[0-9０-９]{1,4}\s*[.．、].*\n(?:.*\n){0,3}?\s*[AＡ]\s*[.．、:：)）]",
    re.MULTILINE,
)
_UNKNOWN = "This is no question file that can be read."
_UNKNOWN_ADVICE = "Use GIFT, Moodle XML, Aiken, a QTI item, or a test paper as text."


def recognise(text: str, name: str = "") -> Format | None:
    """The format of a text: what it says of itself first, then the ending of its name, then how it looks."""
    head = text[:_HEAD].lstrip("\ufeff")
    if head.lstrip().startswith("<"):
        root = _ROOT.match(head)
        tag = root.group(1).rpartition(":")[2] if root else ""
        return Format.MOODLE_XML if tag == "quiz" or (not tag and "<quiz" in head) else Format.QTI
    ending = PurePath(name).suffix.lower()
    if ending == ".gift" or name.lower().endswith(".gift.txt"):
        return Format.GIFT
    if ending in (".xml", ".json", ".csv", ".html"):
        return Format.QTI if ending == ".xml" else None
    head = head.replace("\r\n", "\n").replace("\r", "\n")
    if ".aiken" in name.lower() or (_AIKEN.search(head) and "答案" not in head):
        return Format.AIKEN
    if _GIFT.search(head):
        return Format.GIFT
    return Format.PLAIN_TEXT if _PAPER.search(head) else None


def read_file(data: bytes, name: str, *, shown_as: str = "", form: Format | None = None) -> ReadFile:
    """Read a question file in `form`, or in the one it looks like; `shown_as` is the name that problems carry."""
    shown = shown_as or name
    if len(data) > LARGEST:
        what, params = "The file is larger than %(most)s MB.", {"most": str(LARGEST // 1024 // 1024)}
        return _refused(shown, Complaint(what, "Split it into several files.", params))
    decoded = decode(data)
    if decoded.text is None:
        what = "The file is no text, or in an encoding that is not known."
        return _refused(shown, Complaint(what, "Save it as UTF-8."), decoded.line)
    form = form or recognise(decoded.text, name)
    if form is None:
        return _refused(shown, Complaint(_UNKNOWN, _UNKNOWN_ADVICE), encoding=decoded.encoding)
    quiz = _PARSERS[form](decoded.text, file=shown)
    if not quiz.questions and not quiz.refused:
        quiz = ParsedQuiz((), (*quiz.problems, Problem(shown, 1, "There is no question in the file.", _UNKNOWN_ADVICE)))
    return ReadFile(shown, form, decoded.encoding, quiz)


def _refused(name: str, complaint: Complaint, line: int = 1, *, encoding: str = "") -> ReadFile:
    found = Collected(name)
    found.refuse(complaint, line)
    return ReadFile(name, None, encoding, found.quiz())


@dataclass(frozen=True)
class Written:
    """Questions in another format, and what that format cannot hold."""

    text: str
    problems: tuple[Problem, ...]


def write(files: list[ReadFile], form: Format) -> Written:
    """All questions of the files as GIFT or Moodle XML; drafts of another format stand there as comments."""
    if form not in (Format.GIFT, Format.MOODLE_XML):
        raise ValueError(f"nothing is written as {form}")
    problems: list[Problem] = []
    parts: list[ParsedQuestion] = []
    comments: list[str] = []
    for file in files:
        foreign = file.format is not form
        for question in file.quiz.questions:
            if not question.usable and foreign:
                comments.append(question.source)
                continue
            parts.append(question)
            if form is Format.GIFT and question.files:
                names = ", ".join(dict.fromkeys(each.name for each in question.files))
                what = "GIFT holds no pictures; these are left out: %(names)s."
                advice = "Put them beside the file and name their address."
                problems.append(Problem(file.name, question.line, what, advice, {"names": names}, Severity.NOTE))
        # What was refused is not lost either: the author finds it where the questions went.
        comments += [problem.source for problem in file.quiz.refused if problem.source]
    return Written(_as_gift(parts, comments) if form is Format.GIFT else _as_xml(parts, comments), tuple(problems))


def _as_gift(questions: list[ParsedQuestion], comments: list[str]) -> str:
    blocks = ["\n".join(f"// {line}" for line in re.split(r"\r\n|[\r\n]", comment)) for comment in comments]
    return "\n\n".join([*([render_gift_file(questions).rstrip("\n")] if questions else []), *blocks]) + "\n"


def _as_xml(questions: list[ParsedQuestion], comments: list[str]) -> str:
    text = render_moodle_xml(questions)
    notes = "".join(as_comment(comment) + "\n" for comment in comments)
    return text.removesuffix("</quiz>\n") + notes + "</quiz>\n"


@dataclass(frozen=True)
class Account:
    """What became of one file: `outcome` is read, partly, draft or refused, and figures of its questions."""

    outcome: str
    read: int
    drafts: int
    refused: int


def account(file: ReadFile) -> Account:
    """`partly` = some of it is in use; `draft` = all that was understood comes later."""
    read, kept = len(file.quiz.usable), len(file.quiz.questions)
    refused = len(file.quiz.refused)
    if not kept:
        outcome = "refused"
    elif not read:
        outcome = "draft"
    else:
        outcome = "partly" if refused or kept > read else "read"
    return Account(outcome, read, kept - read, refused)

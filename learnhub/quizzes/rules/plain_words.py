"""Questions of a Chinese test paper that are answered in words: blanks, free text, and things to be put in order."""

import re
from collections.abc import Sequence
from dataclasses import replace

from learnhub.quizzes.rules.drafts import Complaint, shortened
from learnhub.quizzes.rules.parsed import LaterKind, ParsedOption, ParsedQuestion
from learnhub.quizzes.rules.plain_lines import letters_in
from learnhub.quizzes.rules.questions import WHOLE, QuestionKind, Text, TextFormat

_BLANKS = re.compile(r"[_＿]{2,}|[(（]\s+[)）]")
_SEPARATORS = (r"[；;]", r"[、]", r"[，,]", r"\s+")
_EITHER = re.compile(r"\s*(?:/|／|或者?)\s*")


def complaint_about_words(
    kind: QuestionKind | LaterKind, answer: str | None, letters: Sequence[str]
) -> Complaint | None:
    """Why the answer of such a question cannot be used, or None."""
    if kind is QuestionKind.SHORT_ANSWER and not answer:
        return Complaint("The answer of this question is missing.", "Write 答案： and the words below it.")
    if kind is QuestionKind.ESSAY and not letters and answer and letters_in(answer):
        what = "The answer is “%(answer)s”, and there are no options."
        return Complaint(what, "Letter the options A, B, C and so on.", {"answer": shortened(answer)})
    if kind is QuestionKind.ORDERING:
        named = letters_in(answer or "")
        if named is None or sorted(named) != sorted(letters):
            what = "The order “%(answer)s” does not name each of the options once."
            return Complaint(what, "Name the letters in the right order.", {"answer": shortened(answer or "")})
    return None


def with_words(question: ParsedQuestion, answer: str, lettered: Sequence[tuple[str, str]]) -> ParsedQuestion:
    """The question with its answer, as its type has it; any other question stays as it is."""
    if question.kind is QuestionKind.SHORT_ANSWER:
        return _with_blanks(question, answer)
    if question.kind is QuestionKind.ORDERING:
        said = dict(lettered)
        order = letters_in(answer) or ""
        things = tuple(ParsedOption(Text(said[letter], TextFormat.PLAIN), WHOLE) for letter in order)
        return replace(question, options=things)
    if question.kind is QuestionKind.ESSAY and answer:
        return replace(question, labels=(("guidance", answer),))
    return question


def _with_blanks(question: ParsedQuestion, answer: str) -> ParsedQuestion:
    """Several blanks with as many answers are a text with gaps; else the answer is one."""
    stem = question.stem.content
    blanks = len(_BLANKS.findall(stem))
    pieces = next((cut for each in _SEPARATORS if len(cut := _cut(each, answer)) == blanks), [])
    if blanks < 2 or not pieces:
        return replace(question, options=_accepted(answer))
    words = _BLANKS.split(stem)
    said = words[0] + "".join(f"[[{number}]]{behind}" for number, behind in enumerate(words[1:], start=1))
    parts = tuple(ParsedQuestion(QuestionKind.SHORT_ANSWER, Text(""), options=_accepted(piece)) for piece in pieces)
    return replace(question, kind=QuestionKind.CLOZE, stem=Text(said, TextFormat.PLAIN), parts=parts)


def _cut(separator: str, answer: str) -> list[str]:
    return [piece.strip() for piece in re.split(separator, answer.strip(" 。.")) if piece.strip()]


def _accepted(answer: str) -> tuple[ParsedOption, ...]:
    """`十五/15`: either is right."""
    said = dict.fromkeys(piece for piece in _EITHER.split(answer.strip(" 。.")) if piece)
    return tuple(ParsedOption(Text(piece.replace("*", "\\*"), TextFormat.PLAIN), WHOLE) for piece in said)

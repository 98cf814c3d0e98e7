"""A question as the bank stores it, made out of what a file or a form said; and whether it was said before."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from learnhub.kernel import ids
from learnhub.kernel.text import one_line, shorten
from learnhub.quizzes.rules.gift_render import render_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion, question_of
from learnhub.quizzes.rules.questions import QuestionKind, question_data
from learnhub.quizzes.rules.similarity import compared

LONGEST_NAME = 200
_SHOWN = re.compile(r"(?:\]\(|src=[\"'])([^)\"'\s]{1,2000})")
_ASIDE = frozenset({"stem", "explanation", "guidance", "feedback", "wrong_feedback", "right_feedback", "section"})


@dataclass(frozen=True)
class Outline:
    """What is stored of a question. `later` names the type of a draft that cannot be asked yet.

    `source` is GIFT for whatever can be asked, and the file's own text for a draft; `words` are for finding it.
    """

    kind: QuestionKind
    later: str | None
    document: dict[str, Any]
    section: str | None
    name: str
    words: str
    content_hash: str
    source: str
    source_format: str


def outline(parsed: ParsedQuestion, *, source_format: str) -> Outline:
    """The outline of a question that was read without a complaint."""
    name = shorten(one_line(parsed.title or ""), LONGEST_NAME)
    if not parsed.usable:
        return _draft(parsed, name, source_format)
    asked = question_of(parsed)
    document = question_data(asked)
    return Outline(
        kind=asked.kind,
        later=None,
        document=document,
        section=asked.section,
        name=name,
        words=words_of(document),
        content_hash=hash_of(document),
        source=source_of(parsed),
        source_format="gift",
    )


def source_of(parsed: ParsedQuestion) -> str:
    """The question in GIFT without what the bank keeps beside it: category, id and tags."""
    return render_gift(replace(parsed, category=None, id=None, tags=())).strip() + "\n"


def hash_of(document: Mapping[str, Any]) -> str:
    """Equal for questions that say the same, whatever they are called."""
    return ids.digest(json.dumps(document, sort_keys=True, ensure_ascii=False))


def words_of(document: Mapping[str, Any]) -> str:
    """The text and the answers of a stored question, folded for searching and comparing; nothing said about them."""
    stem = document.get("stem") or {}
    answers = [text for name, value in document.items() if name not in _ASIDE for text in _texts(value)]
    return compared(str(stem.get("content", "")), answers)


def sense_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Equal for questions that ask the same in the same words about the same pictures, whatever is said about them."""
    stem = document.get("stem") or {}
    pictures = [
        picture for said in (str(stem.get("content", "")), *_texts(document)) for picture in _SHOWN.findall(said)
    ]
    return words_of(document), *sorted(set(pictures))


def _draft(parsed: ParsedQuestion, name: str, source_format: str) -> Outline:
    source = parsed.source.strip() + "\n"
    stem = {"content": parsed.stem.content, "format": str(parsed.stem.format)}
    document = {"kind": str(QuestionKind.DESCRIPTION), "stem": stem, "explanation": None, "section": parsed.section}
    return Outline(
        kind=QuestionKind.DESCRIPTION,
        later=str(parsed.kind),
        document=document,
        section=parsed.section,
        name=name,
        words=compared(parsed.stem.content, [option.text.content for option in parsed.options]),
        content_hash=ids.digest(f"{parsed.kind}|{source}"),
        source=source,
        source_format=source_format,
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("content"), str):
            yield value["content"]
            return
        for name, inner in value.items():
            if name not in _ASIDE or name == "stem":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)

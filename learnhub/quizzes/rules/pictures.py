"""The pictures inside questions: where a text shows one, and its way from a file to the bank and back."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import quote, unquote

from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion
from learnhub.quizzes.rules.questions import QuestionKind, Text

INSIDE = "@@PLUGINFILE@@"
KEPT = "/catalog/media/"
_KEPT_NAME = re.compile(r"/catalog/media/([0-9a-f]{64}\.(?:png|jpg|gif|webp|svg))")
_INSIDE_NAME = re.compile(r"@@PLUGINFILE@@/([^\"'?#<>\s)]+)")
_SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")

Change = Callable[[Text, str], Text]


def bytes_of(file: ParsedFile) -> bytes | None:
    """What a file holds; None where its base64 is damaged."""
    try:
        return binascii.a2b_base64(file.base64, strict_mode=True)
    except (binascii.Error, ValueError):
        return None


def looks_like_a_picture(data: bytes) -> bool:
    """Judged by how it begins, whatever its name says; whether it can be shown is seen when it is kept."""
    return data.startswith(_SIGNS) or data[8:12] == b"WEBP" or b"<svg" in data[:4096]


def names_shown(question: ParsedQuestion) -> set[str]:
    """The names of the files inside that its texts show."""
    found: set[str] = set()

    def note(text: Text, _place: str) -> Text:
        found.update(unquote(name).rpartition("/")[2] for name in _INSIDE_NAME.findall(text.content))
        return text

    with_texts(question, note)
    return found


def with_texts(question: ParsedQuestion, change: Change) -> ParsedQuestion:
    """The question with every text changed by its place, as files name it; the parts of a material stay as they are."""

    def changed(text: Text | None, place: str) -> Text | None:
        return None if text is None else change(text, place)

    parts = question.parts
    if question.kind is QuestionKind.CLOZE:
        parts = tuple(with_texts(part, lambda text, _place: change(text, "stem")) for part in parts)
    return replace(
        question,
        stem=change(question.stem, "stem"),
        explanation=changed(question.explanation, "explanation"),
        wrong_feedback=changed(question.wrong_feedback, "wrong"),
        right_feedback=changed(question.right_feedback, "right"),
        options=tuple(
            replace(
                option,
                text=change(option.text, f"option {number}"),
                feedback=changed(option.feedback, f"feedback {number}"),
            )
            for number, option in enumerate(question.options, start=1)
        ),
        parts=parts,
    )


def with_addresses(question: ParsedQuestion, address_of: Callable[[ParsedFile], str | None]) -> ParsedQuestion:
    """The question showing its files under the addresses where they are kept; a file without one stays inside."""
    kept = {file: address for file in question.files if (address := address_of(file)) is not None}
    everywhere: dict[str, str] = {}
    by_place: dict[str, dict[str, str]] = {}
    for file, address in kept.items():
        for path in _paths(file):
            everywhere.setdefault(path, address)
            by_place.setdefault(file.place, {})[path] = address

    def change(text: Text, place: str) -> Text:
        return _replaced(text, everywhere | by_place.get(place, {}))

    shown = with_texts(question, change) if kept else question
    parts = shown.parts
    if question.kind is QuestionKind.MATERIAL:
        parts = tuple(with_addresses(part, address_of) for part in parts)
    return replace(shown, files=tuple(file for file in question.files if file not in kept), parts=parts)


def with_own_addresses(question: ParsedQuestion) -> ParsedQuestion:
    """The question as the bank has it, where the bank itself has given it out with its pictures."""

    def address_of(file: ParsedFile) -> str | None:
        data = bytes_of(file)
        is_ours = data is not None and file.name.partition(".")[0] == sha256(data).hexdigest()
        return f"{KEPT}{file.name}" if is_ours else None

    return with_addresses(question, address_of)


def with_files(question: ParsedQuestion, read: Callable[[str], bytes | None]) -> ParsedQuestion:
    """The question with the pictures that it shows inside it, each beside the text that shows it."""
    files: list[ParsedFile] = []

    def change(text: Text, place: str) -> Text:
        names = {name: read(name) for name in dict.fromkeys(_KEPT_NAME.findall(text.content))}
        found = {name: data for name, data in names.items() if data is not None}
        files.extend(ParsedFile(name, place, base64.b64encode(data).decode()) for name, data in found.items())
        return _replaced(text, {f"{KEPT}{name}": f"{INSIDE}/{name}" for name in found})

    held = with_texts(question, change)
    parts = held.parts
    if question.kind is QuestionKind.MATERIAL:
        parts = tuple(with_files(part, read) for part in parts)
    return replace(held, files=(*question.files, *files), parts=parts)


def _paths(file: ParsedFile) -> Iterator[str]:
    """How texts name a file inside: as it is, and as an address is written."""
    path = file.path or "/"
    yield f"{INSIDE}{path}{file.name}"
    yield f"{INSIDE}{quote(path)}{quote(file.name)}"


def _replaced(text: Text, instead: Mapping[str, str]) -> Text:
    content = text.content
    # Longer ones first: a.png is the end of b/a.png.
    for said in sorted(instead, key=len, reverse=True):
        content = content.replace(said, instead[said])
    return text if content == text.content else replace(text, content=content)

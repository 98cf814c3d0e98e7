"""Reads what somebody wrote elsewhere (Word, or a zip of Markdown with pictures) in a confined child process.

The child answers with a plain zip: `report.json`, the text, and the pictures, drawn anew. That same zip is kept while
somebody looks at what would come in, so nothing is unpacked or drawn twice.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from learnhub.platform import confined, packed

MOST_UNPACKED = 200 << 20
MOST_TEXT = 4 << 20
MOST_FILES = 200
REPORT = "report.json"
_CHILD = "learnhub.platform.documents.child"


class Unreadable(Exception):
    """The document cannot be read; `why` is one of the reasons of the child, or `damaged`."""

    def __init__(self, why: str, **params: str) -> None:
        super().__init__(why)
        self.why = why
        self.params = params


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A picture or attachment of a document: its number in the text, and what it is."""

    key: int
    name: str
    ending: str
    content_type: str
    width: int | None
    height: int | None
    picture: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the text (`html` of Word, `md` as it was written), its files, and what was not kept."""

    kind: str
    text: str
    name: str
    files: tuple[ReadFile, ...]
    losses: tuple[dict[str, Any], ...]
    content: bytes

    def data_of(self, key: int) -> bytes:
        """The bytes of one file."""
        return data_of(self.content, key)


def read(kind: str, content: bytes, *, seconds: float) -> Document:
    """Read a `docx` or a `zip`; raises Unreadable, and confined.TooSlow when it takes longer than that."""
    try:
        packed.refuse_escapes(packed.parts_of(content, most_unpacked=MOST_UNPACKED))
        if kind == "docx" and packed.declares_entities(content):
            raise Unreadable("entities")
    except packed.Unpackable as trap:
        raise Unreadable(trap.fault.value) from None
    answer = confined.run(_CHILD, content, kind, str(int(seconds) + 1), seconds=seconds)
    if answer is None:
        raise Unreadable("damaged")
    return opened(answer)


def opened(content: bytes) -> Document:
    """The same of an answer that was kept; raises Unreadable when the child refused the document."""
    with zipfile.ZipFile(io.BytesIO(content)) as answer:
        report = json.loads(answer.read(REPORT))
        if "refused" in report:
            raise Unreadable(report["refused"], **report.get("params", {}))
        text = answer.read("text").decode("utf-8")
    files = tuple(ReadFile(**each) for each in report["files"])
    return Document(report["kind"], text, report["name"], files, tuple(report["losses"]), content)


def data_of(content: bytes, key: int) -> bytes:
    """The bytes of one file of a kept answer; raises KeyError."""
    with zipfile.ZipFile(io.BytesIO(content)) as answer:
        return answer.read(f"file/{key}")

"""What the child gathers while it reads, and how it says it."""

import io
import json
import zipfile
from typing import Any


class Refused(Exception):
    """The document is not read; the reason is a word that the caller has a sentence for."""

    def __init__(self, why: str, **params: str) -> None:
        super().__init__(why)
        self.why = why
        self.params = params


class Answer:
    """The text, the files and the losses of one document."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.text = ""
        self.name = ""
        self.files: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self._data: list[bytes] = []

    def add(
        self, data: bytes, *, name: str, ending: str, content_type: str, width: int | None = None,
        height: int | None = None, picture: bool = True,
    ) -> int:  # fmt: skip
        """Keep a file and return the number that stands for it in the text."""
        key = len(self.files) + 1
        self.files.append(
            {"key": key, "name": name, "ending": ending, "content_type": content_type, "width": width,
             "height": height, "picture": picture}
        )  # fmt: skip
        self._data.append(data)
        return key

    def lose(self, what: str, place: str = "", words: str = "", count: int = 1) -> None:
        """Note something that could not be kept: what, under which heading, beside which words."""
        self.losses.append({"what": what, "place": place[:80], "words": words[:60], "count": count})

    def packed(self) -> bytes:
        """Everything as one plain zip."""
        report = {"kind": self.kind, "name": self.name, "files": self.files, "losses": self.losses}
        return _zip(report, self.text.encode("utf-8", "replace"), self._data)


def refusal(refused: Refused) -> bytes:
    """The answer of a child that does not read the document."""
    return _zip({"refused": refused.why, "params": refused.params}, b"", [])


def _zip(report: dict[str, Any], text: bytes, files: list[bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as answer:
        answer.writestr("report.json", json.dumps(report, ensure_ascii=False))
        answer.writestr("text", text)
        for number, data in enumerate(files, start=1):
            answer.writestr(f"file/{number}", data)
    return made.getvalue()

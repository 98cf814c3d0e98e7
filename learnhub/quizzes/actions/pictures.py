"""The pictures of questions: those that came inside a question file are checked and kept like those of lessons."""

import base64
import binascii
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from learnhub.catalog.actions.pictures import Picture, PictureRefused, keep_picture, read_picture
from learnhub.catalog.actions.references import references_of
from learnhub.catalog.events import Finding, ImportProblem
from learnhub.platform.markdown import Problem, ReferenceKind, Resolved
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion
from learnhub.quizzes.rules.questions import Text

_OURS = re.compile(r"/catalog/media/[0-9a-f]{64}\.(?:png|jpg|gif|webp|svg)")
_INSIDE = "@@PLUGINFILE@@"


class Beside:
    """What texts of the bank may point at: pictures that are kept here already. There is no folder beside them."""

    def resolve(self, kind: ReferenceKind, path: str) -> Resolved | None:
        """Where a relative link or image really is; only pictures of ours are anywhere."""
        return Resolved(path) if _OURS.fullmatch(path) else None

    def leads(self, text: str) -> list[tuple[str, str]]:
        """Each relative reference with what it leads to."""
        return references_of(text, self.resolve)

    def report(self, problems: tuple[Problem, ...], *, shown: str, first_line: int, text: str) -> list[Finding]:
        """What the renderer found, as findings of the file."""
        return [
            ImportProblem(shown, problem.line + first_line - 1, problem.what, problem.what_to_do, problem.params)
            for problem in problems
        ]


def take_pictures(parsed: ParsedQuestion, media: Path, keep: Callable[[Picture], None]) -> ParsedQuestion:
    """The question with the addresses under which its own pictures are kept; what is no picture stays as it was."""
    addresses: dict[str, str] = {}
    for file in parsed.files:
        picture = _read(file)
        if picture is None:
            continue
        keep_picture(picture, media)
        keep(picture)
        path = f"{_INSIDE}{file.path or '/'}{file.name}"
        addresses |= dict.fromkeys((path, f"{_INSIDE}{quote(file.path or '/')}{quote(file.name)}"), picture.address)
    if not addresses:
        return parsed
    changed: ParsedQuestion = _readdressed(parsed, sorted(addresses.items(), key=lambda each: -len(each[0])))
    return replace(changed, files=())


def _read(file: ParsedFile) -> Picture | None:
    try:
        data = base64.b64decode(file.base64, validate=False)
    except (binascii.Error, ValueError):
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{PurePosixPath(file.name).suffix.lower()[:8]}"
        try:
            path.write_bytes(data)
            return read_picture(path)
        except (PictureRefused, OSError, ValueError):
            return None


def _readdressed(value: Any, addresses: Sequence[tuple[str, str]]) -> Any:
    """The same value with every text pointing at the kept pictures."""
    if isinstance(value, Text):
        content = value.content
        for path, address in addresses:
            content = content.replace(path, address)
        return value if content == value.content else replace(value, content=content)
    if isinstance(value, tuple):
        return tuple(_readdressed(each, addresses) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {each.name: _readdressed(getattr(value, each.name), addresses) for each in fields(value)}
        return replace(value, **{name: new for name, new in changes.items() if new is not getattr(value, name)})
    return value

"""What the catalogue announces while it imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Finding(Protocol):
    """What is wrong in a file and what to do about it; both are message ids that `params` fill."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def what(self) -> str: ...
    @property
    def what_to_do(self) -> str: ...
    @property
    def params(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class ImportProblem:
    """A finding of the catalogue itself; `file` is relative to the imported folder, `line` counts from 1."""

    file: str
    line: int
    what: str
    what_to_do: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LessonVersionImported:
    """A lesson got a new version; who reads its questions appends what is wrong with them to `problems`.

    `gift` is the text of the question file beside the lesson, "" where there is none; `source_path` is the path of
    the lesson, which the question file shares but for its ending.
    """

    lesson_version_id: int
    gift: str
    source_path: str
    problems: list[Finding]

"""What the catalogue announces while it imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from learnhub.platform.markdown import Problem, ReferenceKind, Resolved


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


class References(Protocol):
    """What texts beside a lesson may point at: the same pictures and lessons as the lesson itself."""

    def resolve(self, kind: ReferenceKind, path: str) -> Resolved | None:
        """Where a relative link or image really is; what the renderer asks."""

    def leads(self, text: str) -> list[tuple[str, str]]:
        """Each relative reference in a text with what it leads to now, so that a change of that is noticed."""

    def report(self, problems: tuple[Problem, ...], *, shown: str, first_line: int, text: str) -> list[Finding]:
        """What the renderer found, with the lines of the file and the reason where a picture was refused."""


@dataclass(frozen=True)
class LessonVersionImported:
    """A lesson got a new version; who reads its questions appends what is wrong with them to `problems`.

    `gift` is the text of the question file beside the lesson, "" where there is none; `source_path` is the path of
    the lesson, which the question file shares but for its ending. `references` finds what they point at. `is_bank` says
    that the questions are no check of their own but a bank from which a recall is drawn.
    """

    lesson_version_id: int
    gift: str
    source_path: str
    problems: list[Finding]
    references: References | None = None
    is_bank: bool = False


@dataclass(frozen=True)
class CourseDescribed:
    """A course said what it is, at each import; `final_test` is what it says of its final test, None for nothing.

    Whoever holds the test appends what is wrong with it to `problems`; it stands in `file` from `line` on.
    """

    course_id: int
    final_test: Mapping[str, object] | None
    file: str
    line: int
    problems: list[Finding]


@dataclass(frozen=True)
class CoursesImported:
    """A folder was imported; who knows more about its courses appends what their authors may like to know."""

    course_ids: tuple[int, ...]
    notes: list[Finding]

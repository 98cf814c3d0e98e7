"""What rendering takes and gives back: plain values that travel between the application and its worker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from learnhub.kernel.errors import Invalid

ReferenceKind = Literal["link", "image"]
TextFormat = Literal["markdown", "html", "plain", "moodle"]


class MarkdownRefused(Invalid):
    """A text that cannot become a page; `what` and `what_to_do` are message ids."""

    def __init__(self, what: str, what_to_do: str, **params: str | int) -> None:
        super().__init__(what, fields=None, **params)
        self.what = what
        self.what_to_do = what_to_do


@dataclass(frozen=True)
class Resolved:
    """Where a relative link or image really is; sizes are in CSS pixels."""

    url: str
    width: int | None = None
    height: int | None = None


# Called with ("link" | "image", path); the path is percent-decoded and has neither query nor fragment.
# None means that there is no such file. It runs while the worker is held, so it must not render anything itself.
Resolve = Callable[[ReferenceKind, str], Resolved | None]


@dataclass(frozen=True)
class Heading:
    """A heading as the author numbered it (`level`), and the id under which it stands on the page."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class Problem:
    """Something the author should know; the texts are message ids with parameters."""

    line: int
    what: str
    what_to_do: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """A body that is safe to show, and what was found in it; `title` is the text of the first heading of level 1."""

    html: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Source:
    """One of several texts that are rendered together."""

    text: str
    format: TextFormat = "markdown"

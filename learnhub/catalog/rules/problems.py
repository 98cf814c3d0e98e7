"""What is wrong in an author's file, where, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FileProblem:
    """Texts are message ids with parameters; `line` counts from 1."""

    line: int
    what: str
    what_to_do: str
    params: Mapping[str, str] = field(default_factory=dict)

"""Finds what the links and pictures of a lesson point at: kept pictures, other lessons, the course."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from learnhub.catalog.actions.attachments import ATTACHED, read_attachment
from learnhub.catalog.actions.pictures import Picture, PictureRefused, keep_picture, read_picture
from learnhub.catalog.events import Finding, ImportProblem
from learnhub.platform.markdown import Problem, ReferenceKind, Resolved
from learnhub.platform.markdown.addresses import Place, path_and_fragment, place_of, tidy

# Only tells whether a lesson must be rendered again; the renderer itself reads the references properly.
_CANDIDATE = re.compile(
    r"\]\(\s*(?:<([^<>\n]+)>|([^)\s]+))"
    r"|(?:src|href)\s*=\s*[\"']([^\"'\n]+)"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*(?:<([^<>\n]+)>|(\S+))",
    re.I | re.M,
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_OPENINGS = ("README.md", "readme.md", "Readme.md", "index.md", "course.md")


@dataclass
class Library:
    """Everything that one import may point at; each picture is looked at once."""

    root: Path
    media: Path
    addresses: dict[Path, str] = field(default_factory=dict)
    _seen: dict[Path, Picture | PictureRefused | None] = field(default_factory=dict)

    @property
    def pictures(self) -> int:
        """How many different pictures the texts show."""
        seen = [picture for picture in self._seen.values() if isinstance(picture, Picture)]
        return len({picture.digest for picture in seen if picture.content_type.startswith("image/")})

    def picture(self, path: Path) -> Picture | PictureRefused | None:
        """A picture that was checked and kept, why it is not shown, or None where there is no file."""
        if path not in self._seen:
            self._seen[path] = self._look(path)
        return self._seen[path]

    def _look(self, path: Path) -> Picture | PictureRefused | None:
        try:
            if not path.is_file():
                return None
            picture = read_attachment(path) if path.suffix.lower() in ATTACHED else read_picture(path)
        except PictureRefused as refused:
            return refused
        except OSError:
            return None
        keep_picture(picture, self.media)
        # Its bytes are on disk now; a course of a thousand pictures must not stay in memory.
        return Picture(b"", picture.extension, picture.content_type, picture.width, picture.height, picture.remark,
                       known=(picture.digest, len(picture.data)))  # fmt: skip

    def find(self, start: Path, path: str) -> Path | None:
        """The file that a path means; None where it leads out of the imported folder and to no known lesson."""
        try:
            target = Path(os.path.normpath(start / path.lstrip("/")))
            within = target.resolve().is_relative_to(self.root)
        except (ValueError, OSError, RuntimeError):  # no file can have such a name, or links go round in circles
            return None
        return target if within or self.address(target) else None

    def address(self, target: Path) -> str | None:
        """The address of a lesson, or of the page that opens a folder."""
        for candidate in (target, *(target / name for name in _OPENINGS)):
            if candidate in self.addresses:
                return self.addresses[candidate]
        return None


@dataclass
class Reading:
    """The references of one text: which pictures it shows, and what is wrong with those that it does not."""

    library: Library
    folder: Path
    course: Path
    pictures: dict[str, Picture] = field(default_factory=dict)
    refused: dict[str, PictureRefused] = field(default_factory=dict)

    def resolve(self, kind: ReferenceKind, path: str) -> Resolved | None:
        """What the renderer asks: where a link or an image really is."""
        target = self.library.find(self.course if path.startswith("/") else self.folder, path)
        if target is None:
            return None
        if kind == "link" and (address := self.library.address(target)):
            return Resolved(address)
        ending = target.suffix.lower()
        if ending in ATTACHED if kind == "image" else ending not in (*_PICTURES, *ATTACHED):
            return None
        picture = self.library.picture(target)
        if isinstance(picture, PictureRefused):
            self.refused[path] = picture
        if not isinstance(picture, Picture):
            return None
        self.pictures[path] = picture
        return Resolved(picture.address, picture.width, picture.height)

    def beside(self) -> "Reading":
        """The same for another text of the same folder."""
        return Reading(self.library, self.folder, self.course)

    def leads(self, text: str) -> list[tuple[str, str]]:
        """Each relative reference in a text with what it leads to now."""
        return references_of(text, self.resolve)

    def report(self, problems: tuple[Problem, ...], *, shown: str, first_line: int, text: str) -> list[Finding]:
        """The renderer's problems with the lines of the file, with the reason where a picture was refused."""
        found: list[Finding] = []
        for problem in problems:
            what, what_to_do, params = problem.what, problem.what_to_do, dict(problem.params)
            refused = self.refused.get(path_and_fragment(tidy(params.get("target", "")))[0])
            if refused is not None:
                what, what_to_do, params = refused.what, refused.what_to_do, {**params, **refused.params}
            found.append(ImportProblem(shown, problem.line + first_line - 1, what, what_to_do, params))
        for path, picture in self.pictures.items():
            if picture.remark:
                what, what_to_do, params = picture.remark
                line = first_line + text.count("\n", 0, max(text.find(path), 0))
                found.append(ImportProblem(shown, line, what, what_to_do, {**params, "target": path}))
        return found


def references_of(text: str, find: Callable[[ReferenceKind, str], Resolved | None]) -> list[tuple[str, str]]:
    """Each relative reference in a text with what it leads to now, "" where nothing is there."""
    found: dict[str, str] = {}
    for match in _CANDIDATE.finditer(text):
        written = tidy(next(group for group in match.groups() if group))
        if place_of(written) is not Place.RELATIVE:
            continue
        path = path_and_fragment(written)[0]
        kind: ReferenceKind = "image" if path.lower().endswith(_PICTURES) else "link"
        if path and path not in found:
            resolved = find(kind, path)
            found[path] = f"{resolved.url} {resolved.width} {resolved.height}" if resolved else ""
    return sorted(found.items())

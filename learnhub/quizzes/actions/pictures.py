"""The pictures of questions: those that came inside a question file are checked and kept like those of lessons."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from learnhub.catalog.actions.pictures import Picture, PictureRefused, keep_picture, read_picture
from learnhub.catalog.actions.references import references_of
from learnhub.catalog.events import Finding, ImportProblem
from learnhub.kernel.errors import Invalid
from learnhub.platform.markdown import Problem, ReferenceKind, Resolved
from learnhub.quizzes.rules.parsed import ParsedFile, ParsedQuestion
from learnhub.quizzes.rules.pictures import bytes_of, with_addresses

_OURS = re.compile(r"/catalog/media/[0-9a-f]{64}\.(?:png|jpg|gif|webp|svg)")
TOO_HEAVY = "The pictures of these questions are too large for one file; narrow the list and export it in parts."


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

    def address_of(file: ParsedFile) -> str | None:
        picture = _read(file)
        if picture is None:
            return None
        keep_picture(picture, media)
        keep(picture)
        return picture.address

    return with_addresses(parsed, address_of)


def kept_pictures(media: Path, *, most: int) -> Callable[[str], bytes | None]:
    """Reads the pictures that questions show, each once; raises Invalid when they are too much for one file."""
    known: dict[str, bytes | None] = {}

    def read(name: str) -> bytes | None:
        if name not in known:
            path = media / name[:2] / name
            known[name] = path.read_bytes() if path.is_file() else None
            if sum(len(data) for data in known.values() if data) > most:
                raise Invalid(TOO_HEAVY)
        return known[name]

    return read


def _read(file: ParsedFile) -> Picture | None:
    data = bytes_of(file)
    if data is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{PurePosixPath(file.name).suffix.lower()[:8]}"
        try:
            path.write_bytes(data)
            return read_picture(path)
        except (PictureRefused, OSError, ValueError):
            return None

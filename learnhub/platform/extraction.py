"""The words of a Word, Excel or PDF file, read in a child process that may neither grow nor run for long.

Such a file may be a trap: an archive that unpacks to more than there is memory, a drawing that never ends. The child
has its own memory, which it gives back when it ends, and so the libraries weigh on nobody else.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from learnhub.platform import confined

MOST_CHARACTERS = 1_000_000
MOST_PAGES = 1000
WALL_SECONDS = 60.0
CPU_SECONDS = 30


def words_of_kept(digest: str, ending: str) -> str:
    """The text of a file in the media folder of this site."""
    from flask import current_app

    media: Path = current_app.extensions["learnhub.config"].instance / "media"
    path = media / digest[:2] / f"{digest}.{ending}"
    return words_of(path) if path.is_file() else ""


def words_of(path: Path, ending: str = "") -> str:
    """The text of a file, as far as it goes; "" where there is none, or reading it took too much.

    `ending` says what it is where its own name does not, as in the store.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, run by the Python that runs us
            [sys.executable, "-m", "learnhub.platform.extraction", str(path), ending or path.suffix[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
            cwd=Path(__file__).resolve().parents[2],
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "ignore")


def _paragraphs(path: Path) -> Iterator[str]:
    from docx import Document

    document = Document(str(path))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield " ".join(cell.text for cell in row.cells)


def _cells(path: Path) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).to_python():
            yield " ".join(str(cell) for cell in row if cell not in ("", None))


def _pages(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    for page in islice(PdfReader(str(path)).pages, MOST_PAGES):
        yield page.extract_text()


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {"docx": _paragraphs, "xlsx": _cells, "pdf": _pages}


def main() -> None:
    """Write the text of the named file to stdout, as it is read."""
    path, left = Path(sys.argv[1]), MOST_CHARACTERS
    confined.limit(cpu_seconds=CPU_SECONDS)
    for piece in _READERS[sys.argv[2].lower()](path):
        sys.stdout.buffer.write((piece[:left] + "\n").encode("utf-8", "ignore"))
        sys.stdout.buffer.flush()
        left -= len(piece)
        if left <= 0:
            return


if __name__ == "__main__":
    main()

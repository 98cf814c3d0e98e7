"""Checks the documents that a lesson links to: Word, Excel and PDF files, kept as pictures are."""

import zipfile
from pathlib import Path

from learnhub.catalog.actions.pictures import Picture, PictureRefused

ATTACHED = (".docx", ".xlsx", ".pdf")
LARGEST_BYTES = 20 << 20
MOST_UNPACKED = 200 << 20
# They are handed out to be kept, never to be shown by the browser under the name of this site.
CONTENT_TYPE = "application/octet-stream"
_MEMBERS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pdf": "",
}

TOO_LARGE = "The file %(target)s is larger than %(most)s MB, or unpacks to more than it should."
TOO_LARGE_TODO = "Make it smaller; until then the link leads nowhere."
NOT_WHAT_IT_SAYS = "The file %(target)s is not what its ending says."
NOT_WHAT_IT_SAYS_TODO = "Save it again as a Word, Excel or PDF file; until then the link leads nowhere."


def read_attachment(path: Path) -> Picture:
    """Look at the bytes of a document, not only at its name; raises PictureRefused."""
    if path.stat().st_size > LARGEST_BYTES:
        raise PictureRefused(TOO_LARGE, TOO_LARGE_TODO, most=str(LARGEST_BYTES >> 20))
    ending = path.suffix.lower().removeprefix(".")
    member = _MEMBERS[ending]
    if member:
        _look_inside(path, member)
    elif not path.read_bytes().startswith(b"%PDF-"):
        raise PictureRefused(NOT_WHAT_IT_SAYS, NOT_WHAT_IT_SAYS_TODO)
    return Picture(path.read_bytes(), ending, CONTENT_TYPE, None, None)


def _look_inside(path: Path, member: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {each.filename: each.file_size for each in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise PictureRefused(NOT_WHAT_IT_SAYS, NOT_WHAT_IT_SAYS_TODO) from error
    if member not in sizes:
        raise PictureRefused(NOT_WHAT_IT_SAYS, NOT_WHAT_IT_SAYS_TODO)
    if sum(sizes.values()) > MOST_UNPACKED:
        raise PictureRefused(TOO_LARGE, TOO_LARGE_TODO, most=str(LARGEST_BYTES >> 20))

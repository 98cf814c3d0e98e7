"""Checks the pictures of a course and keeps them under the hash of their bytes."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from learnhub.catalog.rules.svg import SvgRefused, clean_svg
from learnhub.kernel.errors import Invalid
from learnhub.platform import pictures

LARGEST_BYTES = 10 << 20
LARGEST_DRAWING = 2 << 20
_ENDINGS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "gif": "gif", "webp": "webp"}

TOO_LARGE = "The image %(target)s is larger than %(most)s MB."
TOO_LARGE_TODO = "Make it smaller; until then its description is shown."
TOO_MANY_PIXELS = "The image %(target)s has more than 40 million pixels."
TOO_MANY_PIXELS_TODO = "Scale it down; until then its description is shown."
NOT_A_PICTURE = "The file %(target)s is not an image that can be shown."
NOT_A_PICTURE_TODO = "Save it as PNG, JPEG, GIF, WebP or SVG; until then its description is shown."
WRONG_NAME = "The image %(target)s is really a %(kind)s file."
WRONG_NAME_TODO = "Give its name the ending .%(ending)s; it is shown all the same."
PARTS_DROPPED = "The drawing %(target)s holds parts that do not belong in a picture: %(parts)s."
PARTS_DROPPED_TODO = "They were left out; look whether the drawing still says what it should."


class PictureRefused(Exception):
    """A picture that is not shown; the texts are message ids that `target` and `params` fill."""

    def __init__(self, what: str, what_to_do: str, **params: str) -> None:
        super().__init__(what)
        self.what = what
        self.what_to_do = what_to_do
        self.params = params


@dataclass(frozen=True)
class Picture:
    """A picture that is fit to be shown; `remark` is a message about it with what to do and parameters.

    Once it is kept, `data` may be empty: then `known` holds its digest and its size in bytes.
    """

    data: bytes
    extension: str
    content_type: str
    width: int | None
    height: int | None
    remark: tuple[str, str, dict[str, str]] | None = None
    known: tuple[str, int] | None = None

    @property
    def digest(self) -> str:
        return self.known[0] if self.known else sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        return self.known[1] if self.known else len(self.data)

    @property
    def address(self) -> str:
        return f"/catalog/media/{self.digest}.{self.extension}"


def read_picture(path: Path) -> Picture:
    """Look at the bytes of a file, not only at its name; raises PictureRefused."""
    ending = path.suffix.lower().removeprefix(".")
    most = LARGEST_DRAWING if ending == "svg" else LARGEST_BYTES
    if path.stat().st_size > most:
        raise PictureRefused(TOO_LARGE, TOO_LARGE_TODO, most=str(most >> 20))
    data = path.read_bytes()
    if ending == "svg":
        return _drawing(data)
    if ending not in _ENDINGS:
        raise PictureRefused(NOT_A_PICTURE, NOT_A_PICTURE_TODO)
    return _raster(data, _ENDINGS[ending])


def _drawing(data: bytes) -> Picture:
    try:
        clean = clean_svg(data)
    except SvgRefused as refused:
        raise PictureRefused(refused.what, refused.what_to_do) from refused
    remark = (PARTS_DROPPED, PARTS_DROPPED_TODO, {"parts": ", ".join(clean.dropped)}) if clean.dropped else None
    return Picture(clean.data, "svg", "image/svg+xml", clean.width, clean.height, remark)


def _raster(data: bytes, ending: str) -> Picture:
    try:
        seen = pictures.look_at(data)
    except pictures.PictureRefused as refused:
        raise _said(refused) from refused
    kind = seen.content_type.removeprefix("image/").upper()
    remark = None
    if seen.extension != ending:
        remark = (WRONG_NAME, WRONG_NAME_TODO, {"kind": kind, "ending": seen.extension})
    return Picture(data, seen.extension, seen.content_type, seen.width, seen.height, remark)


def _said(refused: pictures.PictureRefused) -> PictureRefused:
    if refused.fault is pictures.PictureFault.TOO_LARGE:
        return PictureRefused(TOO_MANY_PIXELS, TOO_MANY_PIXELS_TODO)
    return PictureRefused(NOT_A_PICTURE, NOT_A_PICTURE_TODO)


def take_upload(data: bytes, name: str) -> Picture:
    """A picture that somebody pastes or drags into a text, drawn anew; raises Invalid."""
    is_drawing = name.lower().endswith(".svg")
    most = LARGEST_DRAWING if is_drawing else LARGEST_BYTES
    if len(data) > most:
        raise Invalid(TOO_LARGE, target=name, most=str(most >> 20))
    try:
        if is_drawing:
            return _drawing(data)
        drawn = pictures.redraw(data)
    except pictures.PictureRefused as refused:
        raise Invalid(_said(refused).what, target=name) from None
    except PictureRefused as refused:
        raise Invalid(refused.what, fields=None, target=name, **refused.params) from None
    return Picture(drawn.data, drawn.extension, drawn.content_type, drawn.width, drawn.height)


def keep_picture(picture: Picture, media: Path) -> None:
    """Write a picture below the media folder, whole or not at all; one that is there already stays."""
    target = media / picture.digest[:2] / f"{picture.digest}.{picture.extension}"
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(picture.data)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(target)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise

"""Checks the pictures of a course and keeps them under the hash of their bytes."""

import io
import os
import tempfile
import warnings
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from learnhub.catalog.rules.svg import SvgRefused, clean_svg
from learnhub.platform.pictures import DAMAGED

LARGEST_BYTES = 10 << 20
LARGEST_DRAWING = 2 << 20
MOST_PIXELS = 40_000_000
_TYPES = {
    "png": ("PNG", "image/png"),
    "jpg": ("JPEG", "image/jpeg"),
    "gif": ("GIF", "image/gif"),
    "webp": ("WEBP", "image/webp"),
}
_SAME = {"jpeg": "jpg"}
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)

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
    ending = _SAME.get(ending, ending)
    most = LARGEST_DRAWING if ending == "svg" else LARGEST_BYTES
    if path.stat().st_size > most:
        raise PictureRefused(TOO_LARGE, TOO_LARGE_TODO, most=str(most >> 20))
    data = path.read_bytes()
    if ending == "svg":
        return _drawing(data)
    if ending not in _TYPES:
        raise PictureRefused(NOT_A_PICTURE, NOT_A_PICTURE_TODO)
    return _raster(data, ending)


def _drawing(data: bytes) -> Picture:
    try:
        clean = clean_svg(data)
    except SvgRefused as refused:
        raise PictureRefused(refused.what, refused.what_to_do) from refused
    remark = (PARTS_DROPPED, PARTS_DROPPED_TODO, {"parts": ", ".join(clean.dropped)}) if clean.dropped else None
    return Picture(clean.data, "svg", "image/svg+xml", clean.width, clean.height, remark)


def _raster(data: bytes, ending: str) -> Picture:
    from PIL import Image

    formats = {kind: (extension, content_type) for extension, (kind, content_type) in _TYPES.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged notes inside a picture and large ones; our own limit has words
        try:
            with Image.open(io.BytesIO(data), formats=list(formats)) as image:
                kind, (width, height) = image.format or "", image.size
                if width * height > MOST_PIXELS:
                    raise PictureRefused(TOO_MANY_PIXELS, TOO_MANY_PIXELS_TODO)
                # Reading every pixel finds what is cut off or damaged behind a good first line.
                image.load()
                if image.getexif().get(_ORIENTATION) in _TURNED:
                    width, height = height, width
        except Image.DecompressionBombError as error:
            raise PictureRefused(TOO_MANY_PIXELS, TOO_MANY_PIXELS_TODO) from error
        except DAMAGED as error:
            raise PictureRefused(NOT_A_PICTURE, NOT_A_PICTURE_TODO) from error
    extension, content_type = formats[kind]
    remark = None if extension == ending else (WRONG_NAME, WRONG_NAME_TODO, {"kind": kind, "ending": extension})
    return Picture(data, extension, content_type, width, height, remark)


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

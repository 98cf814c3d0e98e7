"""The one reader of pictures: which types are taken, how large, and whether every pixel is there.

`look_at` leaves a file as it is; `redraw` draws an upload anew, so that nothing remains but what is seen: no notes of
the camera, no place.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Found = TypeVar("Found")
MOST_PIXELS = 40_000_000
# All frames of a moving picture together.
MOST_MOVING = 80_000_000
# Wider or higher than any screen shows it; larger ones are scaled down.
LONGEST_SIDE = 2400
_TYPES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif"),
          "WEBP": ("webp", "image/webp")}  # fmt: skip
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
# What the readers of the formats raise for bytes that they do not understand; their own error is an OSError.
DAMAGED = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error,
    LookupError, TypeError, OverflowError, MemoryError,
)  # fmt: skip


class PictureFault(StrEnum):
    """Why a picture is refused."""

    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


class PictureRefused(Exception):
    """A picture that is not drawn."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with what its bytes really are, and its size as it is shown."""

    data: bytes
    extension: str
    content_type: str
    width: int
    height: int


def look_at(data: bytes) -> Drawn:
    """Read every pixel within bounds and keep the bytes as they are; raises PictureRefused."""
    return _read(data, lambda image: _seen(data, image))


def redraw(data: bytes) -> Drawn:
    """Read every pixel within bounds and write them again, turned as the camera was; raises PictureRefused."""
    return _read(data, _drawn)


def _read(data: bytes, what: Callable[[Any], Found]) -> Found:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged notes inside a picture and large ones; our own limit has words
        try:
            with Image.open(io.BytesIO(data), formats=list(_TYPES)) as image:
                pixels = image.width * image.height
                if pixels > MOST_PIXELS or pixels * getattr(image, "n_frames", 1) > MOST_MOVING:
                    raise PictureRefused(PictureFault.TOO_LARGE)
                return what(image)
        except Image.DecompressionBombError:
            raise PictureRefused(PictureFault.TOO_LARGE) from None
        except DAMAGED:
            raise PictureRefused(PictureFault.DAMAGED) from None


def _seen(data: bytes, image: Any) -> Drawn:
    # Reading every pixel finds what is cut off or damaged behind a good first line.
    image.load()
    turned = image.getexif().get(_ORIENTATION) in _TURNED
    width, height = image.size[::-1] if turned else image.size
    return Drawn(data, *_TYPES[image.format], width, height)


def _drawn(image: Any) -> Drawn:
    from PIL import ImageOps

    kind, frames = image.format, getattr(image, "n_frames", 1)
    written = io.BytesIO()
    if frames > 1 and kind in ("GIF", "WEBP"):
        image.save(written, kind, save_all=True, exif=b"", xmp=b"", icc_profile=None, comment=b"")
        width, height = image.size
    else:
        if kind == "JPEG":
            image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        shown = ImageOps.exif_transpose(image)
        shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        shown = _plain(shown, kind)
        shown.save(written, kind, **({"quality": 88} if kind in ("JPEG", "WEBP") else {}))
        width, height = shown.size
    return Drawn(written.getvalue(), *_TYPES[kind], width, height)


def _plain(image: Any, kind: str) -> Any:
    """The same pixels without anything that was written beside them."""
    if kind == "JPEG" and image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    elif image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        image = image.convert("RGBA" if "A" in image.mode else "RGB")
    clear = image.info.get("transparency")
    image.info = {} if clear is None else {"transparency": clear}
    image.getexif().clear()
    return image

"""Where uploaded and made files lie: each once, under the hash of its bytes, in the instance folder."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from flask import current_app


def put(data: bytes) -> str:
    """Keep bytes and return their digest; what is there already stays. Durable before this returns."""
    digest = sha256(data).hexdigest()
    path = path_of(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(path)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return digest


def get(digest: str) -> bytes:
    """The bytes under a digest; raises FileNotFoundError."""
    return path_of(digest).read_bytes()


def path_of(digest: str) -> Path:
    """Where a digest lies; raises ValueError for what is no digest, so that no name leaves the folder."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError("a digest has 64 hexadecimal digits")
    folder: Path = current_app.extensions["learnhub.config"].instance
    return folder / "store" / digest[:2] / digest


def _sync(folder: Path) -> None:
    """The name of a new file is durable only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

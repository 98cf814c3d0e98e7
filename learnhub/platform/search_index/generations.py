"""Folders of an index, one for each time it was built; a file names the one in use, so that switching is one step."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from learnhub.kernel import ids

POINTER = "current"
BROKEN = "broken"
BUILDING = "building"


class Generations:
    """The builds of one engine below its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The folder in use; None where there is none."""
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        found = self.folder / name
        return found if name.isalnum() and found.is_dir() else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One build after another: the end of one throws away what any other has begun."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / BUILDING).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def new(self) -> Path:
        """An empty folder for the next build."""
        made = self.folder / f"g{ids.token(8).replace('-', '').replace('_', '')}"
        made.mkdir(parents=True)
        return made

    def switch(self, made: Path) -> None:
        """Use this build from now on; what was said about the one before is forgotten.

        The one before stays until the next build, because somebody may be reading it; all others are thrown away.
        """
        before = self.current()
        part = self.folder / f"{POINTER}.part"
        with part.open("w", encoding="ascii") as out:
            out.write(made.name)
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.folder / POINTER)
        sync(self.folder)
        (self.folder / BROKEN).unlink(missing_ok=True)
        for other in self._others(made, before):
            shutil.rmtree(other, ignore_errors=True)

    def note_broken(self) -> None:
        """Tell the worker that the build in use cannot be read; it makes a new one."""
        if self.folder.is_dir():
            (self.folder / BROKEN).touch()

    def is_noted_broken(self) -> bool:
        """Whether a reader could not read it."""
        return (self.folder / BROKEN).exists()

    def size(self) -> int:
        """Bytes of the build in use."""
        found = self.current()
        return sum(path.stat().st_size for path in found.rglob("*") if path.is_file()) if found else 0

    def _others(self, *kept: Path | None) -> Iterator[Path]:
        return (path for path in self.folder.iterdir() if path.is_dir() and path not in kept)


def sync(path: Path) -> None:
    """Bring a folder or file to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

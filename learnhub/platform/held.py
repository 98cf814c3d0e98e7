"""Marks beside the data which jobs are run on this machine, so that others there see at once when one was killed."""

import fcntl
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MARK = re.compile(r"(\d+)-(\d+)\.")


@contextmanager
def mark(folder: Path, job: int, attempt: int) -> Iterator[None]:
    """Mark a job as run by this process while the block lasts; the system unlocks the mark of one that was killed.

    Where no mark can be made, as on a full disk, the job of a killed process waits for its lease.
    """
    path, handle = folder / f"{job}-{attempt}.{socket.gethostname()}", None
    with suppress(OSError):
        handle = _lock(path)
    try:
        yield
    finally:
        if handle is not None:
            path.unlink(missing_ok=True)
            os.close(handle)


def left_behind(folder: Path) -> Iterator[tuple[int, int]]:
    """The jobs, each with its attempt, whose processes ended here without a word; each is told once."""
    for path in folder.glob(f"*-*.{socket.gethostname()}"):
        found = _MARK.match(path.name)
        if found and _is_unlocked(path):
            path.unlink(missing_ok=True)
            yield int(found[1]), int(found[2])


def _lock(path: Path) -> int:
    """The mark gets its name once it is locked, so that nobody takes one that is being made for one left behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    handle = os.open(part, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    part.replace(path)
    return handle


def _is_unlocked(path: Path) -> bool:
    try:
        with path.open() as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""A backup in one file: a consistent copy of the database, the files and the signing key; and the way back."""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from learnhub.kernel import clock
from learnhub.platform.db import is_sqlite, sqlite_module

DATABASE = "learnhub.sqlite3"
MANIFEST = "manifest.json"
KEPT = ("secret_key", "demo_password")
# Nothing else is ever written by a restore, whatever an archive holds.
# Pictures of courses; what people uploaded and the books made of it.
FOLDERS = ("media", "store")
_MEMBER = re.compile(rf"(?:{re.escape(DATABASE)}|secret_key|demo_password|(?:media|store)/[0-9a-f]{{2}}/[0-9a-z.]+)")


class BackupError(Exception):
    """Why a backup was not made or not restored, in a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds."""

    files: int
    size: int


Step = Callable[[list[Path]], Iterator[Path]]


def write(target: Path, *, instance: Path, database: Path, each: Step) -> Backup:
    """Copy a running SQLite site into a new tar file, readable by the owner alone; refuses to overwrite.

    The database is copied first: a picture that it names is never removed, so it is there when the media follow.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; a backup never overwrites")
    if not is_sqlite():
        raise BackupError("this site keeps its data in PostgreSQL: use pg_dump, and copy the folders media/ and store/")
    target.parent.mkdir(parents=True, exist_ok=True)
    copy, part = target.with_name(f"{target.name}.sqlite3"), target.with_name(f"{target.name}.part")
    try:
        _copy_database(database, copy)
        files = _archive(part, copy, instance, each)
        part.replace(target)
    finally:
        copy.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    return Backup(files, target.stat().st_size)


def restore(source: Path, *, instance: Path, each: Callable[[list[str]], Iterator[str]]) -> Backup:
    """Bring a backup into a data folder without a database; checks every file against the manifest first."""
    if (instance / DATABASE).exists():
        raise BackupError(f"{instance / DATABASE} exists; restore into an empty data folder")
    with _opened(source) as archive:
        sums = _manifest(archive)
        for name in sums:
            if _digest(_member(archive, name)) != sums[name]:
                raise BackupError(f"{name} in {source} is damaged; nothing was restored")
        # The database comes last: without it the folder does not look like a site yet.
        for name in each(sorted(sums, key=lambda name: name == DATABASE)):
            _extract(_member(archive, name), instance / name)
    # An index of another database would name things that this one does not have; the worker builds a new one.
    shutil.rmtree(instance / "search", ignore_errors=True)
    return Backup(len(sums), source.stat().st_size)


def _copy_database(database: Path, copy: Path) -> None:
    """SQLite's own online copy: a plain copy of the file misses what is still in the write-ahead log."""
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    running, made = sqlite_module().connect(str(database)), sqlite_module().connect(str(copy))
    try:
        running.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        found = made.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        running.close()
        made.close()
    if found != "ok":
        raise BackupError(f"the database is damaged: {found}")


def _archive(part: Path, copy: Path, instance: Path, each: Step) -> int:
    found = (path for folder in FOLDERS for path in (instance / folder).rglob("*"))
    # What begins with a dot is being written at this moment, so nothing in the copy of the database names it.
    media = sorted(path for path in found if path.is_file() and not path.name.startswith("."))
    kept = [instance / name for name in KEPT if (instance / name).is_file()]
    sums: dict[str, str] = {}
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for path in each([copy, *kept, *media]):
                name = DATABASE if path == copy else path.relative_to(instance).as_posix()
                archive.add(path, arcname=name, recursive=False)
                with path.open("rb") as content:
                    sums[name] = _digest(content)
            about = {"made_at": clock.iso_ms(clock.now()), "sha256": sums}
            text = json.dumps(about, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(text), 0o600
            archive.addfile(entry, io.BytesIO(text))
        out.flush()
        os.fsync(out.fileno())
    return len(sums)


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, mode="r:")
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{source} is not a backup: {error}") from error


def _manifest(archive: tarfile.TarFile) -> dict[str, str]:
    try:
        sums: dict[str, str] = json.loads(_member(archive, MANIFEST).read())["sha256"]
    except (ValueError, KeyError, TypeError, tarfile.TarError) as error:
        raise BackupError("the archive ends early or is no backup of this site") from error
    strange = [name for name in sums if not _MEMBER.fullmatch(name)]
    if strange or DATABASE not in sums:
        raise BackupError(f"the archive is no backup of this site: {strange[0] if strange else 'it has no database'}")
    return sums


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        content = archive.extractfile(name)
    except KeyError:
        content = None
    if content is None:
        raise BackupError(f"{name} is missing in the archive; nothing was restored")
    return content


def _extract(content: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        shutil.copyfileobj(content, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)


def _digest(content: IO[bytes]) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary reader will do

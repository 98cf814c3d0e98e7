"""Folders of Markdown as authors keep them, an import of one, and what it left behind."""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalog.commands import Report, run_import
from learnhub.catalog.models import Course, Lesson, LessonVersion

COURSE = (
    "---\ntitle: 公文写作\nlanguage: zh-CN\ncategory: professional\nlicence: CC BY-SA 4.0\n---\n\n写给收到的人看。\n"
)
LESSON = "---\ntitle: 先定文种\nminutes: 16\n---\n\n写给谁，要对方做什么。\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def png(width: int = 3, height: int = 2) -> bytes:
    """A small black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    body = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Counts:
    """The figures of a report that tests compare."""

    new: int
    changed: int
    retired: int


def counts(report: Report) -> Counts:
    """New, changed and retired lessons of a report."""
    return Counts(report.new, report.changed, report.retired)


def said(report: Report) -> list[tuple[str, int, str]]:
    """The problems of a report as file, line and filled message."""
    return [(found.file, found.line, found.what % dict(found.params)) for found in report.problems]


def imported(folder: Path) -> Report:
    """Import a folder."""
    return run_import(folder)


def lesson(session: Session, key: str) -> LessonVersion:
    """The current version of the lesson with this key."""
    found: Any = session.scalar(
        sa.select(LessonVersion).join(Lesson, Lesson.current_version_id == LessonVersion.id).where(Lesson.key == key)
    )
    return found


def course(session: Session, key: str) -> Course:
    """The course with this key."""
    return session.scalars(sa.select(Course).where(Course.key == key)).one()

"""Commands for authors and operators: `flask catalog …`; and the one way to run an import."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.commands import print_json
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext

if TYPE_CHECKING:
    from learnhub.catalog.actions import Import
    from learnhub.catalog.events import Finding

cli = AppGroup("catalog", help="Courses and lessons.")

UNUSABLE = 2

# Called after each lesson with how many are done, how many there are, and the path of this one.
Show = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Report:
    """What one import did; `problems` are message ids with parameters, in the order of the files, and so are `notes`.

    A note is about what could still be added and not about what is wrong.
    """

    courses: int
    lessons: int
    new: int
    changed: int
    retired: int
    pictures: int
    problems: tuple["Finding", ...]
    seconds: float
    notes: tuple["Finding", ...] = ()


def run_import(path: Path, *, show: Show | None = None) -> Report:
    """Import a folder, lesson by lesson in transactions of their own; raises Invalid where there is nothing to import.

    Call it outside a transaction. Importing the same again changes nothing.
    """
    from learnhub.catalog import actions

    started = time.monotonic()
    folder = actions.read_folder(path)
    media: Path = current_app.extensions["learnhub.config"].instance / "media"
    done = actions.Import(folder, media, clock.now())
    for course in folder.courses:
        with transaction():
            done.register(course)
    for course in folder.courses:
        introduction = done.introduction(course)
        if introduction is not None:
            with transaction():
                done.introduce(introduction)
    _import_lessons(done, show)
    with transaction():
        done.retire()
        done.settle_reviews()
    return Report(
        courses=len(folder.courses),
        lessons=folder.lessons,
        new=done.new,
        changed=done.changed,
        retired=done.retired,
        pictures=done.library.pictures,
        problems=tuple(done.problems),
        seconds=time.monotonic() - started,
        notes=tuple(done.ask_for_notes()),
    )


def _import_lessons(done: "Import", show: Show | None) -> None:
    lessons = [lesson for course in done.folder.courses for lesson in course.lessons]
    for number, lesson in enumerate(lessons, 1):
        # Rendering takes its time, so it happens before the write begins; each lesson is stored whole or not.
        draft = done.draft(lesson)
        if draft is not None:
            with transaction():
                done.save(draft)
        if show is not None:
            show(number, len(lessons), lesson.shown)


@cli.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, in English.")
def import_courses(path: Path, *, as_json: bool) -> None:
    """Import a folder of courses, one course, or any folder of Markdown; repeating it changes nothing."""
    try:
        with _bar() as show:
            report = run_import(path, show=show)
    except Invalid as refused:
        if as_json:
            problem = {"file": str(path), "line": 1, "what": _english(refused.message, refused.params)}
            print_json({**dict.fromkeys(("courses", "lessons", "new", "changed", "retired"), 0), "problems": [problem]})
        click.echo(gettext(refused.message, **refused.params), err=True)
        sys.exit(UNUSABLE)
    if as_json:
        print_json(_document(report))
    else:
        _print(report)


@contextmanager
def _bar() -> Iterator[Show]:
    """A progress bar on stderr whose length is known once the folder was read."""
    with click.progressbar(length=1, label=gettext("Importing lessons"), show_pos=True, file=sys.stderr) as bar:

        def show(_number: int, total: int, _path: str) -> None:
            bar.length = total
            bar.update(1)

        yield show


def _document(report: Report) -> dict[str, object]:
    return {
        "courses": report.courses,
        "lessons": report.lessons,
        "new": report.new,
        "changed": report.changed,
        "retired": report.retired,
        "problems": [_line(found) for found in report.problems],
        "notes": [_line(found) for found in report.notes],
    }


def _line(found: "Finding") -> dict[str, object]:
    what = f"{_english(found.what, found.params)} {_english(found.what_to_do, found.params)}".strip()
    return {"file": found.file, "line": found.line, "what": what}


def _english(message: str, params: object) -> str:
    # As gettext does: a message without parameters is not a format.
    return message % params if params else message


def _print(report: Report) -> None:
    for found in (*report.problems, *report.notes):
        what, what_to_do = gettext(found.what, **found.params), gettext(found.what_to_do, **found.params)
        click.echo(f"{found.file}:{found.line}: {what} {what_to_do}".rstrip())
    click.echo(
        gettext(
            "%(courses)s courses, %(lessons)s lessons: %(new)s new, %(changed)s changed, %(retired)s retired; "
            "%(pictures)s images; %(problems)s problems; %(seconds)s s.",
            courses=report.courses,
            lessons=report.lessons,
            new=report.new,
            changed=report.changed,
            retired=report.retired,
            pictures=report.pictures,
            problems=len(report.problems),
            seconds=f"{report.seconds:.1f}",
        )
    )

"""Commands for authors and operators: `flask catalog …`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.commands import print_json, progress
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext

if TYPE_CHECKING:
    from learnhub.catalog.actions import Import
    from learnhub.catalog.events import Finding

cli = AppGroup("catalog", help="Courses and lessons.")

UNUSABLE = 2


@cli.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_courses(path: Path, *, as_json: bool) -> None:
    """Import a folder of courses, one course, or any folder of Markdown; repeating it changes nothing."""
    from learnhub.catalog import actions

    try:
        folder = actions.read_folder(path)
    except Invalid as refused:
        _refuse(path, gettext(refused.message, **refused.params), as_json=as_json)
    done = actions.Import(folder, Path(current_app.instance_path) / "media", clock.now())
    _run(done)
    counts = {"new": done.new, "changed": done.changed, "retired": done.retired}
    totals = {"courses": len(folder.courses), "lessons": folder.lessons, **counts}
    problems = [_problem(found) for found in done.problems]
    if as_json:
        print_json({**totals, "problems": problems})
        return
    for each in problems:
        click.echo(f"{each['file']}:{each['line']}: {each['what']}", err=True)
    totals["problems"] = len(problems)
    click.echo(gettext(
        "%(courses)s courses, %(lessons)s lessons: %(new)s new, %(changed)s changed, %(retired)s retired, "
        "%(problems)s problems", **totals
    ))  # fmt: skip


def _refuse(path: Path, what: str, *, as_json: bool) -> NoReturn:
    if as_json:
        nothing = dict.fromkeys(("courses", "lessons", "new", "changed", "retired"), 0)
        print_json({**nothing, "problems": [{"file": str(path), "line": 1, "what": what}]})
    click.echo(what, err=True)
    sys.exit(UNUSABLE)


def _problem(found: "Finding") -> dict[str, str | int]:
    """A problem as a reader meets it: what is wrong, and what to do."""
    words = f"{gettext(found.what, **found.params)} {gettext(found.what_to_do, **found.params)}"
    return {"file": found.file, "line": found.line, "what": words.strip()}


def _run(done: "Import") -> None:
    for course in done.folder.courses:
        with transaction():
            done.register(course)
    for course in done.folder.courses:
        with transaction():
            done.introduce(course)
    lessons = [lesson for course in done.folder.courses for lesson in course.lessons]
    with progress(lessons, label=gettext("Importing lessons"), length=len(lessons)) as bar:
        for lesson in bar:
            # Rendering takes its time, so it happens before the write begins; each lesson is stored whole or not.
            draft = done.draft(lesson)
            if draft is not None:
                with transaction():
                    done.save(draft)
    with transaction():
        done.retire()

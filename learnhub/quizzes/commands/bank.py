"""`flask quizzes import` and `flask quizzes export`: question files into the bank and out of it, for operators."""

import sys
from pathlib import Path
from typing import Any

import click

from learnhub.quizzes.commands.group import PROBLEMS_SHOWN, UNUSABLE, cli
from learnhub.quizzes.rules.formats import LARGEST

FORMATS = ("auto", "gift", "moodle-xml", "aiken", "qti", "xlsx", "text")
FORMS = ("gift", "moodle-xml", "xlsx")


@cli.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto", help="How the file is written.")
@click.option("--owner", default="", help="User name of the author to whom the questions will belong.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_questions(path: Path, *, form: str, owner: str, dry_run: bool, as_json: bool) -> None:
    """Take the questions of a file into the bank, all that are good in one transaction; again changes nothing.

    Exit status 2 when the file cannot be read, or holds nothing that could be understood.
    """
    import sqlalchemy as sa
    from flask import current_app

    from learnhub.kernel import clock
    from learnhub.platform.commands import print_json
    from learnhub.platform.db import transaction
    from learnhub.quizzes.actions import uploads
    from learnhub.quizzes.queries.question_files import look_at

    content, owner_id = _content(path), _owner(owner)
    look = look_at(content, path.name, form, visible=sa.true(), owner_id=owner_id)
    if not dry_run and look.counts["read"] + look.counts["draft"]:
        media: Path = current_app.extensions["learnhub.config"].instance / "media"
        fresh = sum(look.fates[fate] for fate in ("new", "changed"))
        with click.progressbar(length=fresh, label="Preparing", file=sys.stderr, hidden=as_json) as bar:
            prepared = uploads.prepare(look, media, show=lambda _number: bar.update(1))
        with transaction():
            uploads.take_in(
                prepared, category_id=None, owner_id=owner_id, file=path.name, form=look.format, now=clock.now()
            )
    document = _report(look)
    if as_json:
        print_json(document)
    else:
        _tell(document, look.format)
    if not look.counts["read"] + look.counts["draft"]:
        sys.exit(UNUSABLE)


@cli.command("export")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--format", "form", type=click.Choice(FORMS), default="gift", help="How the file is written.")
@click.option("--category", "category_id", type=int, help="Only the questions of this category and all below it.")
@click.option("--topic", default="", help="Only the questions with this topic.")
@click.option("--clause", default="", help="Only the questions on this clause.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def export_questions(
    path: Path, *, form: str, category_id: int | None, topic: str, clause: str, as_json: bool
) -> None:  # fmt: skip
    """Write questions of the bank to a file, with categories, tags and ids; the export is recorded."""
    import sqlalchemy as sa
    from flask import current_app

    from learnhub.kernel import clock
    from learnhub.kernel.errors import Invalid
    from learnhub.platform.commands import print_json
    from learnhub.platform.db import transaction
    from learnhub.quizzes.actions import exporting
    from learnhub.quizzes.queries.bank import Chosen, selected

    chosen = Chosen(category_id=category_id, topic=topic, clause=clause)
    found = selected(sa.true(), chosen, viewer_id=0, today=clock.today(), most=exporting.MOST + 1)
    try:
        with transaction():
            media: Path = current_app.extensions["learnhub.config"].instance / "media"
            content = exporting.export(found, form, media=media, by=None)
    except Invalid as refused:
        raise click.ClickException(str(refused)) from None
    path.write_bytes(content)
    if as_json:
        print_json({"questions": len(found), "file": str(path), "format": form})
    else:
        click.echo(f"{len(found)} questions written to {path}", err=True)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        click.echo(f"The file cannot be read ({error.strerror}).", err=True)
        sys.exit(UNUSABLE)


def _owner(username: str) -> int | None:
    from learnhub.people.queries.signing_in import person_by_username

    if not username:
        return None
    person = person_by_username(username)
    if person is None:
        click.echo(f"There is nobody with the user name {username}.", err=True)
        sys.exit(UNUSABLE)
    return int(person.id)


def _report(look: Any) -> dict[str, Any]:
    questions = [
        {
            "name": entry.name or entry.words,
            "type": entry.kind,
            "status": entry.status,
            "line": entry.line,
            "why": " ".join(
                f"{note.what % note.params} {note.what_to_do % note.params}".strip() for note in entry.notes
            ),
            "outcome": entry.fate,
        }
        for entry in look.entries
    ]
    counts = {status: look.counts[status] for status in ("read", "draft", "refused")}
    fates = {fate: look.fates[fate] for fate in ("new", "changed", "known", "twice")}
    return {"questions": questions, "counts": counts | fates}


def _tell(document: dict[str, Any], form: str) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in document["counts"].items() if count)
    click.echo(f"{form or 'unknown'}: {counts or 'nothing'}")
    told = [each for each in document["questions"] if each["why"]]
    for each in told[:PROBLEMS_SHOWN]:
        click.echo(f"  {each['line']}: {each['status']}: {each['why']}", err=True)
    if len(told) > PROBLEMS_SHOWN:
        click.echo(f"  … and {len(told) - PROBLEMS_SHOWN} more", err=True)

"""`flask reading …`: run recorded sittings through the measuring rule, for disputes and for tests."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from learnhub.reading.rules.replay import UnreadableHeader, replay

UNUSABLE_INPUT = 2

cli = AppGroup("reading", help="Explain reading evidence.")


@cli.command("replay", with_appcontext=False)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document a line; otherwise indented ones.")
def replay_files(files: tuple[Path, ...], as_json: bool) -> None:
    """Run each FILE of sittings (JSON Lines) through the measuring rule and print its figures.

    Needs no database. Exit status 2 when a file or its first line cannot be read; the other files are still replayed.
    """
    unusable = 0
    for file in files:
        try:
            with file.open("rb") as lines:
                figures = replay(lines)
        except (OSError, UnreadableHeader) as problem:
            click.echo(f"{file}: {problem}", err=True)
            unusable += 1
            continue
        click.echo(json.dumps(figures, indent=None if as_json else 2))
    if unusable:
        sys.exit(UNUSABLE_INPUT)

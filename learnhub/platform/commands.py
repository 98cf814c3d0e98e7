"""`flask platform …`: the worker, the doctor, the proof of the audit log; and progress bars for every command."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import structlog
from flask.cli import AppGroup

from learnhub.platform import outage

Item = TypeVar("Item")
log = structlog.get_logger("worker")
cli = AppGroup("platform", help="Run and check the site.")


@contextmanager
def progress(items: Iterable[Item], *, label: str, length: int | None = None) -> Iterator[Iterable[Item]]:
    """A bar with count, rate and remaining time on stderr, so that stdout stays clean for --json."""
    with click.progressbar(items, label=label, length=length, show_pos=True, file=sys.stderr) as bar:
        yield bar


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str))


@cli.command("work")
@click.option("--once", is_flag=True, help="Run what is due and stop.")
@click.option("--beside", type=int, help="Stop, too, when this process has ended: the server that started it.")
def work(once: bool, beside: int | None) -> None:
    """Run jobs as they come due, until stopped."""
    from learnhub.platform import jobs

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _patiently(jobs.schedule, stop, once=once)
    while not stop.is_set() and beside in (None, os.getppid()):
        _patiently(jobs.wake, stop, once=once)
        ran = _patiently(jobs.run_due, stop, once=once)
        if once:
            return
        if not ran:
            stop.wait(1.0)


def _patiently(step: Callable[[], Item], stop: threading.Event, *, once: bool) -> Item | None:
    """Take one step of the worker; while the database or the disk cannot serve, wait and take it again."""
    from learnhub.platform.db import session

    while not stop.is_set():
        try:
            return step()
        except Exception as error:
            if once or not outage.cannot_serve(error):
                raise
            log.warning("the database or the disk cannot serve", error=type(error).__name__)
            stop.wait(outage.RETRY_AFTER_S)
        finally:
            session().rollback()
    return None


@cli.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:
    """Say which parts are in which state; exit status 1 when one is broken."""
    from learnhub.platform import health

    found = health.findings()
    if as_json:
        print_json([{"part": each.part, "state": each.state, "what": each.words} for each in found])
    else:
        marks = {"ok": "✓", "look": "!", "bad": "✗"}
        click.echo("\n".join(f"{marks[each.state]} {each.part}: {each.words}" for each in found))
    raise SystemExit(1 if any(each.state == "bad" for each in found) else 0)


@cli.command("audit-verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def audit_verify(as_json: bool) -> None:
    """Check the audit log's chain of hashes; exit status 1 when an entry was changed, removed or inserted."""
    from learnhub.platform import audit

    broken = audit.verify()
    if as_json:
        print_json({"ok": not broken, "broken": [{"entry": entry, "what": what} for entry, what in broken]})
    else:
        click.echo("\n".join(f"entry {entry}: {what}" for entry, what in broken) or "the audit log is complete")
    raise SystemExit(1 if broken else 0)


@cli.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_backup(file: Path) -> None:
    """Write database, media and signing key of the running site into FILE, a new tar archive."""
    from flask import current_app

    from learnhub.platform import backup
    from learnhub.platform.db import db

    instance = current_app.extensions["learnhub.config"].instance
    with _plainly(backup.BackupError):
        database = Path(db.engine.url.database or "")
        made = backup.write(file, instance=instance, database=database, each=_shown("backup"))
    click.echo(f"{file}: {made.files} files, {made.size:,} bytes")


@cli.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_backup(file: Path) -> None:
    """Bring FILE, made by `backup`, into a data folder that has no database yet."""
    from flask import current_app

    from learnhub.platform import backup

    instance = current_app.extensions["learnhub.config"].instance
    with _plainly(backup.BackupError):
        found = backup.restore(file, instance=instance, each=_shown("restore"))
    click.echo(f"{instance}: {found.files} files. Next: flask db upgrade, then flask credits verify.")


def _shown(label: str) -> Callable[[list[Item]], Iterator[Item]]:
    """Go through items under a progress bar."""

    def walk(items: list[Item]) -> Iterator[Item]:
        with progress(items, label=label) as bar:
            yield from bar

    return walk


@contextmanager
def _plainly(kind: type[Exception]) -> Iterator[None]:
    """One sentence on stderr and exit status 2 instead of a traceback."""
    try:
        yield
    except kind as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error


@cli.command("start")
def start_site() -> None:
    """Prepare the database and content, then serve the site and run its jobs until stopped."""
    from flask import current_app

    from learnhub.platform import serve

    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's documented way to its target
    host, port = serve.port_from_environment()
    serve.prepare(app)
    serve.start(app, host=host, port=port)

"""Start the whole site in one go: prepare the database, serve, run the jobs, and stop all of it together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade

from learnhub.platform import health
from learnhub.platform.cores import stay_on_one_core

LARGEST_HEARD = 64 * 1024 * 1024
WORKER = (sys.executable, "-m", "flask", "--app", "wsgi", "platform", "work")
# How long to wait before a worker that ended is started again, longer each time it does not even last a minute.
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
LASTING_S = 60.0
Step = tuple[str, Callable[[Flask], None]]


def prepare(app: Flask) -> None:
    """Bring the schema up to date and run the first-start steps; never overwrites data."""
    (app.extensions["learnhub.config"].instance).mkdir(parents=True, exist_ok=True)
    with app.app_context():
        if health.check()["migrations"] != "ok":
            click.echo("Preparing the database …", err=True)
            upgrade()
        for label, step in app.extensions.get("learnhub.start", ()):
            try:
                step(app)
            except Exception as error:  # noqa: BLE001 - a broken course or demo must not keep the site from starting
                click.echo(f"{label}: {type(error).__name__}: {error}", err=True)


def start(app: Flask, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; the worker is a process of its own and ends with the server."""
    with kept_running((*WORKER, "--beside", str(os.getpid()))):
        _announce(app, host, port)
        _serve(app, host, port)


@contextmanager
def kept_running(command: Sequence[str], pauses: Sequence[float] = PAUSES) -> Iterator[None]:
    """Run a command beside the server, and again whenever it ends: without its worker a site only looks alive."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(command, pauses, over))
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(command: Sequence[str], pauses: Sequence[float], over: threading.Event) -> None:
    short = 0
    while True:
        began, process = time.monotonic(), _begun(command)
        while process is not None and process.poll() is None:
            if over.wait(0.2):
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()  # nothing happens to one that has ended
                process.wait()
                return
        short = 0 if time.monotonic() - began > LASTING_S else short + 1
        said = f"ended ({process.returncode})" if process else "could not be started"
        click.echo(f"The worker {said}; it is started again.", err=True)
        if over.wait(pauses[min(max(short - 1, 0), len(pauses) - 1)]):
            return


def _begun(command: Sequence[str]) -> "subprocess.Popen[bytes] | None":
    """The command as a process; None where the machine has no place for one more just now."""
    try:
        return subprocess.Popen(command)  # noqa: S603 - our own program
    except OSError:
        return None


def _serve(app: Flask, host: str, port: int) -> None:
    workers = app.extensions["learnhub.config"].workers
    if workers == 1:
        _serve_alone(app, host, port)
        return
    if app.extensions["learnhub.config"].url().startswith("sqlite"):
        raise click.UsageError("LEARNHUB_WORKERS above 1 needs PostgreSQL (LEARNHUB_DATABASE_URL)")
    _serve_together(host, port, workers)


def _serve_together(host: str, port: int, workers: int) -> None:
    """Several processes with granian, each importing the application for itself."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _serve_alone(app: Flask, host: str, port: int) -> None:
    """One process with waitress; the tuning is what keeps slow clients from stopping everybody else."""
    from waitress.server import create_server

    stay_on_one_core(port)
    server: Any = create_server(
        app,
        host=host,
        port=port,
        threads=8,
        connection_limit=5000,
        asyncore_use_poll=True,
        ident=None,
        channel_timeout=60,
        # Waitress refuses in plain English; up to here the application does it, in the visitor's language.
        max_request_body_size=max(LARGEST_HEARD, app.config["MAX_CONTENT_LENGTH"] + 1024 * 1024),
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with suppress(SystemExit):
        server.run()
    server.task_dispatcher.shutdown()
    server.close()


def _announce(app: Flask, host: str, port: int) -> None:
    click.echo(f"\nLearnHub is at http://{host}:{port}/   (Ctrl+C stops it)")
    for words in app.extensions.get("learnhub.welcome", ()):
        with app.app_context():
            if said := words():
                click.echo(said)
    sys.stdout.flush()


def port_from_environment() -> tuple[str, int]:
    """HOST and PORT; raises click.UsageError when PORT is not a number."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise click.UsageError(f"PORT is {port!r}; give a number from 1 to 65535")
    return host, int(port)

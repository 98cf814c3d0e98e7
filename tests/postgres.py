"""A throw-away PostgreSQL for the tests, out of the system's own binaries, as an unprivileged user."""

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


def binaries() -> Path | None:
    """The folder that holds initdb and postgres, if PostgreSQL is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_server(*, durable: bool = False, kept: Path | None = None) -> Iterator[str]:
    """Start a server on a free loopback port; yields the SQLAlchemy address of its database.

    Tests do without the disk's flush; what measures or kills the server needs it, so that a commit is `durable`. What
    stands in the folder `kept` is there again the next time.
    """
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed; install the package postgresql and run again")
    with tempfile.TemporaryDirectory(prefix="learnhub-pg-") as name:
        data, port = (kept or Path(name)) / "data", _free_port()
        if os.geteuid() == 0:
            for place in (name, data.parent):
                shutil.chown(place, "postgres")
        if not data.exists():
            _run(folder / "initdb", "-D", data, "-U", "learnhub", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        fast = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-h 127.0.0.1 -p {port} -k {name} {fast}"
        _run(folder / "pg_ctl", "-D", data, "-w", "-l", Path(name) / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://learnhub@127.0.0.1:{port}/postgres"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-m", "fast" if kept else "immediate", "stop")


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """Stop the server of an address in good order, and start it again at the end as it was."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        data = Path(connection.exec_driver_sql("show data_directory").scalar_one())
    engine.dispose()
    program, _flag, _data, *options = shlex.split((data / "postmaster.opts").read_text(encoding="utf-8"))
    control = Path(program).with_name("pg_ctl")
    _run(control, "-D", data, "-w", "-m", "fast", "stop")
    try:
        yield
    finally:
        _run(control, "-D", data, "-w", "-l", data.parent / "log", "-o", shlex.join(options), "start")


def _run(*command: object) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], check=False, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""A site in a folder of its own that can be killed at any moment: its server, and PostgreSQL where it is used."""

import os
import random
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa

from tests.postgres import binaries

ROOT = Path(__file__).resolve().parents[2]
SECRET = "crash"
# Loads the code once, touches no database, and makes a server of itself for each line that it is sent: the one that
# `platform start` runs, up again within a moment, so that the clients are at work when it is killed.
MOTHER = """
import os, signal, sys
from wsgi import app
from learnhub.platform import serve
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("loaded", flush=True)
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        serve._serve(app, "127.0.0.1", int(sys.argv[1]))
        os._exit(0)
    print(child, flush=True)
"""


class Site:
    """One site; whoever makes it closes it."""

    def __init__(self, instance: Path, url: str = "") -> None:
        self.instance, self.url = instance, url
        self.port = _free_port()
        self.environment = {
            **os.environ,
            "LEARNHUB_INSTANCE": str(instance),
            "LEARNHUB_DATABASE_URL": url,
            "LEARNHUB_SECRET_KEY": SECRET,
            "LEARNHUB_LOG_LEVEL": "ERROR",
            "LEARNHUB_WRITES_A_MINUTE": "100000000",
        }
        self.environment.pop("LEARNHUB_WORKERS", None)
        self._server = 0
        # A request whose database was killed is an error to the server, and none to this test.
        self._log = (instance / "server.log").open("w", encoding="utf-8")
        self._mother = subprocess.Popen(
            [sys.executable, "-c", MOTHER, str(self.port)], cwd=ROOT, env=self.environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._log, text=True, start_new_session=True,
        )  # fmt: skip
        self._said()

    def start(self) -> None:
        """Start the server and wait until it listens."""
        assert self._mother.stdin is not None
        self._mother.stdin.write("serve\n")
        self._mother.stdin.flush()
        self._server = int(self._said())
        until = monotonic() + 60
        while monotonic() < until and _is_alive(self._server):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            sleep(0.01)
        raise RuntimeError("the server did not start within 60 s")

    def kill(self) -> None:
        """SIGKILL for the server: nothing is flushed, nobody says goodbye."""
        os.kill(self._server, signal.SIGKILL)
        _await_gone([self._server])
        self._server = 0

    def kill_database(self) -> None:
        """SIGKILL for PostgreSQL and all its processes, then start it again; the server stays up meanwhile."""
        engine = sa.create_engine(self.url)
        with engine.connect() as connection:
            data = Path(connection.exec_driver_sql("show data_directory").scalar_one())
            port = connection.exec_driver_sql("show port").scalar_one()
        engine.dispose()
        first = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        for pid in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _await_gone([first, *map(int, children)])
        # Where nobody buries the dead, their number looks taken, and PostgreSQL would not start beside it.
        for lock in (data / "postmaster.pid", data.parent / f".s.PGSQL.{port}.lock"):
            lock.unlink(missing_ok=True)
        folder = binaries()
        assert folder is not None
        options = f"-h 127.0.0.1 -p {port} -k {data.parent}"
        command = [
            str(folder / "pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-l",
            str(data.parent / "log"),
            "-o",
            options,
            "start",
        ]
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise RuntimeError(f"PostgreSQL did not start again: {(data.parent / 'log').read_text()[-2000:]}")

    def close(self) -> None:
        """End every process of the site."""
        if self._server:
            self.kill()
        self._mother.kill()
        self._mother.wait()
        self._log.close()
        for pipe in (self._mother.stdin, self._mother.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `flask …` against the site."""
        line = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        return subprocess.run(line, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def _said(self) -> str:
        assert self._mother.stdout is not None
        line = self._mother.stdout.readline().strip()
        if not line:
            raise RuntimeError("the server could not be loaded")
        return line


def _free_port() -> int:
    """A port that no outgoing connection gets: a client that tries while nobody listens would else talk to itself."""
    while True:
        port = random.randint(20_000, 32_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def _await_gone(pids: list[int]) -> None:
    until = monotonic() + 20
    while monotonic() < until and any(_is_alive(pid) for pid in pids):
        sleep(0.01)


def _is_alive(pid: int) -> bool:
    """Whether anything of a process is left; one that is dead but for its threads still holds its port."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        return state != "Z" or len(list((process / "task").iterdir())) > 1
    except OSError:
        return False

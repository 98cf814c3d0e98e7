"""A small site of its own that a test may kill and start again: the real server, real sign-ins, short lessons."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.people import actions as people
from learnhub.people.models import Person
from learnhub.platform.db import db, transaction
from tests.make import Make, handle_for
from tests.quizzes.factories import checked_lesson

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long walk after dinner"
PEOPLE = 30
# The next server loads its code while the present one works, so that a restart takes a moment and not ten seconds.
SERVER = (
    "import sys; from wsgi import app; from learnhub.platform import serve; print('loaded', flush=True); "
    "sys.stdin.readline(); serve._serve(app, '127.0.0.1', int(sys.argv[1]))"
)


class OwnSite:
    """`start()` and `kill()` as often as needed; `ask` reads its database through the application."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "LEARNHUB_INSTANCE": str(folder), "LEARNHUB_SECRET_KEY": "offline"}
        self._environment.pop("LEARNHUB_DATABASE_URL", None)
        self._spare = self._load()
        self._server: subprocess.Popen[bytes] | None = None
        self._app = create_app(Config(instance=folder, secret_key="offline"))
        with self._app.app_context():
            upgrade()
            with transaction():
                _people_and_lessons()

    def start(self) -> None:
        """Listen again, with everything that was confirmed."""
        self._server, self._spare = self._spare, self._load()
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdout.readline()
        self._server.stdin.write(b"go\n")
        self._server.stdin.flush()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError("the server did not start within 60 s")

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, nobody says goodbye."""
        _end(self._server)

    def stop(self) -> None:
        """End the server and the one that waits for its turn."""
        _end(self._server)
        _end(self._spare)
        with self._app.app_context():
            db.engine.dispose()

    def sign_in(self, username: str) -> dict[str, str]:
        """The cookie of a browser in which this person has just signed in."""
        visitor = self._app.test_client()
        with self._app.app_context(), transaction():
            person = db.session.query(Person).filter_by(username=username).one()
            handle = handle_for(db.session(), person)
        with visitor.session_transaction() as cookie:
            cookie.update({"_user_id": handle, "_fresh": True})
        kept = visitor.get_cookie("learnhub")
        assert kept is not None
        return {"name": "learnhub", "value": kept.value, "url": self.address}

    def change(self, act: Callable[[Any], Any]) -> None:
        """Let something happen on the server that no page asked for."""
        with self._app.app_context():
            with transaction():
                act(db.session())
            db.session.remove()

    def ask(self, read: Callable[[Any], Any]) -> Any:
        """What `read(session)` finds now."""
        with self._app.app_context():
            try:
                return read(db.session())
            finally:
                db.session.remove()

    def _load(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", SERVER, str(self.port)]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    process.send_signal(signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _people_and_lessons() -> None:
    """reader1 … reader30, and two lessons with checks: the first of four sections that are read within seconds."""
    session = db.session()
    make = Make(session)
    unit = make.unit()
    hashed = people.hash_password(PASSWORD)
    for number in range(1, PEOPLE + 1):
        make.person(f"读者{number}", unit=unit, username=f"reader{number}", password_hash=hashed)
    for title, sections in (("Short lesson", (12, 12, 12, 12)), ("Long lesson", (6000, 6000))):
        version = checked_lesson(session, sections=sections)
        version.title = title
        version.html = "".join(
            f'<section id="c-{n}" data-section="{version.lesson_id}-{n}"><h2>第{n}节</h2>'
            + "".join(f"<p>第{n}节第{line}段，读一读，想一想。</p>" for line in range(30))
            + "</section>"
            for n in range(len(sections))
        )

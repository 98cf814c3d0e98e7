"""Starting the site: one process on SQLite, several only where the database can take it."""

import os
import signal
import sys
import time

import click
import pytest

from config import Config
from learnhub.app import create_app
from learnhub.platform import serve


def test_several_processes_are_refused_on_sqlite_in_words(tmp_path):
    app = create_app(Config(instance=tmp_path, secret_key="test", workers=2))

    with pytest.raises(click.UsageError, match="needs PostgreSQL"):
        serve._serve(app, "127.0.0.1", 1)


def test_the_number_of_processes_is_a_setting(monkeypatch):
    monkeypatch.setenv("LEARNHUB_WORKERS", "3")

    assert Config.from_environment().workers == 3


@pytest.mark.parametrize("port", ["0", "65536", "eighty"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(click.UsageError, match="number from 1 to 65535"):
        serve.port_from_environment()


def test_a_worker_that_ends_is_started_again_and_ends_with_the_server(tmp_path):
    noted = tmp_path / "starts"
    program = f"import os, time; open({str(noted)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"

    with serve.kept_running([sys.executable, "-c", program], pauses=(0.0,)):
        first = _pids(noted, 1)[0]
        os.kill(first, signal.SIGKILL)
        second = _pids(noted, 2)[1]

    assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def _pids(noted, count):
    for _ in range(200):
        found = noted.read_text().split() if noted.exists() else []
        if len(found) >= count:
            return [int(each) for each in found]
        time.sleep(0.05)
    raise AssertionError("it was not started")

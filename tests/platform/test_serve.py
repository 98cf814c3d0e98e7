"""Starting the site: one process on SQLite, several only where the database can take it."""

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

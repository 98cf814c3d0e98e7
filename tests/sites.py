"""A site with a database of its own, for what cannot happen inside the one transaction of a test: outages and races."""

import os
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, select

from config import ROOT, Config
from learnhub.app import create_app
from learnhub.platform.db import db, transaction
from learnhub.reading.models import BeatRow
from tests.make import Make, handle_for
from tests.reading.factories import lesson

# A file of SQLite with all tables, known by the migrations that made it: a copy takes no time.
EMPTY = ROOT / ".pytest_cache" / "databases"


def make_tables(folder: Path) -> None:
    """Make the tables of the current application, whose SQLite is new and in this folder."""
    scripts = sorted((ROOT / "migrations").rglob("*.py"))
    empty = EMPTY / f"{sha256(b''.join(path.read_bytes() for path in scripts)).hexdigest()}.sqlite3"
    if empty.exists():
        db.engine.dispose()
        shutil.copyfile(empty, folder / "learnhub.sqlite3")
        return
    upgrade()
    EMPTY.mkdir(parents=True, exist_ok=True)
    own = EMPTY / f"{os.getpid()}.sqlite3"
    own.unlink(missing_ok=True)
    raw = db.engine.raw_connection()  # without the BEGIN of ours, inside of which there is no VACUUM
    raw.cursor().execute("VACUUM INTO ?", (str(own),))
    raw.close()
    own.replace(empty)


class Site:
    """One lesson and one reader; an address is that of a database that has its tables already."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.app = create_app(
            Config(instance=folder, database_url=url, secret_key="own", testing=True, writes_a_minute=1_000_000)
        )
        self.app.config.update(WTF_CSRF_ENABLED=False)
        with self.app.app_context():
            if not url:
                make_tables(folder)
            with transaction() as session:
                version = lesson(session)
                person = Make(session).person(locale="en")
                self.handle, self.person = handle_for(session, person), person.id
                self.version, self.lesson = version.id, version.lesson_id
            db.session.remove()

    def reader(self, locale: str = "en") -> FlaskClient:
        """A browser in which the reader is signed in."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=self.handle, _fresh=True, locale=locale)
        return client

    def opened(self, reader: FlaskClient) -> Any:
        """What the server says to the opening of the lesson."""
        return reader.post("/reading/sittings", json={"lesson_version": self.version}).json

    def beats(self, sitting: int) -> int:
        """How many beats of a sitting are stored."""
        with self.app.app_context():
            stored = select(func.count()).select_from(BeatRow).where(BeatRow.sitting_id == sitting)
            found = db.session().scalar(stored) or 0
            db.session.remove()
        return found

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def database_beside(app: Flask, name: str) -> str:
    """The address of a database of its own with the tables of the application's; empty on SQLite, which has files."""
    url: str = app.extensions["learnhub.config"].database_url
    if not url:
        return ""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    server, _, template = url.rpartition("/")
    engine = sa.create_engine(f"{server}/template1", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    engine.dispose()
    return f"{server}/{name}"

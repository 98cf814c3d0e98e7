"""While the database or the disk cannot serve, the site says so and takes nothing; afterwards it goes on by itself."""

import errno
import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from learnhub.platform import commands, outage
from learnhub.platform import db as database
from learnhub.platform.db import db, sqlite_module
from tests.conftest import forget_ids
from tests.postgres import stopped
from tests.sites import Site, database_beside

SAID = {"zh-CN": "系统暂时无法访问数据", "en": "LearnHub cannot reach its data right now"}


class Breakable(Site):
    """A site whose database can be spoilt from outside."""

    def send(self, reader, opened):
        """A beat that is large enough to need room of its own in the file."""
        beat = {"nonce": opened["nonce"], "mono_ms": 0, "seen": [], "inputs": list(range(5000)), "hidden": []}
        return reader.put(f"/reading/sittings/{opened['sitting']}/beats/1", json=beat)

    @contextmanager
    def connections(self, pragma):
        """Every connection that is taken meanwhile is told this first."""

        def tell(connection, _record, _proxy):
            connection.execute(f"PRAGMA {pragma}")

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "checkout", tell)
        yield
        sa.event.remove(engine, "checkout", tell)
        engine.dispose()

    def apart(self):
        """A connection to the file past the application."""
        with self.app.app_context():
            return sqlite_module().connect(db.engine.url.database, isolation_level=None)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Breakable(tmp_path_factory.mktemp("outage"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _its_own_lessons():
    forget_ids()


@contextmanager
def locked(site):
    """Another program writes, and does not come to an end."""
    other = site.apart()
    other.execute("BEGIN IMMEDIATE")
    with site.connections("busy_timeout=20"):
        yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(site):
    """The file cannot grow, as on a disk without room."""
    other = site.apart()
    other.execute("VACUUM")
    other.close()
    with site.connections("max_page_count=1"):
        yield


def is_away(answer):
    return (answer.status_code, answer.headers.get("Retry-After")) == (503, str(outage.RETRY_AFTER_S))


@pytest.mark.once
@pytest.mark.parametrize("trouble", [locked, full])
def test_a_beat_that_cannot_be_written_is_asked_for_again_and_taken_later(site, trouble):
    reader = site.reader()
    opened = site.opened(reader)

    with trouble(site):
        refused, page = site.send(reader, opened), reader.get(f"/reading/lessons/{site.lesson}")
    taken = site.send(reader, opened)

    assert is_away(refused)
    assert refused.content_type == "application/problem+json"
    assert refused.json["type"] == "urn:learnhub:unavailable"
    assert page.status_code == 200, "what is stored can still be read"
    assert (taken.status_code, site.beats(opened["sitting"])) == (200, 1)


@pytest.mark.once
def test_a_page_is_read_although_nobody_can_write_down_that_the_session_is_in_use(site, time):
    reader = site.reader()
    time.set(datetime.now(UTC) + timedelta(minutes=5))

    with locked(site):
        page = reader.get(f"/reading/lessons/{site.lesson}")

    assert page.status_code == 200


@pytest.mark.once
def test_a_write_whose_turn_does_not_come_is_asked_for_again(site, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_S", 0.01)
    reader = site.reader()
    opened = site.opened(reader)
    assert database._writer.acquire(0)

    refused = site.send(reader, opened)
    database._writer.release()

    assert is_away(refused)
    assert site.send(reader, opened).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("locale", SAID)
def test_a_page_that_needs_no_database_says_so_in_the_readers_language(site, locale):
    with unreadable(site):
        answer = site.reader(locale).get("/catalog/?kind=1")
        missing = site.reader(locale).get("/no/such/page")
        form = site.reader(locale).post(
            "/reading/lessons/1/declare",
            data={"words": "on paper, on Monday"},
            headers={"Referer": "http://localhost/x"},
        )

    page = answer.get_data(as_text=True)
    assert is_away(answer) and is_away(missing) and is_away(form)
    assert SAID[locale] in page
    assert 'href="/catalog/?kind=1"' in page
    assert "on paper, on Monday" in form.get_data(as_text=True)
    assert site.reader(locale).get("/catalog/").status_code == 200


@contextmanager
def unreadable(site):
    """The file is not there, and no other one can be made in its place."""
    with site.app.app_context():
        db.engine.dispose()
        file = Path(db.engine.url.database)
    away = file.with_suffix(".away")
    file.rename(away)
    file.mkdir()
    yield
    file.rmdir()
    away.rename(file)


@pytest.mark.skipif(os.environ.get("LEARNHUB_TEST_DATABASE") != "postgresql", reason="stops a PostgreSQL server")
def test_the_site_goes_on_by_itself_after_postgresql_was_stopped_and_started(app, tmp_path):
    url = app.extensions["learnhub.config"].database_url
    site = Breakable(tmp_path, database_beside(app, "outage"))
    reader = site.reader()
    opened = site.opened(reader)

    with stopped(url):
        refused, page, health = site.send(reader, opened), reader.get("/"), reader.get("/healthz")
        again = site.send(reader, opened)
    taken = site.send(reader, opened)

    assert is_away(refused) and is_away(again) and is_away(page)
    assert health.status_code == 503
    assert SAID["en"] in page.get_data(as_text=True)
    assert (taken.status_code, site.beats(opened["sitting"])) == (200, 1)
    assert reader.get("/").status_code == 200
    site.close()


class _OfSqlite(Exception):
    def __init__(self, code):
        super().__init__("told by the driver")
        self.sqlite_errorcode = code


class _OfPostgresql(Exception):
    def __init__(self, state):
        super().__init__("told by the driver")
        self.sqlstate = state


def told(original):
    return sa.exc.OperationalError("SELECT", {}, original)


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "can_wait"),
    [
        (told(_OfSqlite(5 | 1 << 8)), True),  # busy while recovering
        (told(_OfSqlite(13)), True),
        (told(_OfSqlite(26)), True),
        (told(_OfSqlite(1)), False),  # no such table
        (told(_OfPostgresql(None)), True),  # no connection
        (told(_OfPostgresql("57P01")), True),  # shut down by its operator
        (told(_OfPostgresql("53100")), True),  # disk full
        (told(_OfPostgresql("40P01")), True),  # deadlock
        (sa.exc.ProgrammingError("SELECT", {}, _OfPostgresql("42P01")), False),  # no such table
        (sa.exc.IntegrityError("INSERT", {}, _OfPostgresql("23505")), False),
        (sa.exc.TimeoutError("no connection is free"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("a mistake of ours"), False),
    ],
)
def test_only_what_passes_by_itself_is_answered_with_try_again(error, can_wait):
    assert outage.cannot_serve(error) is can_wait


@pytest.mark.once
def test_the_worker_waits_for_the_database_and_goes_on(site, monkeypatch):
    monkeypatch.setattr(outage, "RETRY_AFTER_S", 0.01)
    tries = []

    def step():
        tries.append(1)
        if len(tries) < 3:
            raise told(_OfPostgresql(None))
        return len(tries)

    with site.app.app_context():
        assert commands._patiently(step, Event(), once=False) == 3
        with pytest.raises(sa.exc.OperationalError):
            commands._patiently(lambda: (_ for _ in ()).throw(told(_OfPostgresql(None))), Event(), once=True)

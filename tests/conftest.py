"""What every test may ask for: the application, its session, a client, one of anything, and the only clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy.orm import Session

from config import ROOT, Config
from learnhub.app import create_app
from learnhub.kernel import clock
from learnhub.people.queries import forget_actors
from learnhub.platform import stamps, templating
from learnhub.platform.db import db
from learnhub.quizzes.views.statistics import forget_bodies
from learnhub.reading.queries import shape_of
from tests.make import Make
from tests.postgres import running_server
from tests.sites import make_tables

# Known by their source, so that the parts of a run, and the next run, compile none again.
TEMPLATES = ROOT / ".pytest_cache" / "templates"
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai


settings.register_profile("learnhub", deadline=None)
settings.load_profile("learnhub")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What never touches the application does not depend on the database, so it runs once."""
    for item in items:
        if "app" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One migrated application a run; LEARNHUB_TEST_DATABASE=postgresql chooses the database."""
    with ExitStack() as stack:
        url = ""
        if os.environ.get("LEARNHUB_TEST_DATABASE") == "postgresql":
            url = stack.enter_context(running_server())
        folder = Path(tmp_path_factory.mktemp("instance"))
        made = create_app(
            Config(
                instance=folder,
                database_url=url,
                secret_key="test",
                testing=True,
                writes_a_minute=100_000,  # the clock of a test stands still, so its minute never ends
                costly_pages_a_minute=100_000,
            )
        )
        made.config.update(WTF_CSRF_ENABLED=False)
        templating.keep_compiled(made.jinja_env, TEMPLATES)
        made.before_request_funcs.setdefault(None, []).insert(0, _forget)
        with made.app_context():
            if url:
                upgrade()
            else:
                make_tables(folder)
        yield made
        with made.app_context():
            db.engine.dispose()


@sa.event.listens_for(sa.Engine, "connect")
def _backwards(connection: Any, _record: Any) -> None:
    """Rows that are asked for in no order come in any: here the last first, so that nobody counts on the first."""
    if "sqlite" in type(connection).__module__:
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that the processes which run tests side by side have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def share_templates(instance: Path) -> None:
    """Let the site of a data folder use the compiled templates of the tests."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    instance.mkdir(parents=True, exist_ok=True)
    (instance / "templates").symlink_to(TEMPLATES, target_is_directory=True)


def _forget() -> None:
    """Tests keep one application context open, so what a request remembered must go before the next."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of a test: its commits are real to the code, and nothing of them remains."""
    with app.app_context():
        engines = db.engines
        engine = engines[None]
        connection = engine.connect()
        outer = connection.begin()
        engines[None] = connection  # type: ignore[assignment]  # everything joins this one transaction
        forget_ids()
        try:
            yield db.session()
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            engines[None] = engine


def forget_ids() -> None:
    """The people and lessons of another database have the same ids."""
    forget_actors()
    shape_of.cache_clear()
    forget_bodies()


class Time:
    """The only clock of a test."""

    def __init__(self) -> None:
        self.now = START

    def pass_(self, **span: float) -> datetime:
        """Move on by a span: seconds=15, days=1."""
        self.now += timedelta(**span)
        return self.now

    def set(self, at: datetime) -> None:
        """Jump to an instant."""
        self.now = at


@pytest.fixture
def time() -> Iterator[Time]:
    """A clock that stands still until the test moves it."""
    moved = Time()
    clock.set_source(lambda: moved.now)
    yield moved
    clock.set_source(None)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def make(session: Session, time: Time) -> Make:
    """One of anything, with only the relevant fields spelled out."""
    return Make(session)


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[..., FlaskClient]:
    """A client in which a person is signed in."""

    def enter(person: Any) -> FlaskClient:
        from tests.make import handle_for

        visitor = app.test_client()
        handle = handle_for(session, person)
        with visitor.session_transaction() as cookie:
            cookie["_user_id"] = handle
            cookie["_fresh"] = True
        return visitor

    return enter


@pytest.fixture
def statements(app: Flask, session: Session) -> Callable[..., Any]:
    """`with statements() as seen: …` collects the SQL statements that ran inside.

    Nothing is remembered at the start, so that it is the worst case that is counted; `warm=True` keeps what is.
    """

    @contextmanager
    def collect(*, warm: bool = False) -> Iterator[list[str]]:
        seen: list[str] = []
        if not warm:
            for topic in session.scalars(sa.select(stamps.Stamp.topic)).all():
                stamps.renew(topic)
            session.commit()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                seen.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return collect

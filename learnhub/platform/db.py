"""The database: types, the declarative base, and the only place that opens or commits a transaction."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session

from learnhub.platform import prepared

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WRITE = "learnhub_write"
_CONNECTION = "connection"


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the database are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hours(sa.TypeDecorator[Decimal]):
    """Class-hours, kept as whole hundredths so that sums are exact on every database."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value * 100)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else (Decimal(int(value)) / 100).quantize(Decimal("0.00"))


class Base(DeclarativeBase):
    """What every table inherits from: names of constraints and the types of plain annotations."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        Decimal: Hours(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


def enum_type(states: type[StrEnum]) -> sa.Enum:
    """A text column that the database itself keeps to the values of an enum."""
    return sa.Enum(
        states,
        name=states.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda kinds: [kind.value for kind in kinds],
    )


class _Extension(DeclarativeBase):
    """What Flask-SQLAlchemy makes its own model class from; only the metadata is shared with ours."""

    metadata = Base.metadata


db = SQLAlchemy(
    model_class=_Extension, session_options={"expire_on_commit": False, "join_transaction_mode": "create_savepoint"}
)
migrate = Migrate(db=db, render_as_batch=True, compare_type=True)


def init_app(app: Flask, url: str) -> None:
    """Connect an application to its database."""
    options: dict[str, Any] = {"pool_pre_ping": not url.startswith("sqlite")}
    if url.startswith("sqlite"):
        options = {"module": sqlite_module(), "pool_size": 20, "max_overflow": 20}
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=options)
    db.init_app(app)
    migrate.init_app(app, directory=str(_migrations()))
    with app.app_context():
        _prepare(db.engine)


def sqlite_module() -> Any:
    """The patched SQLite driver where there is a wheel for it, else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:  # no wheel for this machine; `flask platform doctor` prints the version in use
        import sqlite3 as dbapi2
    return dbapi2


def is_sqlite() -> bool:
    """Whether this application's database is SQLite."""
    return db.engine.dialect.name == "sqlite"


def insert(table: type["Base"]) -> Any:
    """An INSERT that the database itself may leave out or turn into an UPDATE: where two write the same at once."""
    return (sqlite if is_sqlite() else postgresql).insert(table)


def session() -> Session:
    """The session of the running request, job or command, for reading."""
    return db.session()


def fetch(statement: sa.Executable, **values: Any) -> Sequence[Any]:
    """The rows of a select that was built once, with its values bound: for the pages that are asked for most.

    Building a select costs more than running it, and so does an ORM query beside the plain one. Rows have the names of
    the columns, like SQLAlchemy's.
    """
    running = db.session()
    if running.autoflush:
        running.flush()  # what this session is about to write is seen, as with any other query
    return prepared.fetch(_connection(running), statement, values)


def write(statement: sa.Executable, **values: Any) -> int:
    """Run an insert or update that was built once and names its values; returns how many rows it touched."""
    return prepared.write(_connection(db.session()), statement, [values])


def write_all(statement: sa.Executable, rows: Sequence[dict[str, Any]]) -> int:
    """The same for several rows, at least one, as one statement."""
    return prepared.write(_connection(db.session()), statement, rows)


def _connection(running: Session) -> Connection:
    """The connection of this transaction; asking the session for it each time costs as much as a short statement."""
    known = running.info.get(_CONNECTION)
    if known is None:
        known = running.info[_CONNECTION] = running.connection()
    return known


@event.listens_for(Session, "after_transaction_create")
@event.listens_for(Session, "after_transaction_end")
def _let_go(running: Session, _transaction: Any) -> None:
    """A savepoint is set when the session is next asked for its connection, so it must be asked again."""
    running.info.pop(_CONNECTION, None)


def _migrations() -> Any:
    from pathlib import Path

    return Path(__file__).resolve().parents[2] / "migrations"


def _prepare(engine: sa.Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: we choose between BEGIN and BEGIN IMMEDIATE.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


class _FairLock:
    """First come, first served: SQLite's own waiting lets late writers overtake early ones."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, patience_s: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience_s):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # the turn came while the waiting ended

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


# Longer than the longest write of ours; a browser gives up after 30 s and sends again.
PATIENCE_S = 25.0
_writer = _FairLock()
Effect = Callable[[], None]


@contextmanager
def transaction() -> Iterator[Session]:
    """One business write: commits at the end, then runs the effects; rolls back on any exception.

    Raises RuntimeError inside another transaction: only the edge opens one; sa.exc.TimeoutError where the writes of
    others leave no turn.
    """
    current = db.session()
    if "effects" in current.info:
        raise RuntimeError("a transaction is already open; only the edge opens one")
    current.commit()  # ends the read snapshot, so that this write sees the present
    effects: list[Effect] = []
    fair = is_sqlite()
    if fair and not _writer.acquire(PATIENCE_S):
        raise sa.exc.TimeoutError("the write before this one does not end")
    try:
        current.info["effects"] = effects
        current.connection(execution_options={WRITE: True})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop("effects", None)
        if fair:
            _writer.release()
    for effect in effects:
        effect()


def on_commit(effect: Effect) -> None:
    """Run something that must not happen twice, once the open transaction is durable."""
    db.session().info["effects"].append(effect)


def in_transaction() -> bool:
    """Whether a write is open in this session."""
    return "effects" in db.session().info


def database_version() -> str:
    """The engine and its version, for the health page and the doctor."""
    dialect = db.engine.dialect
    if dialect.name == "sqlite":
        return f"SQLite {sqlite_module().sqlite_version}"
    return f"{dialect.name} {'.'.join(str(part) for part in dialect.server_version_info or ())}"

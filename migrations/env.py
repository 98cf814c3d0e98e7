"""Alembic's environment: the application's own engine and metadata."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from learnhub.platform.db import Base

target = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate online; the application's connection settings hold here too."""
    options = current_app.extensions["migrate"].configure_args
    with target.engine.connect() as connection, _tables_may_be_remade(connection):
        context.configure(connection=connection, target_metadata=Base.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _tables_may_be_remade(connection: Connection) -> Iterator[None]:
    """SQLite changes a column only by making the table anew, which rows that point at it would forbid.

    It takes this setting outside a transaction only. What points nowhere afterwards is an error.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if astray := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows point nowhere after the migration: {astray[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run()

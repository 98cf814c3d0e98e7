"""Alembic's environment: the application's own engine and metadata."""

from alembic import context
from flask import current_app

from learnhub.platform.db import Base

target = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate online; the application's connection settings hold here too."""
    options = current_app.extensions["migrate"].configure_args
    with target.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()

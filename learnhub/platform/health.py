"""Whether the site can serve: the database answers and its schema is the code's."""

from functools import lru_cache

import sqlalchemy as sa
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from learnhub.platform.db import migrate, session


def check() -> dict[str, str]:
    """The state of each part: `ok`, or what is wrong."""
    try:
        connection = session().connection()
        connection.execute(sa.text("SELECT 1"))
        current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return {"database": type(error).__name__, "migrations": "unknown"}
    return {
        "database": "ok",
        "migrations": "ok" if current == newest_revision() else f"at {current}, not {newest_revision()}",
    }


@lru_cache(maxsize=1)
def newest_revision() -> str | None:
    """The revision that the code expects."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(migrate.directory))
    return ScriptDirectory.from_config(config).get_current_head()

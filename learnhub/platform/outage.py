"""Whether an error means that the database or the disk cannot serve just now: away, locked, full, or unreadable."""

import errno

import sqlalchemy as sa

# How long programs are asked to wait; browsers wait longer each time by themselves.
RETRY_AFTER_S = 5
# Primary result codes of SQLite: busy, locked, no memory, read-only, i/o error, corrupt, full, cannot open, none.
_SQLITE = frozenset({5, 6, 7, 8, 10, 11, 13, 14, 26})
# Classes of PostgreSQL's codes: connection, conflict of transactions, resources, operator, system; and a standby.
_POSTGRESQL = ("08", "40", "53", "55", "57", "58", "25006")
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def cannot_serve(error: BaseException) -> bool:
    """Whether trying again later can help; a statement that is wrong stays a mistake of ours."""
    if isinstance(error, OSError):
        return error.errno in _DISK
    if isinstance(error, sa.exc.TimeoutError):  # every connection is taken, or another write does not end
        return True
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    code, state = getattr(error.orig, "sqlite_errorcode", None), getattr(error.orig, "sqlstate", None)
    if isinstance(code, int):
        return code & 0xFF in _SQLITE
    if state:
        return str(state).startswith(_POSTGRESQL)
    return error.connection_invalidated or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)

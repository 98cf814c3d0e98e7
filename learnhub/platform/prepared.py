"""Statements of the hottest pages: compiled once, then run on the driver's own cursor.

Between a statement that was built once and the driver SQLAlchemy still spends four times what the database needs for a
short answer. Here the text, the order of the values and the conversions of each type are worked out once for each
statement and dialect, by SQLAlchemy itself; what remains of a run is the driver's. A short list (`IN`) is one statement
for each length. What cannot be prepared (a long list, a default that Python makes) takes the ordinary way.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

Convert = Callable[[Any], Any] | None
LONGEST_LIST = 60


@dataclass(frozen=True, slots=True)
class Value:
    """One value in the text: its name there, the key it is given under (a constant has none), its place in a list."""

    name: str
    key: str | None
    place: int | None
    default: Any
    convert: Convert

    def of(self, given: Mapping[str, Any]) -> Any:
        value = self.default if self.key is None else given[self.key]
        if self.place is not None:
            value = value[self.place]
        return value if self.convert is None else self.convert(value)


@dataclass(slots=True)
class Prepared:
    """One statement for one dialect: its text, its values in order, and what makes a row of it."""

    sql: str
    positional: bool
    values: list["Value"]
    columns: list[tuple[str, Any]]
    row: Any = None
    converts: list[tuple[int, Callable[[Any], Any]]] = field(default_factory=list)

    def bind(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        bound = [each.of(given) for each in self.values]
        return bound if self.positional else {each.name: value for each, value in zip(self.values, bound, strict=True)}

    def rows(self, cursor: Any, dialect: Dialect) -> list[Any]:
        """Everything the cursor has, as rows with names, each value in its Python type."""
        if self.row is None:
            self._learn(cursor.description, dialect)
        raw = cursor.fetchall()
        make = self.row._make
        if not self.converts:
            return [make(each) for each in raw]
        made = []
        for each in raw:
            cells = list(each)
            for place, convert in self.converts:
                cells[place] = convert(cells[place])
            made.append(make(cells))
        return made

    def _learn(self, description: Sequence[Any], dialect: Dialect) -> None:
        """How this driver's values become ours: known once it has told the types of its columns."""
        converts = []
        for place, (_name, kind) in enumerate(self.columns):
            convert = kind.dialect_impl(dialect).result_processor(dialect, description[place][1])
            if convert is not None:
                converts.append((place, convert))
        self.converts = converts
        self.row = namedtuple("Row", [name for name, _kind in self.columns], rename=True)  # type: ignore[misc]


def fetch(connection: Connection, statement: Any, given: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a select that was built once; raises KeyError for a value that is not given."""
    ready = _ready(connection, statement, given)
    if ready is None or not ready.columns:
        return connection.execute(statement, given).all()
    with _cursor(connection, ready.sql, given) as cursor:
        _run(connection, cursor, ready.sql, ready.bind(given))
        return ready.rows(cursor, connection.dialect)


def write(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> int:
    """Run an insert or update that was built once, with every value named in it, for one or several rows.

    Returns how many rows of the table it touched; raises KeyError for a value that is not given.
    """
    ready = _ready(connection, statement, rows[0])
    if ready is None:
        return connection.execute(statement, rows).rowcount
    with _cursor(connection, ready.sql, rows) as cursor:
        if len(rows) == 1:
            _run(connection, cursor, ready.sql, ready.bind(rows[0]))
        else:
            _run(connection, cursor, ready.sql, [ready.bind(row) for row in rows], many=True)
        return int(cursor.rowcount)


def _run(connection: Connection, cursor: Any, sql: str, values: Any, *, many: bool = False) -> None:
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, cursor, sql, values, None, many)
    (cursor.executemany if many else cursor.execute)(sql, values)


@contextmanager
def _cursor(connection: Connection, sql: str, given: Any) -> Iterator[Any]:
    """The driver's cursor, whose errors are said as SQLAlchemy says them: callers know those.

    A connection that is gone must not go back into the pool.
    """
    dialect, cursor = connection.dialect, None
    try:
        cursor = connection.connection.cursor()
        yield cursor
    except dialect.loaded_dbapi.Error as error:
        gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
        said = sa.exc.DBAPIError.instance(
            sql, given, error, dialect.loaded_dbapi.Error, connection_invalidated=gone, dialect=dialect
        )
        if gone:
            connection.invalidate(error)
        raise said from error
    finally:
        if cursor is not None:
            with suppress(dialect.loaded_dbapi.Error):
                cursor.close()


def _ready(connection: Connection, statement: Any, given: Mapping[str, Any]) -> Prepared | None:
    sizes = tuple([(key, len(given[key])) for key in _lists(statement)])
    if any(not 0 < size <= LONGEST_LIST for _key, size in sizes):
        return None
    return _prepare(statement, connection.dialect, sizes)


@lru_cache(maxsize=512)
def _lists(statement: Any) -> tuple[str, ...]:
    """The keys under which lists are given."""
    return tuple(bind.key for bind in statement.compile().bind_names if bind.expanding and bind.required)


@lru_cache(maxsize=1024)
def _prepare(statement: Any, dialect: Dialect, sizes: tuple[tuple[str, int], ...]) -> Prepared | None:
    compiled = statement.compile(dialect=dialect)
    if not _is_plain(compiled, rendered=bool(sizes)):
        return None
    named = {bind.key for bind in compiled.bind_names if bind.required}
    if sizes:  # with the lists as long as these, whatever is in them
        filled = statement.params({**dict.fromkeys(named), **{key: [None] * size for key, size in sizes}})
        compiled = filled.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return Prepared(
        str(compiled),
        bool(compiled.positional),
        _values(compiled, dialect, named, dict(sizes)),
        [(str(column.key), column.type) for column in getattr(statement, "selected_columns", ())],
    )


def _values(compiled: Any, dialect: Dialect, named: set[str], sizes: Mapping[str, int]) -> list[Value]:
    """Every value in the order of the text; those of a list are called `name_1`, `name_2`, … by SQLAlchemy."""
    found = {}
    for bind, name in compiled.bind_names.items():
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.key in sizes:
            for place in range(sizes[bind.key]):
                found[f"{name}_{place + 1}"] = Value(f"{name}_{place + 1}", bind.key, place, None, convert)
        elif bind.expanding:
            for place, constant in enumerate(bind.value):
                found[f"{name}_{place + 1}"] = Value(f"{name}_{place + 1}", None, None, constant, convert)
        else:
            found[name] = Value(name, bind.key if bind.key in named else None, None, bind.value, convert)
    return [found[name] for name in compiled.positiontup] if compiled.positional else list(found.values())


def _is_plain(compiled: Any, *, rendered: bool) -> bool:
    """Whether text and values are the same on every run, but for what is named."""
    made_by_python = getattr(compiled, "insert_prefetch", ()) or getattr(compiled, "update_prefetch", ())
    varies = compiled.literal_execute_params or (compiled.post_compile_params and not rendered)
    # A default that a caller may replace, or that is asked for on each run, is left to SQLAlchemy.
    moves = any(bind.callable or not (bind.required or bind.unique) for bind in compiled.bind_names)
    return not (varies or moves or compiled.escaped_bind_names or made_by_python)

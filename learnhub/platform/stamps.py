"""What many pages read and few people change is kept in memory until its stamp changes.

The catalogue, the rules, and who holds which post change a few times a day and are read on every page. Each such table
names a topic (`__stamp__ = "catalog"`, and `__stamp_when__` where only some columns matter); whenever rows of it are
written, the topic gets a new random stamp in the same transaction. A process that remembers something keeps it under
the stamp that it read, so it never serves what another process has replaced.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, wraps
from typing import Any, Generic, TypeVar, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from learnhub.platform.db import Base, fetch, in_transaction, insert, session

_SEEN = "stamps"
Given = TypeVarTuple("Given")
Answer = TypeVar("Answer")


class Stamp(Base):
    """The present stamp of a topic."""

    __tablename__ = "platform_stamps"

    topic: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(32))


_STAMPS = cast(sa.Table, Stamp.__table__)
_ALL = sa.select(_STAMPS.c.topic, _STAMPS.c.value)
_CHANGE = sa.update(_STAMPS).where(_STAMPS.c.topic == sa.bindparam("of")).values(value=sa.bindparam("to"))


def current(topic: str) -> str:
    """The stamp of a topic; all of them are read once a transaction, in one statement."""
    running = session()
    known = running.info.get(_SEEN)
    if known is None:
        known = running.info[_SEEN] = {row.topic: row.value for row in fetch(_ALL)}
    return str(known.get(topic, ""))


def renew(topic: str) -> None:
    """Say that something of a topic changed; needed only where rows are written past the session."""
    _renew(session(), topic)


def remembered(topic: str, *, size: int = 256) -> Callable[[Callable[[*Given], Answer]], Callable[[*Given], Answer]]:
    """Remember what a function returns for its arguments until the topic changes; the answer must be immutable."""

    def wrap(work: Callable[[*Given], Answer]) -> Callable[[*Given], Answer]:
        @lru_cache(maxsize=size)
        def known(_stamp: str, *arguments: Any) -> Answer:
            return work(*arguments)

        @wraps(work)
        def ask(*arguments: *Given) -> Answer:
            return known(current(topic), *arguments)

        return ask

    return wrap


class Shelf(Generic[Answer]):
    """What was worked out for each of many people, each under the key that it was worked out for.

    A key names everything that the answer rests on. Inside a transaction nothing is kept: what is rolled back leaves no
    trace.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[int, tuple[Hashable, Answer]] = {}

    def take(
        self, keys: Mapping[int, Hashable], work: Callable[[list[int]], Mapping[int, Answer]]
    ) -> dict[int, Answer]:
        """The answer for every one of `keys`; `work` is asked once, for those whose key is not the one kept."""
        kept, found, missing = self._kept, {}, []
        for ident, key in keys.items():
            known = kept.get(ident)
            if known is not None and known[0] == key:
                found[ident] = known[1]
            else:
                missing.append(ident)
        if missing:
            made = work(missing)
            found.update(made)
            if not in_transaction():
                self._keep({ident: (keys[ident], answer) for ident, answer in made.items()})
        return found

    def _keep(self, made: dict[int, tuple[Hashable, Answer]]) -> None:
        if len(self._kept) + len(made) > self._size:
            self._kept = {}
        self._kept.update(made)


def _renew(running: Session, topic: str) -> None:
    connection, value = running.connection(), secrets.token_hex(8)
    if not connection.execute(_CHANGE, {"of": topic, "to": value}).rowcount:
        first = insert(Stamp).values(topic=topic, value=value)  # two may be the first at once
        connection.execute(first.on_conflict_do_update(index_elements=["topic"], set_={"value": value}))
    running.info.pop(_SEEN, None)


@event.listens_for(Session, "after_flush")
def _note_changes(running: Session, _context: Any) -> None:
    changed = [row for row in running.dirty if _matters(row)]
    rows = [*running.new, *changed, *running.deleted]
    for topic in sorted({topic for row in rows if (topic := getattr(row, "__stamp__", None))}):
        _renew(running, topic)


def _matters(row: Any) -> bool:
    columns = getattr(row, "__stamp_when__", ())
    attributes = sa.inspect(row).attrs
    return not columns or any(attributes[column].history.has_changes() for column in columns)


@event.listens_for(Session, "after_transaction_end")
def _forget(running: Session, _transaction: Any) -> None:
    """The next transaction sees the present, and so must its stamps."""
    running.info.pop(_SEEN, None)

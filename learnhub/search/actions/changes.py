"""Notes what changed of what can be found, in the transaction of the change itself, so that nothing is forgotten."""

from collections.abc import Iterable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.search.actions.sources import SOURCES
from learnhub.search.models import IndexChange

_CHANGES = cast(sa.Table, IndexChange.__table__)
_TOUCHED = [(kind, model, ids) for kind, source in SOURCES.items() for model, ids in source.touched.items()]
_WATCHED = tuple({model for _, model, _ in _TOUCHED})


def note_changes(kind: str, idents: Iterable[int]) -> None:
    """Say that documents changed; needed only where rows are written past the session."""
    _note(session(), {(kind, ident) for ident in idents})


def waiting() -> bool:
    """Whether something changed that the index does not have yet."""
    return session().scalar(sa.select(IndexChange.id).limit(1)) is not None


@event.listens_for(Session, "after_flush")
def _see_changes(running: Session, _context: Any) -> None:
    rows = [*running.new, *running.deleted, *(row for row in running.dirty if running.is_modified(row))]
    changed = [row for row in rows if isinstance(row, _WATCHED)]
    if changed:
        _note(running, {change for row in changed for change in _changes_of(row)})


def _changes_of(row: Any) -> Iterable[tuple[str, int]]:
    for kind, model, idents in _TOUCHED:
        if isinstance(row, model):
            yield from ((kind, ident) for ident in idents(row) if ident is not None)


def _note(running: Session, changes: Iterable[tuple[str, int]]) -> None:
    now = clock.now()
    rows = [{"kind": kind, "ident": ident, "noted_at": now} for kind, ident in sorted(changes)]
    if rows:
        running.connection().execute(sa.insert(_CHANGES), rows)

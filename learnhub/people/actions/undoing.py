"""Undoing a roster: what it changed and nobody changed since goes back; everything else stays and says why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from learnhub.kernel.errors import Conflict
from learnhub.people.actions.trail import TABLES, restore, values
from learnhub.people.models import (
    Membership,
    Person,
    PostHolding,
    RankHolding,
    RosterChange,
    RosterUpload,
    Unit,
    UnitPlacement,
    UploadState,
)
from learnhub.platform import audit
from learnhub.platform.db import Base, session
from learnhub.platform.jobs import enqueue

# After a month what a roster changed is forgotten, and with it the way back.
UNDO_FOR = timedelta(days=30)
NOT_WRITTEN = "Only a roster that has been written can be undone."
UNDONE_BEFORE = "This roster is being undone already, or has been."
TOO_LATE = "A roster can be undone for 30 days."
CHANGED_SINCE = "Somebody has changed this since the import."
IN_USE = "The account has been used or carries records. Close it on the person's page if it should not be there."
UNIT_IN_USE = "The unit is in use."
NOT_YOURS_NOW = "This person is in a unit that you do not keep."
_DATED = (Membership, PostHolding, RankHolding)


def ask_undo(upload: RosterUpload, *, now: datetime) -> None:
    """Let the worker undo a roster; raises Conflict when it cannot be undone any more, or not again."""
    if upload.state not in (UploadState.DONE, UploadState.FAILED):
        raise Conflict(NOT_WRITTEN)
    if upload.undo_asked_at is not None:
        raise Conflict(UNDONE_BEFORE)
    if now - upload.created_at > UNDO_FOR:
        raise Conflict(TOO_LATE)
    upload.undo_asked_at = now
    enqueue("people.undo_roster", unique=str(upload.id), upload_id=upload.id)


def undo_some(upload_id: int, *, most: int, scope: frozenset[int], now: datetime) -> int:
    """Undo some rows, the last ones first; returns how many were looked at, 0 when none is left.

    `scope`: the units that whoever asked keeps at this moment.
    """
    waiting = (
        sa.select(RosterChange)
        .where(RosterChange.upload_id == upload_id, RosterChange.undone_at.is_(None), RosterChange.kept == "")
        .order_by(RosterChange.id.desc())
        .limit(most)
    )
    changes = session().scalars(waiting).all()
    seen = _Seen(upload_id, changes)
    for change in changes:
        if not change.row:
            session().flush()  # its people, and a unit below it, must be gone before it is looked at
        change.kept = _why_not(change, seen, scope)
        if not change.kept:
            _undo(change, seen)
            change.undone_at = now
    return len(changes)


def finish_undo(upload: RosterUpload, *, now: datetime) -> None:
    """Everything was looked at: note it, with how many rows went back and how many stay."""
    kept = sa.case((RosterChange.kept != "", 1), else_=0)
    query = sa.select(sa.func.count(RosterChange.id), sa.func.coalesce(sa.func.sum(kept), 0))
    total, stay = session().execute(query.where(RosterChange.upload_id == upload.id)).one()
    upload.undone_at = now
    audit.record("roster_undone", actor_id=upload.by_id, thing=upload.file_name, undone=total - stay, kept=stay)


def forget_changes(now: datetime) -> None:
    """Delete what rosters changed once they can no longer be undone."""
    old = sa.select(RosterUpload.id).where(RosterUpload.created_at < now - UNDO_FOR)
    session().execute(sa.delete(RosterChange).where(RosterChange.upload_id.in_(old)))


class _Seen:
    """The rows behind some changes and who of the new people is in use: a fixed number of statements."""

    def __init__(self, upload_id: int, changes: Sequence[RosterChange]) -> None:
        self.rows: dict[tuple[str, int], Any] = {}
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for change in changes:
            for name, row_id, *_ in change.steps:
                wanted[name].add(row_id)
        for name, ids in wanted.items():
            table = TABLES[name]
            self.rows |= {(name, row.id): row for row in session().scalars(sa.select(table).where(table.id.in_(ids)))}
        people = {change.person_id for change in changes if change.person_id is not None}
        new = {change.person_id for change in changes if change.is_new and change.person_id is not None}
        self.homes = _homes(people)
        self.dated = _dated(new)
        self.used = _referenced(Person, new, besides=("people_roster_changes", *(t.__tablename__ for t in _DATED)))
        self.used |= set(
            session().scalars(
                sa.select(RosterChange.person_id).where(
                    RosterChange.person_id.in_(new), RosterChange.upload_id != upload_id
                )
            )
        )


def _why_not(change: RosterChange, seen: _Seen, scope: frozenset[int]) -> str:
    """Why a change stays as it is; empty when it goes back."""
    for name, row_id, _before, after in change.steps:
        row = seen.rows.get((name, row_id))
        # What was written before a column was there says nothing of it.
        if row is None or any(value != after[name] for name, value in values(row).items() if name in after):
            return CHANGED_SINCE
    if change.person_id is None:
        unit_id = change.steps[0][1]
        besides = (UnitPlacement.__tablename__,)
        return UNIT_IN_USE if _referenced(Unit, {unit_id}, besides=besides) or unit_id not in scope else ""
    homes = seen.homes[change.person_id]
    if homes and homes.isdisjoint(scope):
        return NOT_YOURS_NOW
    return _why_not_new(change, seen) if change.is_new else ""


def _why_not_new(change: RosterChange, seen: _Seen) -> str:
    person = seen.rows["people_persons", change.person_id or 0]
    # A password that was handed out and never used is no reason to keep a person who should not be there.
    chosen = person.password_hash is not None and not person.must_change_password
    if change.person_id in seen.used or chosen or person.disabled_at is not None:
        return IN_USE
    made = {(name, row_id) for name, row_id, *_ in change.steps if name != "people_persons"}
    return "" if made == seen.dated[change.person_id or 0] else CHANGED_SINCE


def _undo(change: RosterChange, seen: _Seen) -> None:
    person = seen.rows.get(("people_persons", change.person_id or 0))
    if change.is_new:
        change.person_id = None
        session().flush()
    elif person is None and change.person_id is not None:
        person = session().get_one(Person, change.person_id)
    for name, row_id, before, _after in reversed(change.steps):
        row = seen.rows[name, row_id]
        if before is not None:
            restore(row, before)
            continue
        if isinstance(row, Unit):
            session().execute(sa.delete(UnitPlacement).where(UnitPlacement.unit_id == row.id))
        session().delete(row)
    if person is not None and not change.is_new:
        person.facts_version += 1


def _homes(people: Iterable[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    open_rows = sa.select(Membership.person_id, Membership.unit_id).where(
        Membership.person_id.in_(people), Membership.until_on.is_(None)
    )
    for person_id, unit_id in session().execute(open_rows):
        found[person_id].add(unit_id)
    return found


def _dated(people: set[int]) -> defaultdict[int, set[tuple[str, int]]]:
    """The dated rows of new people; loading them with the people keeps deleting at a fixed number of statements."""
    found: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    with_rows = [selectinload(Person.memberships), selectinload(Person.posts), selectinload(Person.ranks)]
    for person in session().scalars(sa.select(Person).where(Person.id.in_(people)).options(*with_rows)):
        held: tuple[Any, ...] = (*person.memberships, *person.posts, *person.ranks)
        found[person.id] = {(row.__tablename__, row.id) for row in held}
    return found


def _referenced(target: Any, ids: set[int], *, besides: tuple[str, ...]) -> set[int]:
    """Which of these rows some other table points at."""
    found: set[int] = set()
    for table in Base.metadata.sorted_tables if ids else ():
        if table.name in besides:
            continue
        for column in table.c:
            if any(key.column is target.__table__.c.id for key in column.foreign_keys):
                found |= set(session().scalars(sa.select(column).where(column.in_(ids)).distinct()))
    return found

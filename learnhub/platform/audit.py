"""An append-only, hash-chained record of overrides, exports, sign-ins and looks at other people's records."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy.orm import Mapped, Session, mapped_column

from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor
from learnhub.platform.db import Base, in_transaction, session, transaction
from learnhub.platform.web import request_id

GENESIS = "0" * 64


class AuditEntry(Base):
    """One act: who, when, what, on which thing; chained so that an edit of the database shows."""

    __tablename__ = "platform_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(64), index=True)
    thing: Mapped[str] = mapped_column(sa.String(200))
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str | None] = mapped_column(sa.String(32))
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The single row that holds the end of the chain; locking it keeps the chain in one line."""

    __tablename__ = "platform_audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


def record(action: str, *, actor_id: int | None, thing: str = "", person_id: int | None = None, **details: Any) -> None:
    """Write one act into the open transaction; `person_id` is whose record it concerns."""
    current = session()
    head = _locked_head(current)
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor_id,
        person_id=person_id,
        action=action,
        thing=thing,
        details=details,
        request_id=request_id() if has_request_context() else None,
        prev_hash=head.hash,
        hash="",
    )
    entry.hash = entry_hash(entry)
    head.hash, head.entries = entry.hash, head.entries + 1
    current.add(entry)


def note_look(actor: Actor, person_id: int, what: str) -> None:
    """Record a look at somebody else's record, durable before the answer is sent; one's own is no look."""
    if actor.id == person_id:
        return
    if in_transaction():
        record("look", actor_id=actor.id, person_id=person_id, thing=what)
        return
    with transaction():
        record("look", actor_id=actor.id, person_id=person_id, thing=what)


def note_audit_look(actor: Actor, asked: dict[str, Any]) -> None:
    """Record a search of this very log, durable before the answer is sent."""
    with transaction():
        record("audit_searched", actor_id=actor.id, asked=asked)


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry's canonical JSON and the hash before it."""
    body = {
        "at": clock.iso_ms(entry.at),
        "actor": entry.actor_id,
        "person": entry.person_id,
        "action": entry.action,
        "thing": entry.thing,
        "details": entry.details,
        "request": entry.request_id,
        "prev": entry.prev_hash,
    }
    return ids.digest(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str))


def verify() -> list[tuple[int, str]]:
    """Every entry that does not fit the chain, as (id, what is wrong); empty when all is well."""
    previous, broken, count = GENESIS, [], 0
    for entry in session().scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).yield_per(500):
        if entry.prev_hash != previous:
            broken.append((entry.id, "an entry before this one was removed or inserted"))
        elif entry.hash != entry_hash(entry):
            broken.append((entry.id, "this entry was changed"))
        previous, count = entry.hash, count + 1
    head = session().get(AuditHead, 1)
    if head is not None and (head.hash != previous or head.entries != count):
        broken.append((0, "the last entries were removed"))
    return broken


def _locked_head(current: Session) -> AuditHead:
    current.flush()
    head = current.scalar(sa.select(AuditHead).where(AuditHead.id == 1).with_for_update())
    if head is None:
        head = AuditHead(id=1, entries=0, hash=GENESIS)
        current.add(head)
    return head

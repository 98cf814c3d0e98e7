"""Reads of the inbox: what waits for a person, and what was said before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from learnhub.inbox.models import Notice
from learnhub.inbox.queries.kinds import KINDS
from learnhub.platform.db import fetch, session
from learnhub.platform.i18n import gettext
from learnhub.platform.templating import show_day


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the reader's language with why it was sent; `to` is a path of this site or empty."""

    id: int
    kind: str
    about: str
    reason: str
    text: str
    to: str
    created_at: datetime
    seen: bool


def waiting_for(person_id: int, *, limit: int = 20) -> list[NoticeRow]:
    """What a person has not seen yet, the latest first."""
    return _rows(fetch(_WAITING, person_id=person_id, at_most=limit))


def count_waiting(person_id: int) -> int:
    """How many notices a person has not seen yet."""
    return int(fetch(_COUNT, person_id=person_id)[0][0])


def count_notices(person_id: int) -> int:
    """How many notices a person has ever got."""
    return session().scalar(sa.select(sa.func.count(Notice.id)).where(Notice.person_id == person_id)) or 0


def latest_id(person_id: int) -> int:
    """The newest notice of a person, whatever its date says; 0 where there is none."""
    return session().scalar(sa.select(sa.func.max(Notice.id)).where(Notice.person_id == person_id)) or 0


def notices_of(person_id: int, *, limit: int, offset: int = 0, only_new: bool = False) -> list[NoticeRow]:
    """Every notice of a person, or those not seen yet; the latest first."""
    query = _notices().where(Notice.person_id == person_id)
    if only_new:
        query = query.where(Notice.seen_at.is_(None))
    return _rows(session().execute(query.limit(limit).offset(offset)))


def rows_of(*conditions: sa.ColumnElement[bool], limit: int) -> list[NoticeRow]:
    """The notices that satisfy some conditions, the latest first."""
    return _rows(session().execute(_notices().where(*conditions).limit(limit)))


def _notices() -> sa.Select[tuple[int, str, str, dict[str, object], str, datetime, datetime | None]]:
    columns = (Notice.id, Notice.kind, Notice.message, Notice.params, Notice.to, Notice.created_at, Notice.seen_at)
    return sa.select(*columns).order_by(Notice.created_at.desc(), Notice.id.desc())


_UNSEEN = (Notice.person_id == sa.bindparam("person_id"), Notice.seen_at.is_(None))
_WAITING = _notices().where(*_UNSEEN).limit(sa.bindparam("at_most"))
_COUNT = sa.select(sa.func.count(Notice.id)).where(*_UNSEEN)
# The same count as a part of a larger statement; its parameter is person_id.
UNSEEN = _COUNT.scalar_subquery()


def _rows(
    found: Iterable[sa.Row[tuple[int, str, str, dict[str, object], str, datetime, datetime | None]]],
) -> list[NoticeRow]:
    return [_row(row) for row in found]


def _row(row: sa.Row[tuple[int, str, str, dict[str, object], str, datetime, datetime | None]]) -> NoticeRow:
    kind = KINDS.get(row.kind)
    return NoticeRow(
        row.id,
        row.kind,
        str(kind.name) if kind else "",
        str(kind.reason) if kind else "",
        gettext(row.message, **_said(row.params)),
        row.to,
        row.created_at,
        row.seen_at is not None,
    )


def _said(params: Mapping[str, object]) -> dict[str, object]:
    """What fills a message in: a day is kept as 2026-12-03 and said as the reader's language says it."""
    return {
        name: show_day(date.fromisoformat(str(value))) if name == "day" else value for name, value in params.items()
    }

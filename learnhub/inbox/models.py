"""Tables of notices: what a person is told, what they chose to hear of, and how far the weekly mail has told."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base


class Notice(Base):
    """One thing to know; `message` is an English message id that the page translates, `key` makes it once only."""

    __tablename__ = "inbox_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(64))
    message: Mapped[str] = mapped_column(sa.String(300))
    params: Mapped[dict[str, Any]]
    to: Mapped[str] = mapped_column(sa.String(300))
    key: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "key"),)


class SwitchedOff(Base):
    """A kind of notice that a person does not want; while the row is there, none of that kind is written."""

    __tablename__ = "inbox_switched_off"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class MailChoice(Base):
    """The weekly mail of a person: wanted or not, on which weekday (0 is Monday), and how far the last one told.

    A person without a row gets it on Mondays; `told_up_to` is the newest notice that a mail has named, so that no
    notice is mailed twice.
    """

    __tablename__ = "inbox_mail_choices"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True)
    wanted: Mapped[bool] = mapped_column(default=True)
    weekday: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]
    told_up_to: Mapped[int] = mapped_column(default=0)

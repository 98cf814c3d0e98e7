"""Table of notices: what a person is told, why, and where it leads."""

from datetime import datetime
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

"""The table of the marks that people gave to essays."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base


class EssayMark(Base):
    """One person's mark of one answer, by the criteria of the rubric; never changed, so that each stays their own."""

    __tablename__ = "quizzes_essay_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_attempt_items.id"))
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    points: Mapped[dict[str, Any]]
    fraction: Mapped[Decimal] = mapped_column(sa.Numeric(7, 5))
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("item_id", "marker_id"),)

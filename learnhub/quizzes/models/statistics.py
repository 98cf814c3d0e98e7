"""The table of statistics: what the job worked out for a quiz last time, ready to be shown."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base
from learnhub.quizzes.models.attempts import PERCENT


class StoredStatistics(Base):
    """The figures of a quiz (`document`, see `actions/statistics.py`) and when they were worked out.

    The other columns are what a list of quizzes shows. Of fewer than five people nothing but the date is kept.
    """

    __tablename__ = "quizzes_statistics"

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_quizzes.id"), unique=True)
    computed_at: Mapped[datetime]
    people: Mapped[int]
    findings: Mapped[int]
    mean_percent: Mapped[Decimal | None] = mapped_column(PERCENT)
    consistency: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    document: Mapped[dict[str, Any]]

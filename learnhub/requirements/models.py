"""Tables of requirements: the rules as dated rows, and exemptions."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base


class RequirementRule(Base):
    """One version of a requirement; `document` is the rule as requirements.rules.Rule names its fields."""

    __tablename__ = "requirements_rules"
    __stamp__ = "rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), index=True)
    position: Mapped[int] = mapped_column(default=0)
    document: Mapped[dict[str, Any]]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]

    __table_args__ = (sa.UniqueConstraint("key", "effective_from"),)


class Exemption(Base):
    """Days on which a requirement (or, without a key, every one) does not bind a person, with the reason."""

    __tablename__ = "requirements_exemptions"
    __stamp__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    rule_key: Mapped[str | None] = mapped_column(sa.String(64))
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    granted_at: Mapped[datetime]

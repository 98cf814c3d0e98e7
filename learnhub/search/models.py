"""Tables of the search: what somebody asked for lately, and how the titles of the catalogue are spoken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base


class RecentSearch(Base):
    """What one person searched for lately; seen by nobody else, and erased by them at any time."""

    __tablename__ = "search_recent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    words: Mapped[str] = mapped_column(sa.String(200))
    asked_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("person_id", "words"),)


class SpokenTitle(Base):
    """The pinyin of a title, syllable by syllable; worked out by a job, because the dictionaries are heavy."""

    __tablename__ = "search_spoken"
    __stamp__ = "spoken"

    words: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    pinyin: Mapped[str] = mapped_column(sa.Text)

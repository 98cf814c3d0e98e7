"""Tables of the search: what is found, what of it changed, what somebody asked for lately, how titles are spoken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learnhub.platform.db import Base


class RecentSearch(Base):
    """What one person searched for lately; seen by nobody else, and erased by them at any time."""

    __tablename__ = "search_recent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    words: Mapped[str] = mapped_column(sa.String(300))
    asked_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("person_id", "words"),)


class SpokenTitle(Base):
    """The pinyin of a title, syllable by syllable; worked out by a job, because the dictionaries are heavy."""

    __tablename__ = "search_spoken"
    __stamp__ = "spoken"

    words: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    pinyin: Mapped[str] = mapped_column(sa.Text)


class IndexChange(Base):
    """Something that is searched for has changed: written with the change itself, and gone once the index has it."""

    __tablename__ = "search_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    ident: Mapped[int]
    noted_at: Mapped[datetime]


class SearchDocument(Base):
    """What can be found, as it is shown; the engine's index is made of this and can be made again at any time.

    `source_path` is relative to the folder that was imported; `place` is the address on this site; `ident` is the id of
    the course, lesson or question, and of the lesson that an attached file belongs to.
    """

    __tablename__ = "search_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(100), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    ident: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    # Where it belongs, in a line: the course of a lesson, the lesson of a question or file.
    beside: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(16), default="")
    category: Mapped[str] = mapped_column(sa.String(32), default="")
    # The course that it belongs to, as its number is written; empty where it belongs to none.
    course: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    source_path: Mapped[str] = mapped_column(sa.String(500), default="")
    place: Mapped[str] = mapped_column(sa.String(500))
    collected_at: Mapped[datetime]

    parts: Mapped[list["SearchPart"]] = relationship(order_by="SearchPart.position", cascade="all, delete-orphan")
    labels: Mapped[list["SearchLabel"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (sa.Index("ix_search_documents_kind_ident", "kind", "ident"),)


class SearchPart(Base):
    """A section of a document in plain text, with where it begins on the page."""

    __tablename__ = "search_parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("search_documents.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    anchor: Mapped[str] = mapped_column(sa.String(120), default="")
    text: Mapped[str] = mapped_column(sa.Text)


class SearchLabel(Base):
    """A document is found by whoever holds one of its labels."""

    __tablename__ = "search_labels"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("search_documents.id"), primary_key=True)
    label: Mapped[str] = mapped_column(sa.String(64), primary_key=True)

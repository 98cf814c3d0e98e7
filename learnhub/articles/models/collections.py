"""Tables of collections (合编): released articles in order, with a foreword, and the books made of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import BindingFormat, BindingState, Level
from learnhub.platform.db import Base, enum_type


class Collection(Base):
    """A bound collection; readers see it from `released_at` on, its articles as they stand in its items."""

    __tablename__ = "articles_collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    level: Mapped[Level] = mapped_column(enum_type(Level), default=Level.UNIT)
    language: Mapped[str] = mapped_column(sa.String(16), default="zh-CN")
    title: Mapped[str] = mapped_column(sa.String(200))
    subtitle: Mapped[str] = mapped_column(sa.String(200), default="")
    foreword_source: Mapped[str] = mapped_column(sa.Text, default="")
    foreword_html: Mapped[str] = mapped_column(sa.Text, default="")
    # Counts every change, so that a stale form is noticed and a book says which state it was made from.
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # When its editor handed it over for release; any change takes that back, so that what is released was seen.
    ready_at: Mapped[datetime | None]
    returned_why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    released_at: Mapped[datetime | None]
    # Stays when it is worked on again: who released it last, and thereby that readers knew it.
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    withdrawn_why: Mapped[str] = mapped_column(sa.Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> editor_id", name="not_by_its_editor"),
    )


class FormerEditor(Base):
    """Who compiled a collection before its present editor: nobody releases what they compiled themselves."""

    __tablename__ = "articles_former_editors"

    collection_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_collections.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True, index=True)
    until_at: Mapped[datetime]


class CollectionItem(Base):
    """An article in a collection, in the version that was bound in."""

    __tablename__ = "articles_collection_items"

    collection_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_collections.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), primary_key=True, index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_versions.id"))
    position: Mapped[int]
    # The heading of the part that begins with this article; empty where it goes on.
    part: Mapped[str] = mapped_column(sa.String(200), default="")
    added_at: Mapped[datetime]


class Binding(Base):
    """A book made of a collection by a job; its bytes lie in the store under their digest."""

    __tablename__ = "articles_bindings"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_collections.id"), index=True)
    format: Mapped[BindingFormat] = mapped_column(enum_type(BindingFormat))
    revision: Mapped[int]
    state: Mapped[BindingState] = mapped_column(enum_type(BindingState), default=BindingState.QUEUED)
    # Of the articles that went in: one that is withdrawn since makes the book stale, whatever the revision says.
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("collection_id", "format", "revision"),)

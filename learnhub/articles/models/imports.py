"""Tables of imports: a file that somebody brought, what was read in it, and what became of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import ImportState
from learnhub.platform.db import Base, enum_type


class ArticleImport(Base):
    """A Word file, a Markdown text or a zip of one, from the upload until it is a draft or discarded.

    `content` is the file until it was read, then what was read of it (`platform/documents`), then nothing.
    """

    __tablename__ = "articles_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    # The draft that it goes into, or has become.
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles_articles.id"), index=True)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    size: Mapped[int]
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.WAITING)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[str] = mapped_column(sa.Text, default="", deferred=True)
    # {"kept": {…}, "losses": […], "pictures": […]}, or {"problem", "params"} of one that cannot be read.
    report: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
